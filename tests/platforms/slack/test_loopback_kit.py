"""What the loopback Slack refuses of Block Kit, limit by limit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.platforms.slack.loopback.kit import Surface, check_answer, check_blocks, check_options, check_view
from tests.platforms.slack.loopback.kit.blocks import EVERYWHERE
from tests.platforms.slack.loopback.kit.elements import INPUTS
from tests.platforms.slack.loopback.kit.rich import INLINE

Block = dict[str, Any]


def plain(text: str = "words") -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "words") -> Block:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "words", **more: Any) -> Block:  # noqa: ANN401  parts of a block
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "a", **more: Any) -> Block:  # noqa: ANN401  parts of an element
    return {"type": "button", "action_id": action_id, "text": plain(), **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def option(text: str = "One", value: str = "1") -> Block:
    return {"text": plain(text), "value": value}


def asking(element: Block, **more: Any) -> Block:  # noqa: ANN401  parts of a block
    return {"type": "input", "label": plain(), "element": element, **more}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def said(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def words(text: str = "words", **style: bool) -> Block:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def table(*rows: list[str]) -> Block:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]}


def select(**more: Any) -> Block:  # noqa: ANN401  parts of an element
    return {"type": "static_select", "action_id": "s", "options": [option()], **more}


CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No")}

TAKEN = {
    "nothing": [],
    "each simple block": [
        {"type": "header", "text": plain("x" * 150)},
        {"type": "divider"},
        section("x" * 3000),
        {"type": "section", "fields": [mrkdwn("x" * 500)] * 10},
        {"type": "context", "elements": [mrkdwn()] * 10},
    ],
    "an image": [{"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a"}],
    "buttons": [actions(*(button(f"a{n}", value="v" * 100, style="primary") for n in range(25)))],
    "a button that asks back": [actions(button(confirm=CONFIRM))],
    "a menu at a section": [section(accessory=select(initial_option=option()))],
    "an overflow menu": [section(accessory={"type": "overflow", "action_id": "o", "options": [option()] * 5})],
    "the same action in two blocks": [actions(button()), actions(button())],
    "rich text": [
        rich(
            said(words(bold=True, italic=True, strike=True, code=True), {"type": "link", "url": "https://example.org"}),
            {"type": "rich_text_quote", "elements": [words(), {"type": "emoji", "name": "wave"}]},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [said(words())]},
            {"type": "rich_text_preformatted", "elements": [words()], "border": 1},
        ),
    ],
    "markdown": [{"type": "markdown", "text": "x" * 12_000}],
    "a table": [table(["a", "b"], ["c", "d"])],
}
REFUSED = {
    "no list": ({"type": "section"}, "must be an array"),
    "no block": (["section"], "must be an object [json-pointer:/blocks/0]"),
    "an unknown block": ([{"type": "paragraph"}], "unsupported type: paragraph [json-pointer:/blocks/0/type]"),
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "a property that it has not": ([{"type": "divider", "text": "x"}], "invalid additional property: text"),
    "empty text": ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "long text": ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "no text": ([{"type": "section"}], "must define either `text` or `fields`"),
    "eleven fields": ([{"type": "section", "fields": [mrkdwn()] * 11}], "no more than 10 items"),
    "a long field": ([{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "less than 2001 characters"),
    "a long header": ([{"type": "header", "text": plain("x" * 151)}], "less than 151 characters"),
    "mrkdwn in a header": ([{"type": "header", "text": mrkdwn()}], "unsupported type: mrkdwn"),
    "emoji on mrkdwn": ([{"type": "section", "text": {**mrkdwn(), "emoji": True}}], "additional property: emoji"),
    "verbatim on plain text": (
        [{"type": "section", "text": {**plain(), "verbatim": True}}],
        "additional property: verbatim",
    ),
    "eleven context elements": ([{"type": "context", "elements": [mrkdwn()] * 11}], "no more than 10 items"),
    "no actions": ([actions()], "no fewer than 1 items"),
    "26 actions": ([actions(*(button(str(n)) for n in range(26)))], "no more than 25 items"),
    "a long button": ([actions({**button(), "text": plain("x" * 76)})], "less than 76 characters"),
    "a long value": ([actions(button(value="x" * 2001))], "less than 2001 characters"),
    "an empty value": ([actions(button(value=""))], "more than 0 characters"),
    "a long address": ([actions(button(url="https://example.org/" + "x" * 3000))], "less than 3001 characters"),
    "no address": ([actions(button(url="javascript:alert(1)"))], "must be a valid url"),
    "a link to nowhere": ([rich(said({"type": "link", "url": "example.org"}))], "must be a valid url"),
    "an unknown style": ([actions(button(style="loud"))], "value must be one of [primary, danger]"),
    "a confirmation without a question": (
        [actions(button(confirm={key: CONFIRM[key] for key in ("title", "confirm", "deny")}))],
        "missing required field: text",
    ),
    "the same action twice": ([actions(button(), button())], "action_id `a` already exists"),
    "the same block twice": ([section(block_id="b"), section(block_id="b")], "block_id `b` already exists"),
    "a long block id": ([section(block_id="b" * 256)], "less than 256 characters"),
    "101 options": ([section(accessory=select(options=[option()] * 101))], "no more than 100 items"),
    "a long option": ([section(accessory=select(options=[option("x" * 76)]))], "less than 76 characters"),
    "a long option value": ([section(accessory=select(options=[option("x", "x" * 151)]))], "less than 151 characters"),
    "options and groups": (
        [section(accessory=select(option_groups=[{"label": plain(), "options": [option()]}]))],
        "exactly one of options, option_groups",
    ),
    "a first option that is not there": (
        [section(accessory=select(initial_option=option("Two", "2")))],
        "initial option must be one of the options",
    ),
    "a long placeholder": ([section(accessory=select(placeholder=plain("x" * 151)))], "less than 151 characters"),
    "six in an overflow menu": (
        [section(accessory={"type": "overflow", "action_id": "o", "options": [option()] * 6})],
        "no more than 5 items",
    ),
    "an input as an accessory": ([section(accessory={"type": "plain_text_input"})], "unsupported type"),
    "two with the focus": (
        [section(accessory=select(focus_on_load=True)), section(accessory=select(focus_on_load=True))],
        "only one element may have focus_on_load",
    ),
    "files in a message": ([asking({"type": "file_input"})], "unsupported type: file_input"),
    "an image without words": ([{"type": "image", "image_url": "https://example.org/a.png"}], "field: alt_text"),
    "an image from nowhere": ([{"type": "image", "alt_text": "a"}], "exactly one of image_url, slack_file"),
    "empty rich text": ([rich()], "no fewer than 1 items"),
    "an empty text in it": ([rich(said(words("")))], "more than 0 characters"),
    "an unknown style in it": ([rich(said(words(loud=True)))], "additional property: loud"),
    "a style that is no flag": ([rich(said({"type": "text", "text": "x", "style": {"bold": 1}}))], "must be a boolean"),
    "a quote in a section": ([rich(said(said(words())))], "unsupported type: rich_text_section"),
    "text outside a section": ([rich(words())], "unsupported type: text"),
    "a list of bare text": (
        [rich({"type": "rich_text_list", "style": "bullet", "elements": [words()]})],
        "unsupported type: text",
    ),
    "a list without a style": ([rich({"type": "rich_text_list", "elements": [said(words())]})], "field: style"),
    "an emoji in preformatted text": (
        [rich({"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "wave"}]})],
        "unsupported type: emoji",
    ),
    "two tables": ([table(["a"]), table(["b"])], "only one table allowed"),
    "101 rows": ([table(*(["a"] for _ in range(101)))], "no more than 100 items"),
    "21 columns": ([table(["a"] * 21)], "no more than 20 items"),
    "uneven rows": ([table(["a"], ["b", "c"])], "same number of cells"),
    "an empty cell": ([table([""])], "more than 0 characters"),
    "much markdown": ([{"type": "markdown", "text": "x" * 6001}] * 2, "less than 12001 characters in all"),
    "much of everything": ([section("x" * 2900)] * 5, "less than 13201 characters in all"),
}


@pytest.mark.parametrize("blocks", TAKEN.values(), ids=TAKEN)
def test_blocks_are_taken(blocks: list[Block]) -> None:
    assert check_blocks(blocks, "message") == []


@pytest.mark.parametrize(("blocks", "fault"), REFUSED.values(), ids=REFUSED)
def test_blocks_are_refused(blocks: Any, fault: str) -> None:  # noqa: ANN401  whatever is no list of blocks
    faults = check_blocks(blocks, "message")
    assert any(fault in each for each in faults), faults


TYPES = sorted({*EVERYWHERE, *INPUTS, *INLINE, "button", "input", "table", "markdown", "plain_text", "mrkdwn"})
NAMES = [
    "type",
    "text",
    "elements",
    "element",
    "accessory",
    "fields",
    "options",
    "option_groups",
    "initial_option",
    "initial_options",
    "rows",
    "block_id",
    "action_id",
    "max_length",
    "style",
    "url",
    "confirm",
    "response_action",
    "errors",
    "view",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(TYPES),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inside, max_size=5),
    max_leaves=30,
)


@given(JSON, st.sampled_from(["message", "modal", "home"]))
def test_whatever_comes_is_judged(blocks: Any, surface: Surface) -> None:  # noqa: ANN401  whatever is no list of blocks
    assert all("[json-pointer:" in fault for fault in check_blocks(blocks, surface))
    assert check_view({"type": "modal", "blocks": blocks})
    assert check_answer(blocks, modal())
    assert isinstance(check_options(blocks), list)


def modal(*blocks: Block, **more: Any) -> Block:  # noqa: ANN401  parts of a view
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks), **more}


def typing(**more: Any) -> Block:  # noqa: ANN401  parts of an element
    return asking({"type": "plain_text_input", "action_id": "v", **more})


GOOD_VIEWS = {
    "a form": modal(
        typing(initial_value="x", max_length=3000, multiline=True),
        asking({"type": "external_select", "min_query_length": 0, "initial_option": option()}, optional=True),
        asking({"type": "file_input", "max_files": 1, "filetypes": ["csv"]}),
        asking({"type": "users_select"}),
        asking({"type": "conversations_select", "default_to_current_conversation": True}),
        private_metadata="m" * 3000,
        callback_id="form",
    ),
    "a home": {"type": "home", "blocks": [section()] * 100},
}
BAD_VIEWS = {
    "no view": ("view", "must be an object"),
    "an unknown kind": ({"type": "page", "blocks": []}, "unsupported type: page"),
    "no title": ({"type": "modal", "blocks": []}, "missing required field: title"),
    "no blocks": (modal(), "no fewer than 1 items allowed [json-pointer:/view/blocks]"),
    "a long title": (modal(title=plain("x" * 25)), "less than 25 characters"),
    "a long button": (modal(submit=plain("x" * 25)), "less than 25 characters"),
    "nothing to send it with": (
        {"type": "modal", "title": plain(), "blocks": [typing()]},
        "missing required field: submit",
    ),
    "101 blocks": (modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    "a long note": (modal(private_metadata="m" * 3001), "less than 3001 characters"),
    "what Slack sets": (modal(id="V1"), "invalid additional property: id"),
    "a long label": (modal({**typing(), "label": plain("x" * 2001)}), "less than 2001 characters"),
    "a long hint": (modal({**typing(), "hint": plain("x" * 2001)}), "less than 2001 characters"),
    "a mrkdwn label": (modal({**typing(), "label": mrkdwn()}), "unsupported type: mrkdwn"),
    "more than the field takes": (modal(typing(initial_value="xxx", max_length=2)), "less than 3 characters"),
    "an empty first value": (modal(typing(initial_value="")), "more than 0 characters"),
    "a field too long": (modal(typing(max_length=3001)), "less than or equal to 3000"),
    "a button as a field": (modal(asking(button())), "unsupported type: button"),
    "a table": (modal(table(["a"])), "unsupported type: table"),
    "markdown": (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
    "too many files": (modal(asking({"type": "file_input", "max_files": 11})), "less than or equal to 10"),
    "a home with a title": ({"type": "home", "title": plain(), "blocks": []}, "invalid additional property: title"),
    "a home that takes files": (
        {"type": "home", "blocks": [asking({"type": "file_input"})]},
        "unsupported type: file_input",
    ),
}


@pytest.mark.parametrize("view", GOOD_VIEWS.values(), ids=GOOD_VIEWS)
def test_views_are_taken(view: Block) -> None:
    assert check_view(view) == []


@pytest.mark.parametrize(("view", "fault"), BAD_VIEWS.values(), ids=BAD_VIEWS)
def test_views_are_refused(view: Any, fault: str) -> None:  # noqa: ANN401  whatever is no view
    faults = check_view(view)
    assert any(fault in each for each in faults), faults


def test_a_view_of_more_than_250_kilobytes_is_refused() -> None:
    big = modal(*[section("ü" * 3000)] * 42)
    assert check_view(big) == ["view is too large [json-pointer:/view]"]


def test_options_are_checked() -> None:
    assert check_options({"options": [option()]}) == []
    assert check_options({"options": []}) == []
    assert check_options({"options": [option("x" * 76)]})
    assert check_options({"options": [option()] * 101})
    assert check_options({})
    assert check_options(None)


def test_answers_to_a_form_are_checked() -> None:
    view = modal({**typing(), "block_id": "words"})
    assert check_answer({"response_action": "errors", "errors": {"words": "no"}}, view) == []
    assert check_answer({"response_action": "errors", "errors": {"who": "no"}}, view)
    assert check_answer({"response_action": "errors", "errors": {"words": ""}}, view)
    assert check_answer({"response_action": "errors", "errors": {}}, view)
    assert check_answer({"response_action": "update", "view": view}, view) == []
    assert check_answer({"response_action": "update", "view": {"type": "modal"}}, view)
    assert check_answer({"response_action": "push"}, view)
    assert check_answer({"response_action": "clear"}, view) == []
    assert check_answer({"response_action": "close"}, view)
    assert check_answer("done", view)
