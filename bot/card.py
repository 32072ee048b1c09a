"""Cards and forms: what the bot says and asks, in parts that know no platform."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias, assert_never

from briefings.dates import PartialDate
from briefings.model import SourceKind


class Style(Enum):
    """How a span of text is meant; renderers choose how that looks."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    FOUND = "found"
    MISSING = "missing"
    STRUCK = "struck"


class Named(Enum):
    """Who or what of the tenant's platform a span names."""

    USER = "user"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style, with an address to open or a line to ask, or neither.

    With `names` the text is an id, which a platform may show as the name that it knows, as long as that calls no one.
    """

    text: str
    style: Style = Style.PLAIN
    url: str | None = None
    line: str | None = None
    names: Named | None = None


Spans: TypeAlias = tuple[Span, ...]


def spans(*parts: str | Span) -> Spans:
    """Make spans of plain strings and spans; empty ones are left out."""
    made = [Span(part) if isinstance(part, str) else part for part in parts]
    return tuple([span for span in made if span.text])


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a card; `aside` says in a few words what stands under it."""

    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where a quotation stands."""

    url: str | None
    title: str
    kind: SourceKind


@dataclass(frozen=True, slots=True)
class Quotation:
    """Someone's words; never shortened by a renderer.

    `spans` are the words with marks in them, or nothing when they stand plain.
    """

    id: str
    words: str
    speaker: str
    said: PartialDate
    occasion: str
    """Nothing when it is not known."""
    source: SourceLink
    evidence: str = "not checked"
    spans: Spans = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Facts:
    """Short labelled lines: who, when, where."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One dated line of a timeline, and in `aside` who says so and where it stands.

    A quotation's words are whole, or its curator's excerpt.
    """

    id: str
    date: PartialDate
    spans: Spans
    aside: Spans = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated rows in the order they are to be shown."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG picture and what it shows, in words."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: whose reading this is, what is uncertain."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Button:
    """A way onward: pressing it asks `line`; with `turns` the answer takes the place of the card it stands on."""

    label: str
    line: str
    turns: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """A row of buttons."""

    buttons: tuple[Button, ...]


Part: TypeAlias = Heading | Text | Quotation | Facts | Timeline | Picture | File | Note | Choices


class State(Enum):
    """What kind of answer a card is; platforms may colour it so."""

    ANSWER = "answer"
    GAP = "gap"
    DISPUTED = "disputed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page this is (from 1) of how many."""

    page: int
    of: int


@dataclass(frozen=True, slots=True)
class Card:
    """A message. `also` names records it speaks of beside those that its parts show.

    `again` is the line that gives this very card, where the one that was asked may give another.
    """

    title: str
    parts: tuple[Part, ...] = ()
    subtitle: str = ""
    pages: Pages | None = None
    state: State = State.ANSWER
    also: tuple[str, ...] = ()
    again: str = ""

    @property
    def records(self) -> tuple[str, ...]:
        """The ids of all records that the card shows, each once, in their order."""
        return tuple(dict.fromkeys((*_shown(self.parts), *self.also)))

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(button for part in self.parts if isinstance(part, Choices) for button in part.buttons)


class FieldKind(Enum):
    """What a form's field takes."""

    TEXT = "text"
    LONG_TEXT = "long text"
    NAME = "name"
    RECORD = "record"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    USER = "user"
    CHANNEL = "channel"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `error` says why its last value was not taken."""

    name: str
    label: str
    kind: FieldKind
    required: bool = False
    value: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog; sending it asks `command` with the fields as arguments."""

    title: str
    command: str
    fields: tuple[Field, ...]
    submit: str = "Ask"
    hint: str = ""
    kept: tuple[tuple[str, str], ...] = field(default=())
    """Arguments that go along unseen."""
    problem: str = ""
    """What went wrong that no single field can mend."""

    @property
    def wrong(self) -> bool:
        """Whether something in it has to be mended."""
        return bool(self.problem) or any(field.error for field in self.fields)

    @property
    def trouble(self) -> str:
        """Say what has to be mended; nothing when all is well."""
        wrong = sum(1 for field in self.fields if field.error)
        fields = "One field needs another look." if wrong == 1 else f"{wrong} fields need another look."
        return " ".join(filter(None, (self.problem, fields if wrong else "")))

    def filled(self, values: Mapping[str, str], errors: Mapping[str, str]) -> Form:
        """Give the form with what was written into it and what is wrong with that.

        An error of an argument that has no field here becomes the form's problem.
        """
        fields = tuple(
            replace(one, value=values.get(one.name, one.value), error=errors.get(one.name, "")) for one in self.fields
        )
        names = {one.name for one in fields}
        rest = " ".join(text for name, text in errors.items() if name not in names)
        kept = tuple((name, values.get(name, value)) for name, value in self.kept)
        return replace(self, fields=fields, kept=kept, problem=rest or self.problem)


def _shown(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        match part:
            case Quotation():
                yield part.id
            case Timeline():
                yield from (row.id for row in part.rows)
            case Heading() | Text() | Facts() | Picture() | File() | Note() | Choices():
                pass
            case _:
                assert_never(part)


MARKS = {
    "verbatim": "✓ verbatim in source",
    "differs": "≠ differs from source",
    "not found": "? not found in source",
    "unreachable": "? source unreachable",
    "not checked": "○ not checked",
}
"""How a quotation's verification is shown."""


def source_kind(kind: SourceKind) -> str:
    """Say a source's kind in words: `primary, as quoted`."""
    return {"primary-as-quoted": "primary, as quoted", "in-person": "heard in person"}.get(kind, kind)


def quoted(words: str) -> str:
    """Put words in quotation marks, inner ones left as they were said."""
    return f"“{words}”"


def with_addresses(parts: Spans) -> Spans:
    """Write out the addresses of links, where they cannot be opened by the words they stand behind."""
    added = ((span, Span(f" {span.url}", Style.QUIET, url=span.url)) if _hides(span) else (span,) for span in parts)
    return tuple(span for pair in added for span in pair)


def _hides(span: Span) -> bool:
    return span.url is not None and span.url != span.text


def as_text(card: Card | Form) -> str:
    """Give the whole card in plain text; buttons as the lines they ask."""
    if isinstance(card, Form):
        return _form_text(card)
    head = [card.title, *([card.subtitle] if card.subtitle else [])]
    if card.pages and card.pages.of > 1:
        head.append(f"Page {card.pages.page} of {card.pages.of}")
    blocks = ["\n".join(head), *map(_part_text, card.parts)]
    return "\n\n".join(filter(None, blocks))


def _plain(parts: Spans) -> str:
    return "".join([span.text if span.style is Style.PLAIN else _marked(span) for span in parts])


def _marked(span: Span) -> str:
    mark = {Style.STRUCK: "~~", Style.MISSING: "**"}.get(span.style, "")
    return f"{mark}{span.text}{mark}"


def _part_text(part: Part) -> str:
    match part:
        case Heading():
            return f"{part.text}  {part.aside}".rstrip()
        case Text() | Note():
            return _plain(part.spans)
        case Quotation():
            return _quotation_text(part)
        case Facts():
            return "\n".join(f"{fact.label}: {_plain(with_addresses(fact.spans))}" for fact in part.rows)
        case Timeline():
            return "\n".join(
                f"{row.date.spoken()}  {_plain(row.spans)}  {_plain(row.aside)}".rstrip() for row in part.rows
            )
        case Picture():
            return part.alt
        case File():
            return part.name
        case Choices():
            return "\n".join(f"{button.label}: {button.line}" for button in part.buttons)
        case _:
            assert_never(part)


def _quotation_text(part: Quotation) -> str:
    words = quoted(_plain(part.spans) if part.spans else part.words)
    where = " · ".join(filter(None, (f"{part.speaker}, {part.said.spoken()}", part.occasion)))
    title = f"{part.source.title}: {part.source.url}" if part.source.url else part.source.title
    source = f"{source_kind(part.source.kind)} · {MARKS[part.evidence]} · {title}"
    return "\n".join(line for line in (words, where, source, part.note) if line)


def _form_text(form: Form) -> str:
    rows = [row for field in form.fields for row in _field_rows(field)]
    return "\n".join((form.title, *filter(None, (form.problem, form.hint)), *rows))


def _field_rows(field: Field) -> Iterator[str]:
    yield f"  {field.name}:  {field.label}{'' if field.required else ' (optional)'}"
    notes = (f"= {field.value}" if field.value else "", field.hint, f"! {field.error}" if field.error else "")
    yield from (f"      {line}" for note in notes for line in note.splitlines())
