"""What someone fills into the commands that need arguments."""

from __future__ import annotations

from bot.command import write_line
from tests.contracts.asking import typed
from tests.contracts.surface import Shown, Surface

QUOTE = {
    "speaker": "musk",
    "words": "The contract of every platform is to keep “this” whole.",
    "said": "2026-06",
    "source": "https://contract.example.org/said",
}
_OTHER = "someone else"
"""Stands for the id of someone else, which every platform has its own of."""
_MOST_FIELDS = 50
"""So many would be asked for by a form that leads to itself."""
MUSKS = "q-musk-2024-03-06-closedai"
FILLED = {
    "stance": {"who": "musk", "as_of": "2024"},
    "compare": {"one": "sam altman", "two": "Elon Musk"},
    "search": {"words": 'closed "open source" -lie*'},
    "ask": {"words": "What does Musk say about safety?"},
    "check": {"words": 'Who: said “this”?\nAnd "that" \\ and who:musk'},
    "source": {"id": "elon-musk"},
    "suggest": QUOTE,
    "record add quote": QUOTE,
    "record add event": {
        "title": "A contract is kept",
        "date": "2026-06",
        "summary": "Every platform kept it.",
        "people": "musk, altman",
        "source": "https://contract.example.org/kept",
    },
    "record add position": {
        "who": "musk",
        "question": "weights",
        "date": "2024-03-06",
        "score": "for",
        "reading": "Wants a name to be kept",
        "quotes": MUSKS,
    },
    "record add person": {"name": "Contracta Keeper", "summary": "Keeps contracts"},
    "record add organisation": {"name": "Keepers of Contracts", "summary": "Keeps contracts", "kind": "nonprofit"},
    "record add source": {"url": "https://contract.example.org/", "title": "A page", "publisher": "A site"},
    "record add question": {"text": "Is it kept?", "proposition": "It should be kept.", "short": "kept"},
    "record add briefing": {
        "about": "weights",
        "title": "What was kept",
        "summary": f"Elon Musk made an offer. [{MUSKS}]",
        "points": "\n".join(f"{'He asked for a name to be kept as it was. ' * 4}[{MUSKS}]" for _ in range(4)),
    },
    "record add dossier": {
        "title": "The debate on contracts",
        "topic": "contracts",
        "asks": "What is to be kept?",
        "summary": "Contracts are debated.",
        "method": "Read and written down.",
    },
    "record correct": {"id": MUSKS, "occasion": "a post", "reason": "It was one"},
    "record retract": {"id": MUSKS, "reason": "It was not so"},
    "record reinstate": {"id": MUSKS},
    "record settle": {"id": MUSKS, "keep": "ours"},
    "history": {"id": MUSKS},
    "subscribe": {"what": "briefing", "every": "mon, thu 18:30", "zone": "Europe/London"},
    "curators add": {"user": _OTHER},
    "curators remove": {"user": _OTHER},
}
"""What someone fills into the form of each command that needs arguments."""
BEFORE = {"curators remove": "curators add"}
"""What has to be done before, so that there is something to be changed."""
SHOWN_FIRST = {"subscribe"}
"""What a form shows, and saves when a button under that is pressed."""
NO_CHANGE = {"record reinstate", "record settle"}
"""What changes nothing, since it stands so already."""


def filled(surface: Surface, name: str) -> dict[str, str]:
    """Give what is filled into the form of a command on a platform."""
    return {field: surface.other if text == _OTHER else text for field, text in FILLED.get(name, {}).items()}


async def prepare(surface: Surface, name: str) -> None:
    """Do what has to be done before a command can change something."""
    if before := BEFORE.get(name):
        await typed(surface, write_line(before, filled(surface, before)))


async def fill_in(surface: Surface, form: Shown, name: str) -> tuple[Shown, tuple[str, ...]]:
    """Fill in the form of a command and send it, and whatever form it leads to; give the answer, and all the fields."""
    wanted = filled(surface, name)
    fields: tuple[str, ...] = ()
    while form.is_form and not form.errors:
        assert len(fields) < _MOST_FIELDS, form.text
        fields += form.fields
        form = await surface.submit(form, {field: wanted.get(field, form.values[field]) for field in form.fields})
    return form, fields
