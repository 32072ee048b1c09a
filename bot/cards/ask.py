"""What the record has on a question that someone asked in their own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.card import Button, Card, Part, State
from bot.cards.parts import choices, note, quotation, said, short_name
from bot.cards.quote import marked
from bot.command import write_line
from briefings.library import Library
from briefings.model import Holder, Organisation, Person, Question, Quote
from briefings.names import Named
from briefings.search import Hit

_BY_WORDS = "Found by the words of the question; the answers are their own words, as they are on record."
_EXAMPLE = "/ask What does Musk say about safety?"


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what a question names."""

    holders: tuple[Holder, ...] = ()
    question: Question | None = None

    @classmethod
    def of(cls, named: Iterable[Named]) -> About:
        """Take the people and organisations, each once and two at most, and the first question."""
        things = tuple(dict.fromkeys(named))
        holders = tuple(one for one in things if isinstance(one, Person | Organisation))
        return cls(holders[:2], next((one for one in things if isinstance(one, Question)), None))

    @property
    def empty(self) -> bool:
        return not self.holders and self.question is None


def found_card(library: Library, asked: str, hits: Sequence[Hit], about: About, words: str) -> Card:
    """Show the quotes that have most of the words, and the ways on to whom and what the question names."""
    parts: list[Part] = [quotation(library, library.the(Quote, hit.id), marked(hit.marked)) for hit in hits]
    if hits:
        parts.append(note(_BY_WORDS))
    else:
        whose = " and ".join(one.name for one in about.holders)
        parts.append(said(f"No quote{f' by {whose}' if whose else ''} on record is about this."))
    ids = tuple(one.id for one in about.holders)
    state = State.ANSWER if hits else State.GAP
    return Card(asked, (*parts, *choices(*_onward(library, about, words))), state=state, also=ids)


def _onward(library: Library, about: About, words: str) -> list[Button]:
    question = about.question.id if about.question else None
    onward = [
        Button(
            f"Where {short_name(library, one.id)} stands", write_line("stance", {"who": one.id, "question": question})
        )
        for one in about.holders
    ]
    if len(about.holders) > 1:
        one, two = about.holders
        onward.append(Button("Compare them", write_line("compare", {"one": one.id, "two": two.id})))
    elif about.question:
        onward.append(Button(f"{about.question.short}: briefing", write_line("briefing", {"about": question})))
    onward += (Button("All quotes", write_line("quote", {"who": one.id, "page": 1})) for one in about.holders[:1])
    return [*onward, *([Button("Search everything", write_line("search", {"words": words}))] if words else [])]


def nothing_card(asked: str) -> Card:
    """Say that the record has nothing on a question, and what can be asked."""
    text = (
        "Nothing on record has the words of that. Name a person, an organisation or a question of the debate, "
        f"as in {_EXAMPLE}"
    )
    onward = (
        Button("Who is on record", "/people"),
        Button("Questions", "/debates"),
        Button("What can be asked", "/help"),
    )
    return Card(asked, (said(text), *choices(*onward)), state=State.GAP)
