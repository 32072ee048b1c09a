"""Cards and forms as data, in the shape that programs rely on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.card import Card, Form, Part
from bot.card_json import as_json
from tests.bot.asking import Ask, card_of, form_of, refusal_of
from tests.bot.bodies import CARD, FORM, PARTS

SOURCE = {"url": "https://a.example/1", "title": "Minutes", "kind": "primary-as-quoted"}
DATA: tuple[dict[str, Any], ...] = (
    {"kind": "heading", "text": "First", "aside": "in short"},
    {"kind": "heading", "text": "Second"},
    {
        "kind": "text",
        "text": "Plain strong quiet",
        "spans": [
            {"text": "Plain "},
            {"text": "strong", "style": "strong"},
            {"text": " quiet", "style": "quiet", "url": "https://a.example"},
        ],
    },
    {"kind": "text", "text": "Only plain"},
    {
        "kind": "quote",
        "id": "q-1",
        "words": "So it was.",
        "speaker": "Ana",
        "said": "2022-03",
        "occasion": "A hearing",
        "source": SOURCE,
        "evidence": "not checked",
    },
    {
        "kind": "quote",
        "id": "q-2",
        "words": "So it was not.",
        "speaker": "Bo",
        "said": "2022-03-04",
        "occasion": "A talk",
        "source": SOURCE,
        "evidence": "verbatim",
        "spans": [
            {"text": "So it was "},
            {"text": "never", "style": "struck"},
            {"text": " "},
            {"text": "not.", "style": "missing"},
        ],
        "note": "Read twice.",
    },
    {
        "kind": "facts",
        "rows": [
            {"label": "When", "text": "then"},
            {"label": "Where", "text": "there", "spans": [{"text": "there", "line": "/source id:src-1"}]},
        ],
    },
    {
        "kind": "timeline",
        "rows": [
            {
                "id": "ev-1",
                "date": "2021",
                "quoted": False,
                "text": "It began",
                "spans": [{"text": "It began", "line": "/source id:ev-1"}],
                "aside": {"text": "The Gazette · press"},
            },
            {"id": "q-1", "date": "2022-03", "quoted": True, "text": "“So it was.”"},
        ],
    },
    {"kind": "picture", "alt": "Two lines that cross", "png": "iVBORw=="},
    {"kind": "file", "name": "record.csv", "media_type": "text/csv", "data": "YSxiCg=="},
    {"kind": "note", "text": "Our reading"},
)


@pytest.mark.parametrize(("part", "data"), list(zip(PARTS[:-1], DATA, strict=True)))
def test_every_part_has_its_shape(part: Part, data: dict[str, Any]) -> None:
    assert as_json(Card("T", (part,)))["parts"] == [data]


def test_a_card_has_its_head_its_records_its_pages_and_its_choices_apart() -> None:
    assert as_json(CARD) == {
        "title": "A title",
        "subtitle": "A subtitle",
        "state": "disputed",
        "parts": list(DATA),
        "records": ["q-1", "q-2", "ev-1", "ana"],
        "pages": {"page": 2, "of": 3},
        "choices": [{"label": "More", "line": "/x page:2"}, {"label": "Help", "line": "/help"}],
    }


def test_what_a_card_has_not_is_left_out() -> None:
    bare = {"title": "T", "state": "answer", "parts": [], "records": [], "choices": []}
    assert as_json(Card("T")) == bare | {"pages": {"page": 1, "of": 1}}


def test_a_form_has_its_fields() -> None:
    assert as_json(FORM) == {
        "form": {
            "title": "/x",
            "command": "x",
            "fields": [
                {
                    "name": "who",
                    "label": "Who said it",
                    "kind": "name",
                    "required": True,
                    "value": "ana",
                    "error": "Not known",
                },
                {
                    "name": "order",
                    "label": "Which order",
                    "kind": "choice",
                    "required": False,
                    "hint": "Newest otherwise",
                    "choices": ["newest", "oldest"],
                },
            ],
            "hint": "What it does",
            "problem": "It has changed meanwhile.",
            "kept": {"version": "3"},
        }
    }


async def test_an_answer_has_the_shape_that_others_write_against(ask: Ask) -> None:
    data = as_json(card_of(await ask("/quote zoe-moreau page:1")))
    assert data["title"] == "Zoë Moreau"
    assert data["parts"][0] == {
        "kind": "quote",
        "id": "q-zoe-moreau-2022-09-12-abstain",
        "words": "I abstain, because my sister proposed it.",
        "speaker": "Zoë Moreau",
        "said": "2022-09-12",
        "occasion": "Vote of the Town Council",
        "source": {
            "url": "https://council.example.org/minutes/2022-09-12",
            "title": "Minutes of the vote on lighting",
            "kind": "transcript",
        },
        "evidence": "not checked",
    }
    assert data["records"] == ["q-zoe-moreau-2022-09-12-abstain", "zoe-moreau"]
    assert data["pages"] == {"page": 1, "of": 1}
    assert data["choices"] == [{"label": "Where they stand", "line": "/stance who:zoe-moreau"}]


async def test_an_error_card_and_a_form_are_data_too(ask: Ask) -> None:
    error = as_json(refusal_of(await ask("/stance moreau")))
    assert (error["state"], [choice["label"] for choice in error["choices"]]) == ("gap", ["Ana Moreau", "Zoë Moreau"])
    form = as_json(form_of(await ask("/check")))["form"]
    words, who = form["fields"]
    assert (words["name"], words["kind"], words["required"]) == ("words", "long text", True)
    assert (who["name"], who["kind"], who["required"]) == ("who", "name", False)


@pytest.mark.parametrize("body", [CARD, FORM], ids=["card", "form"])
def test_it_is_plain_json(body: Card | Form) -> None:
    assert json.loads(json.dumps(as_json(body))) == as_json(body)
