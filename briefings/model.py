"""What a record is made of: one frozen, strictly checked type for each noun."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.dataclasses import dataclass
from pydantic_core import core_schema

from briefings.dates import PartialDate
from briefings.quoting import quoted

_STRICT = ConfigDict(extra="forbid")
_MOST_COMMON = 16_384


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """What a text must look like, and the sentence that tells an editor so."""

    pattern: str
    right: str
    limit: int
    common: bool = False
    """Whether the same few stand in thousands of records: each is read once, and one copy of it is kept."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        fits, limit = _compiled(self.pattern).fullmatch, self.limit

        def check(value: str) -> str:
            # Each text of a record comes by here.
            return value if len(value) <= limit and fits(value) else self._check(value)

        checked = lru_cache(_MOST_COMMON)(lambda value: sys.intern(check(value))) if self.common else check
        return core_schema.no_info_after_validator_function(checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^(?:{self.pattern})$", "maxLength": self.limit}

    def _check(self, value: str) -> str:
        if len(value) > self.limit:
            raise ValueError(f"has {len(value)} characters; at most {self.limit} fit")
        if not _compiled(self.pattern).fullmatch(value):
            raise ValueError(f"{quoted(value)} {self.right}")
        return value


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_WORDS = "[a-z0-9]+(-[a-z0-9]+)*"
# Control characters, and those that turn the direction of the text around them.
_UNSEEN = r"\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"


def _id(prefix: str, *, common: bool = False) -> Form:
    right = f"is no id here; write {prefix}lower-case-words-and-digits"
    return Form(f"{prefix}{_WORDS}", right, 80, common)


Slug: TypeAlias = Annotated[str, _id("", common=True)]
SourceId: TypeAlias = Annotated[str, _id("src-", common=True)]
QuoteId: TypeAlias = Annotated[str, _id("q-")]
EventId: TypeAlias = Annotated[str, _id("ev-")]
PositionId: TypeAlias = Annotated[str, _id("pos-")]
BriefingId: TypeAlias = Annotated[str, _id("br-")]
DisputedId: TypeAlias = Annotated[str, _id("dis-")]
Line: TypeAlias = Annotated[
    str,
    Form(
        rf"[^\s{_UNSEEN}]([^\n{_UNSEEN}]*[^\s{_UNSEEN}])?",
        "must be one line without spaces at its ends and without control or text-direction characters",
        300,
    ),
]
Prose: TypeAlias = Annotated[
    str,
    Form(
        rf"[^\s{_UNSEEN}]([^{_UNSEEN}]*[^\s{_UNSEEN}])?",
        "must be text without spaces at its ends and without control or text-direction characters",
        4000,
    ),
]
Url: TypeAlias = Annotated[
    str, Form(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", "is no address; write one that begins with https://", 2000)
]


@lru_cache(maxsize=4096)
def _shared(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Give one tuple for all equal ones: the same few questions and tags stand at thousands of quotes."""
    return ids


Slugs: TypeAlias = Annotated[tuple[Slug, ...], AfterValidator(_shared)]
SourceKind: TypeAlias = Literal[
    "primary", "primary-as-quoted", "press", "reprint", "transcript", "translation", "compilation", "in-person"
]
Score: TypeAlias = Literal[-2, -1, 0, 1, 2, "mixed"]
Confidence: TypeAlias = Literal["high", "medium", "low"]
OrganisationKind: TypeAlias = Literal[
    "company", "nonprofit", "government", "court", "university", "coalition", "document", "other"
]
Movement: TypeAlias = Literal["changed", "restated", "clarified"]
Dispute: TypeAlias = Literal["unsupported", "reworded", "shortened", "misattributed", "misdated"]


@dataclass(frozen=True, slots=True, config=_STRICT)
class Question:
    """What a debate turns on; `proposition` is the sentence that positions support or oppose."""

    id: Slug
    text: Line
    proposition: Line
    short: Line
    """One or two words for buttons and lists: `safety`."""


@dataclass(frozen=True, slots=True, config=_STRICT)
class Role:
    """An office held; without `end` it is still held as far as the record knows."""

    role: Line
    organisation: Slug
    start: PartialDate | None = None
    end: PartialDate | None = None
    basis: Literal["sourced", "general knowledge"] = "sourced"
    """Whether the dates stand in a source or are commonly known."""


@dataclass(frozen=True, slots=True, config=_STRICT)
class Person:
    """Someone who speaks or acts; `family` is the name to be found by, the last word of `name` unless given."""

    id: Slug
    name: Line
    summary: Line
    family: Line | None = None
    aliases: tuple[Line, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, config=_STRICT)
class Organisation:
    """A company, court, agency or coalition, or an unsigned document that speaks for itself."""

    id: Slug
    name: Line
    summary: Line
    kind: OrganisationKind
    aliases: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Source:
    """Where words or facts stand; `kind` says how far the page is from the speaker's mouth.

    Words heard `in-person` need no address; their `publisher` is the witness who vouches for them.
    """

    id: SourceId
    url: Url | None = None
    publisher: Line
    kind: SourceKind
    title: Line | None = None
    archive: Url | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Quote:
    """Someone's verbatim words; never without the source they stand in."""

    id: QuoteId
    speaker: Slug
    words: Prose
    said: PartialDate
    occasion: Line | None = None
    source: SourceId
    questions: Slugs = ()
    tags: Slugs = ()
    excerpt: Prose | None = None
    """Whole sentences chosen by a curator where a short form is wanted; part of `words`."""
    evidence: Prose | None = None
    """The passage that was read: the words in their surroundings."""
    evidence_at: Line | None = None
    """Where that passage was read, when not at the source's own address."""
    original: Url | None = None
    """The address the words first stood at, as it is reported; not necessarily read by us."""
    confidence: Confidence = "medium"
    note: Prose | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class Event:
    """Something dated that happened, in our own neutral words."""

    id: EventId
    date: PartialDate
    title: Line
    summary: Prose
    source: SourceId
    people: tuple[Slug, ...] = ()
    organisations: tuple[Slug, ...] = ()
    quotes: tuple[QuoteId, ...] = ()
    questions: Slugs = ()
    confidence: Confidence = "medium"
    note: Prose | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class Change:
    """How a position follows an earlier one of the same holder on the same question."""

    since: PositionId
    kind: Movement
    summary: Line


@dataclass(frozen=True, slots=True, config=_STRICT)
class Position:
    """A dated reading of one holder's stand on one proposition: −2 strongly against … +2 strongly for, or mixed."""

    id: PositionId
    who: Slug
    question: Slug
    date: PartialDate
    score: Score
    reading: Line
    quotes: tuple[QuoteId, ...] = ()
    events: tuple[EventId, ...] = ()
    change: Change | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class Gap:
    """A holder and a question that were researched without finding a position."""

    who: Slug
    question: Slug
    note: Line | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class Point:
    """One claim of a briefing, with the quotes, events and positions it rests on."""

    text: Prose
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, config=_STRICT)
class Briefing:
    """A curated, dated account of a debate (`about` names its dossier) or of one of its questions."""

    id: BriefingId
    about: Slug
    title: Line
    written: PartialDate
    summary: Point
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, config=_STRICT)
class Disputed:
    """A wording in circulation that the record does not accept, and why."""

    id: DisputedId
    who: Slug
    words: Prose
    where: Url
    kind: Dispute
    why: Line
    see: QuoteId | None = None
    """The quote that holds what was really said, where there is one."""


@dataclass(frozen=True, slots=True, config=_STRICT)
class About:
    """What a dossier is: the head of `dossier.toml`."""

    id: Slug
    title: Line
    topic: Line
    """How the debate is named inside a sentence: `open-source AI`."""
    asks: Line
    """What the debate is about, as one question."""
    compiled: PartialDate
    language: Annotated[str, Form("[a-z]{2,3}", "is no language; write its code, such as en", 3)]
    summary: Prose
    method: Prose


@dataclass(frozen=True, slots=True, config=_STRICT)
class Dossier:
    """One debate: everything that its content folder holds."""

    about: About
    questions: tuple[Question, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    sources: tuple[Source, ...] = ()
    quotes: tuple[Quote, ...] = ()
    events: tuple[Event, ...] = ()
    positions: tuple[Position, ...] = ()
    gaps: tuple[Gap, ...] = ()
    briefings: tuple[Briefing, ...] = ()
    disputed: tuple[Disputed, ...] = ()

    def records(self) -> Iterator[Record]:
        """Everything in it that carries an id, in the order of the files."""
        yield from self.questions
        yield from self.people
        yield from self.organisations
        yield from self.sources
        yield from self.quotes
        yield from self.events
        yield from self.positions
        yield from self.briefings
        yield from self.disputed


Holder: TypeAlias = Person | Organisation
Record: TypeAlias = Question | Person | Organisation | Source | Quote | Event | Position | Briefing | Disputed
