"""One card and one form with a part and a field of every kind."""

from __future__ import annotations

from bot.card import (
    Button,
    Card,
    Choices,
    Fact,
    Facts,
    Field,
    FieldKind,
    File,
    Form,
    Heading,
    Note,
    Pages,
    Picture,
    Quotation,
    Row,
    SourceLink,
    Span,
    State,
    Style,
    Text,
    Timeline,
    spans,
)
from briefings.dates import PartialDate

SOURCE = SourceLink("https://a.example/1", "Minutes", "primary-as-quoted")
QUOTE = Quotation("q-1", "So it was.", "Ana", PartialDate(2022, 3), "A hearing", SOURCE)
MARKED = Quotation(
    "q-2",
    "So it was not.",
    "Bo",
    PartialDate(2022, 3, 4),
    "A talk",
    SOURCE,
    evidence="verbatim",
    spans=spans("So it was ", Span("never", Style.STRUCK), " ", Span("not.", Style.MISSING)),
    note="Read twice.",
)
ROWS = (
    Row("ev-1", PartialDate(2021), spans(Span("It began", line="/source id:ev-1")), spans("The Gazette · press")),
    Row("q-1", PartialDate(2022, 3), spans("“So it was.”"), quoted=True),
)
PARTS = (
    Heading("First", "in short"),
    Heading("Second"),
    Text(spans("Plain ", Span("strong", Style.STRONG), Span(" quiet", Style.QUIET, url="https://a.example"))),
    Text(spans("Only plain")),
    QUOTE,
    MARKED,
    Facts((Fact("When", spans("then")), Fact("Where", spans(Span("there", line="/source id:src-1"))))),
    Timeline(ROWS),
    Picture(b"\x89PNG", "Two lines that cross"),
    File("record.csv", "text/csv", b"a,b\n"),
    Note(spans("Our reading")),
    Choices((Button("More", "/x page:2", turns=True), Button("Help", "/help"))),
)
CARD = Card("A title", PARTS, subtitle="A subtitle", pages=Pages(2, 3), state=State.DISPUTED, also=("ana", "q-1"))
FORM = Form(
    "/x",
    "x",
    (
        Field("who", "Who said it", FieldKind.NAME, required=True, value="ana", error="Not known"),
        Field("order", "Which order", FieldKind.CHOICE, choices=("newest", "oldest"), hint="Newest otherwise"),
    ),
    hint="What it does",
    kept=(("version", "3"),),
    problem="It has changed meanwhile.",
)
