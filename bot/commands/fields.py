"""The fields of each kind of record as a curator fills them in: how they are asked for, read, and shown again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args

from bot.card import Button
from bot.cards.parts import SCALE
from bot.command import Call, Kind, Param, write_line
from bot.commands.entry import Entry
from bot.commands.lists import aliases, aliases_text, all_of, each, list_text, names
from bot.errors import Unknown, Unreadable
from bot.roles import Role
from briefings.model import Confidence, Movement, OrganisationKind, SourceKind
from briefings.naming import slug

LONG, LINE = 4_000, 300
_EVIDENCE = re.compile(r"\s*\[([^\[\]]*)\]\s*$")
_SCORES = {words.replace("neither for nor against", "neither"): score for score, words in SCALE.items()}
SOURCE_KINDS = tuple(kind for kind in get_args(SourceKind) if kind != "in-person")


# -- reading --------------------------------------------------------------------------------------


def _text(call: Call, name: str) -> str:
    return call.needed(name).strip()


def _prose(call: Call, name: str) -> str:
    return call.needed(name).replace("\r\n", "\n").replace("\r", "\n").strip()


def _date(call: Call, name: str) -> str:
    return str(call.date(name))


def _holder(call: Call, name: str) -> str:
    return _known(call, name, "person", "Add them as a person")


def _organisation(call: Call, name: str) -> str:
    return _known(call, name, "organisation", "Add it as an organisation")


def _known(call: Call, name: str, kind: str, label: str) -> str:
    """Give the id of someone on record; of who is not, or is only nearly called so, offer to add them."""
    try:
        return call.needed_holder(name, exactly=True).id
    except Unknown as error:
        if call.asker.role >= Role.CURATOR:
            line = write_line(f"record add {kind}", {"name": call.needed(name)})
            error.buttons = (*error.buttons, Button(label, line))
        raise


def _question(call: Call, name: str) -> str | None:
    question = call.question(name, exactly=True)
    return question.id if question else None


def _subject(call: Call, name: str) -> str | None:
    subject = call.subject(name, exactly=True)
    return subject.id if subject else None


def _people(call: Call, name: str) -> list[str]:
    return all_of(call, name, names(call, name), _holder)


def _organisations(call: Call, name: str) -> list[str]:
    return all_of(call, name, names(call, name), _organisation)


def _questions(call: Call, name: str) -> list[str]:
    return each(call, name, _question)


def _words(call: Call, name: str) -> list[str]:
    return each(call, name, _text)


def _ids(call: Call, name: str) -> list[str]:
    return list(dict.fromkeys(call.needed(name).replace(",", " ").split()))


def _tags(call: Call, name: str) -> list[str]:
    tags = [slug(tag) for tag in _words(call, name)]
    if not all(tags):
        raise Unreadable("Tags are words of Latin letters and digits, separated by commas.", field=name)
    return tags


def _choice(choices: tuple[str, ...]) -> Callable[[Call, str], Any]:
    return lambda call, name: call.choice(name, choices)


def _score(call: Call, name: str) -> int | str:
    return _SCORES[call.choice(name, tuple(_SCORES)) or ""]


def _score_text(score: int | str) -> str:
    return next(words for words, known in _SCORES.items() if known == score)


def _point(call: Call, name: str) -> dict[str, Any]:
    return _claim(_prose(call, name), name)


def _points(call: Call, name: str) -> list[dict[str, Any]]:
    return [_claim(line.strip(), name) for line in _prose(call, name).split("\n") if line.strip()]


def _claim(text: str, name: str) -> dict[str, Any]:
    found = _EVIDENCE.search(text)
    if not found:
        example = "OpenAI was founded in 2015. [ev-2015-12-11-founded, q-openai-2015-12-11-value]"
        raise Unreadable(f"Every claim ends with the ids of its evidence in brackets: {example}", field=name)
    return {"text": text[: found.start()].strip(), "evidence": found.group(1).replace(",", " ").split()}


def _claim_text(point: Mapping[str, Any]) -> str:
    return f"{point['text']} [{', '.join(point['evidence'])}]"


def _points_text(points: list[Mapping[str, Any]]) -> str:
    return "\n".join(map(_claim_text, points))


# -- what each kind has ---------------------------------------------------------------------------


def _entry(  # noqa: PLR0913  everything that is to be known of a field
    name: str,
    label: str,
    kind: Kind = Kind.TEXT,
    *,
    read: Callable[[Call, str], Any] = _text,
    shown: Callable[[Any], str] = str,
    field: str = "",
    **more: Any,  # noqa: ANN401  the rest of a parameter's own
) -> Entry:
    more.setdefault("limit", LINE)
    more.setdefault("clearable", not more.get("required"))
    more.setdefault("exact", kind in {Kind.TEXT, Kind.LINK})
    return Entry(Param(name, label, kind, label=label, **more), read, shown, field)


_QUESTIONS = _entry(
    "question",
    "Which question",
    Kind.QUESTION,
    read=_questions,
    shown=list_text,
    field="questions",
    hint="Several are separated by commas",
    several=True,
)
_NOTE = _entry("note", "A note on it", read=_prose, limit=LONG, listed=False)
_CONFIDENCE = _entry(
    "confidence",
    "How sure it is",
    Kind.CHOICE,
    read=_choice(get_args(Confidence)),
    choices=get_args(Confidence),
    listed=False,
)
PUBLISHER = _entry("publisher", "Who published it", listed=False, hint="The site’s name; its address when left empty")
KIND = _entry(
    "kind",
    "How near to their mouth that is",
    Kind.CHOICE,
    read=_choice(SOURCE_KINDS),
    choices=SOURCE_KINDS,
    hint="Primary is their own page or post; press when left empty",
)
TITLE = _entry("title", "Title of the page")
SOURCE = _entry(
    "source", "Where it stands (link)", Kind.LINK, limit=2_000, hint="An address, or the id of a source on record"
)
WITNESS = _entry(
    "witness", "If it was heard in person: by whom", hint="Instead of a link: who heard it and vouches for it"
)
_ALIASES = _entry(
    "aliases",
    "Also called",
    read=aliases,
    shown=aliases_text,
    hint="Separated by commas, or by semicolons where a name has a comma",
)
_SUMMARY = "Who that is, in a sentence"

QUOTE = (
    _entry("speaker", "Who said it", Kind.HOLDER, read=_holder, required=True),
    _entry("words", "The words, exactly", read=_prose, required=True, limit=LONG),
    _entry("said", "When (year, month or day)", Kind.DATE, read=_date, required=True),
    _entry("occasion", "On what occasion"),
    _QUESTIONS,
    _entry("tags", "Tags", read=_tags, shown=list_text, hint="Separated by commas"),
    _entry("excerpt", "Short form: whole sentences of the words", read=_prose, limit=LONG, listed=False),
    _entry("evidence", "The passage that was read", read=_prose, limit=LONG, listed=False),
    _entry("evidence_at", "Where that passage was read", listed=False),
    _entry("original", "Where the words first stood (link)", Kind.LINK, limit=2_000, listed=False),
    _CONFIDENCE,
    _NOTE,
)
EVENT = (
    _entry("title", "What happened, in a line", required=True),
    _entry("date", "When (year, month or day)", Kind.DATE, read=_date, required=True),
    _entry("summary", "What happened, in our own neutral words", read=_prose, required=True, limit=LONG),
    _entry(
        "people",
        "People",
        Kind.HOLDER,
        read=_people,
        shown=list_text,
        hint="Several are separated by commas",
        several=True,
    ),
    _entry(
        "organisations",
        "Organisations",
        Kind.HOLDER,
        read=_organisations,
        shown=list_text,
        hint="Several are separated by commas",
        several=True,
    ),
    _entry("quotes", "Quotes said at it (ids)", read=_ids, shown=list_text, limit=LONG, several=True),
    _QUESTIONS,
    _CONFIDENCE,
    _NOTE,
)
POSITION = (
    _entry("who", "Whose position", Kind.HOLDER, read=_holder, required=True),
    _entry("question", "On which question", Kind.QUESTION, read=_question, required=True),
    _entry("date", "Since when (year, month or day)", Kind.DATE, read=_date, required=True),
    _entry(
        "score",
        "Where they stand on the proposition",
        Kind.CHOICE,
        read=_score,
        shown=_score_text,
        required=True,
        choices=tuple(_SCORES),
    ),
    _entry("reading", "Our reading, in a line", required=True),
    _entry("quotes", "Quotes it rests on (ids)", read=_ids, shown=list_text, limit=LONG, several=True),
    _entry("events", "Events it rests on (ids)", read=_ids, shown=list_text, limit=LONG, several=True),
)
CHANGE = (
    _entry("follows", "The position before it (id)", field="since"),
    _entry(
        "movement",
        "How it follows that",
        Kind.CHOICE,
        read=_choice(get_args(Movement)),
        choices=get_args(Movement),
        field="kind",
    ),
    _entry("change", "What changed, in a line", field="summary"),
)
PERSON = (
    _entry("name", "Full name", required=True),
    _entry("summary", _SUMMARY, required=True),
    _entry("family", "The name they are known by", hint="The last word of the name when left empty"),
    _ALIASES,
)
ORGANISATION = (
    _entry("name", "Name", required=True),
    _entry("summary", "What that is, in a sentence", required=True),
    _entry(
        "kind",
        "Kind",
        Kind.CHOICE,
        read=_choice(get_args(OrganisationKind)),
        choices=get_args(OrganisationKind),
        required=True,
    ),
    _ALIASES,
)
SOURCE_RECORD = (
    _entry("url", "Address (link)", Kind.LINK, required=True, limit=2_000),
    TITLE,
    replace(PUBLISHER, param=replace(PUBLISHER.param, listed=True)),
    KIND,
    _entry("archive", "Archived copy (link)", Kind.LINK, limit=2_000),
)
QUESTION = (
    _entry("text", "The question", required=True),
    _entry("proposition", "The sentence that positions support or oppose", required=True),
    _entry("short", "One or two words for buttons", required=True),
)
BRIEFING = (
    _entry("about", "On which question or debate", Kind.SUBJECT, read=_subject, required=True),
    _entry("title", "Title", required=True),
    _entry(
        "summary",
        "The summary",
        read=_point,
        shown=_claim_text,
        required=True,
        limit=LONG,
        hint="Ends with the ids of its evidence: [ev-…, q-…]",
    ),
    _entry(
        "points",
        "The points, one a line",
        read=_points,
        shown=_points_text,
        required=True,
        limit=LONG,
        hint="Each ends with the ids of its evidence: [ev-…, q-…]",
    ),
    _entry("written", "As of when", Kind.DATE, read=_date, listed=False),
)
DOSSIER = (
    _entry("title", "What the debate is called", required=True),
    _entry("topic", "How it is named inside a sentence", required=True, hint="“open-source AI”"),
    _entry("asks", "What it is about, as one question", required=True),
    _entry("summary", "What it is about, in a few sentences", read=_prose, required=True, limit=LONG),
    _entry("method", "How records get into it", read=_prose, required=True, limit=LONG),
    _entry("language", "Language (a code such as en)", listed=False),
)
ENTRIES: Mapping[str, tuple[Entry, ...]] = {
    "quote": QUOTE,
    "event": EVENT,
    "position": POSITION,
    "person": PERSON,
    "organisation": ORGANISATION,
    "source": SOURCE_RECORD,
    "question": QUESTION,
    "briefing": BRIEFING,
    "dossier": DOSSIER,
}
"""The fields of each kind of record, in the order of its form."""
WHERE = (SOURCE, TITLE, KIND, WITNESS, PUBLISHER)
"""Where the words of a quote, or the facts of an event, stand."""


def correctable(kind: str) -> tuple[Entry, ...]:
    """Give the fields that a correction of a record of this kind may name."""
    entries = ENTRIES.get(kind, ())
    if kind == "position":
        return (*entries, *CHANGE)
    return (*entries, *with_source(kind)) if kind in {"quote", "event"} else entries


def with_source(kind: str) -> tuple[Entry, ...]:
    """Give the fields that say where a record stands; an event has a title of its own."""
    return tuple(entry for entry in WHERE if not (kind == "event" and entry is TITLE)) + (
        (_entry("source_title", "Title of the page", field="title"),) if kind == "event" else ()
    )


def every_param() -> Iterator[Param]:
    """Give one unlisted parameter for every name that a correction of anything may give."""
    seen: set[str] = set()
    for kind in ENTRIES:
        for entry in correctable(kind):
            if entry.param.name not in seen:
                seen.add(entry.param.name)
                yield Param(
                    entry.param.name,
                    entry.param.summary,
                    Kind.TEXT,
                    limit=LONG,
                    listed=False,
                    clearable=True,
                    exact=entry.param.exact,
                )
