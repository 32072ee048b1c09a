from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

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
    Picture,
    Row,
    SourceLink,
    Span,
    Style,
    Text,
    Timeline,
    spans,
)
from bot.platforms.playground.html import render
from tests.contracts.bodies import CARDS, DAY, FORMS, QUOTATION
from tests.platforms.playground.page import Page

GOLDEN = Path(__file__).parents[2] / "golden" / "playground"
NASTY = "\"><script>alert('1')</script>&lt;\x00"


@pytest.mark.parametrize("name", [*CARDS, *FORMS])
def test_a_body_is_rendered_as_it_was_looked_at(name: str, request: pytest.FixtureRequest) -> None:
    html = str(render((CARDS | FORMS)[name]))
    golden = GOLDEN / f"{name}.html"
    # One element a line, so that a change can be read.
    text = html.replace("><", ">\n<") + "\n"
    if request.config.getoption("--refresh-goldens"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="")
    assert golden.is_file(), f"{golden} is missing; run pytest --refresh-goldens and look at it"
    assert text == golden.read_bytes().decode()


def test_no_golden_is_left_over() -> None:
    assert {golden.stem for golden in GOLDEN.iterdir()} <= {*CARDS, *FORMS}


@pytest.mark.parametrize("name", [*CARDS, *FORMS])
def test_a_body_is_made_of_known_elements_that_close(name: str) -> None:
    assert not Page(render((CARDS | FORMS)[name])).effects


@pytest.mark.parametrize(
    "card",
    [
        Card(NASTY, subtitle=NASTY),
        Card("-", (Heading(NASTY, NASTY),)),
        *(Card("-", (Text((Span(NASTY, style, line=NASTY),)),)) for style in Style),
        Card("-", (Text((Span(NASTY, url=f"https://example.org/{NASTY}"),)),)),
        Card("-", (replace(QUOTATION, words=NASTY, speaker=NASTY, occasion=NASTY, note=NASTY, id=NASTY),)),
        Card("-", (replace(QUOTATION, source=SourceLink(f"https://example.org/{NASTY}", NASTY, "press")),)),
        Card("-", (Facts((Fact(NASTY, spans(NASTY)),)),)),
        Card("-", (Timeline((Row(NASTY, DAY, spans(NASTY), aside=spans(NASTY)),)),)),
        Card("-", (Picture(b"", NASTY), File(NASTY, "text/csv", b""))),
        Card("-", (Note(spans(NASTY)), Choices((Button(NASTY, NASTY),)))),
    ],
    ids=lambda card: type(card.parts[0]).__name__ if card.parts else "title",
)
def test_whatever_stands_in_a_card_is_only_words(card: Card) -> None:
    page = Page(render(card))
    assert not page.effects
    assert NASTY in page.text


@pytest.mark.parametrize("kind", FieldKind)
def test_whatever_stands_in_a_form_is_only_words(kind: FieldKind) -> None:
    field = Field(NASTY, NASTY, kind, value=NASTY, hint=NASTY, error=NASTY, choices=(NASTY,) * (kind.value == "choice"))
    page = Page(render(Form(NASTY, NASTY, (field,), submit=NASTY, hint=NASTY, kept=((NASTY, NASTY),))))
    assert not page.effects
    assert page.fields == [NASTY]
    assert page.unseen == {NASTY: NASTY}
    assert page.text.count(NASTY) >= 6


def test_a_field_names_the_error_and_the_hint_that_describe_it() -> None:
    page = Page(render(FORMS["field-date"]))
    described = [attributes["aria-describedby"] for _, attributes in page.elements if "aria-describedby" in attributes]
    places = [attributes["id"] for tag, attributes in page.elements if tag == "p" and "id" in attributes]
    assert described == [" ".join(places)]
    assert page.errors == {"two": "Not so"}


def test_a_form_says_first_how_much_is_to_be_mended() -> None:
    (alert,) = (attributes for _, attributes in Page(render(FORMS["field-text"])).elements if "role" in attributes)
    assert alert == {"class": "problem", "role": "alert"}
    assert "One field needs another look." in Page(render(FORMS["field-text"])).text
    wrong = Form("T", "t", tuple(Field(name, name, FieldKind.TEXT, error="No") for name in "ab"), problem="It changed.")
    assert "It changed. 2 fields need another look." in Page(render(wrong)).text
    assert not [attributes for _, attributes in Page(render(FORMS["form"])).elements if "role" in attributes]


@pytest.mark.parametrize("value", ["\nfirst line empty", "one\n\ntwo", "</textarea>"])
def test_a_long_text_keeps_its_lines(value: str) -> None:
    form = Form("T", "t", (Field("words", "Words", FieldKind.LONG_TEXT, value=value),))
    assert Page(render(form)).values == {"words": value}


def test_every_label_belongs_to_its_field() -> None:
    for form in FORMS.values():
        page = Page(render(form))
        places = [
            attributes["id"]
            for tag, attributes in page.elements
            if tag in {"input", "select", "textarea"} and "id" in attributes
        ]
        assert [label["for"] for label in page.all("label")] == places
        assert len(set(places)) == len(places)
