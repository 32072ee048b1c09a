"""What is right in each form that has to be filled in, over the sample dossier."""

from __future__ import annotations

ICE, VOTE = "q-ruzicka-2022-04-02-ice", "ev-2022-09-12-vote"
CLAIM = f"{'Words on what was said of it then. ' * 5}[{ICE}]"
GOOD: dict[str, dict[str, str]] = {
    "stance": {"who": "dsc"},
    "compare": {"one": "dsc", "two": "zoe-moreau"},
    "search": {"words": "lamps"},
    "ask": {"words": "What was said about lamps?"},
    "check": {"words": "A lamp is a lamp"},
    "source": {"id": ICE},
    "suggest": {"speaker": "dsc", "words": "Owls see us.", "said": "2022", "source": "src-gazette"},
    "record add quote": {"speaker": "dsc", "words": "Owls see us.", "said": "2022", "source": "src-gazette"},
    "record add event": {"title": "Dark", "date": "2022", "summary": "It was dark.", "source": "https://a.example.org"},
    "record add position": {
        "who": "zoe-moreau",
        "question": "all-night",
        "date": "2022-09-12",
        "score": "for",
        "reading": "Would not say",
        "quotes": "q-zoe-moreau-2022-09-12-abstain",
    },
    "record add person": {"name": "Nora Night", "summary": "Mends lamps"},
    "record add organisation": {"name": "Lamp Works", "summary": "Makes lamps", "kind": "company"},
    "record add source": {"url": "https://a.example.org/"},
    "record add question": {"text": "Who pays?", "proposition": "The town should.", "short": "costs"},
    "record add briefing": {
        "about": "colour",
        "title": "Colours",
        "summary": CLAIM,
        "points": "\n".join([CLAIM] * 4),
    },
    "record add dossier": {"title": "Bells", "topic": "bells", "asks": "When?", "summary": "Bells.", "method": "Read."},
    "record retract": {"id": ICE, "reason": "Snow"},
    "record reinstate": {"id": ICE},
    "record settle": {"id": ICE, "keep": "ours"},
    "history": {"id": ICE},
    "subscribe": {"what": "quote", "every": "mon 09:00"},
    "curators add": {"user": "u7"},
    "curators remove": {"user": "u7"},
}
