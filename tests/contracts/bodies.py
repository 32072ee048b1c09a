"""Bodies that show each part, state and field once; every renderer is looked at with them."""

from __future__ import annotations

from dataclasses import replace

from bot.card import (
    MARKS,
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
    Named,
    Note,
    Pages,
    Part,
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

SOURCE = SourceLink("https://example.org/a?b=1&c=%22#:~:text=two%20words", "Where it stands", "primary-as-quoted")
DAY, MONTH, YEAR = (PartialDate.parse(text) for text in ("2024-03-06", "2024-02", "2023"))
QUOTATION = Quotation("q-one", "First line.\n“Inner” words & more.", "Ada Example", DAY, "A hearing", SOURCE)
CHOICES = {FieldKind.CHOICE: ("kept", "other")}


PARTS: dict[str, tuple[Part, ...]] = {
    "heading": (Heading("Plain"), Heading("With an aside", "for · newest evidence 6 Mar 2024")),
    "text": (
        Text(tuple(Span(style.value, style) for style in Style)),
        Text(spans("See ", Span("there", url="https://example.org/?a=1&b=2"), " or ", Span("ask", line='/search "x"'))),
        Text((Span("strong link", Style.STRONG, url="https://example.org"), Span("q", Style.QUIET, line="/help"))),
    ),
    "quotation": (
        QUOTATION,
        replace(QUOTATION, said=MONTH, note="One sentence of more."),
        replace(QUOTATION, spans=(Span("First "), Span("line", Style.FOUND), Span(".", Style.STRUCK))),
        *(replace(QUOTATION, said=YEAR, evidence=evidence) for evidence in MARKS),
    ),
    "facts": (Facts((Fact("Who", spans("Ada")), Fact("Where", spans(Span("here", url="https://example.org"))))),),
    "timeline": (
        Timeline(
            (
                Row("q-one", DAY, spans("“Said”"), aside=spans(Span("Ada", Style.STRONG), " · press"), quoted=True),
                Row("ev-two", MONTH, spans(Span("Happened", line="/source id:ev-two"))),
                Row("ev-three", YEAR, spans("Happened in the year before")),
            )
        ),
    ),
    "picture": (Picture(b"\x89PNG\r\n", 'Lanes by "organisation"'),),
    "file": (File('quotes "all".csv', "text/csv", b"a,b\n1,2\n"),),
    "names": (
        Text(spans("By ", Span("U012AB", Style.STRONG, names=Named.USER), " in ", Span("C012AB", names=Named.CHANNEL))),
        Facts((Fact("Suggested by", (Span("123456789012345678", Style.STRONG, names=Named.USER),)),)),
        Note((Span("Kept in "), Span("123456789012345678", names=Named.CHANNEL))),
    ),
    "note": (Note(spans("Our reading, ", Span("not theirs", Style.QUIET))),),
    "choices": (Choices((Button("Timeline", "/timeline"), Button("Later ▶", "/timeline page:2", turns=True))),),
}
CARDS = {name: Card(name.capitalize(), parts) for name, parts in PARTS.items()} | {
    f"state-{state.value}": Card("A state", (Text(spans("It is so.")),), subtitle="Below the title", state=state)
    for state in State
}
CARDS["pages"] = Card("Some", pages=Pages(2, 3))
CARDS["one-page"] = Card("All", pages=Pages(1, 1))
FORMS = {
    f"field-{kind.value.replace(' ', '-')}": Form(
        "/try",
        "try",
        (
            Field("one", "The first", kind, required=True, value="kept", choices=CHOICES.get(kind, ())),
            Field("two", "The second", kind, hint="As it stands", choices=CHOICES.get(kind, ()), error="Not so"),
        ),
    )
    for kind in FieldKind
}
FORMS["form"] = Form("Try it", "try", (), submit="Send", hint="What it is for", kept=(("version", "3"), ("id", 'q"')))
