"""Whether Slack would take a list of blocks: `check_blocks(blocks, surface)`, usable alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from tests.platforms.slack.loopback.kit import limits
from tests.platforms.slack.loopback.kit.elements import ACCESSORIES, IMAGE, IN_ACTIONS, INPUTS, listed, web_or_slack
from tests.platforms.slack.loopback.kit.objects import SLACK_FILE, plain, text, url
from tests.platforms.slack.loopback.kit.report import Json, Report
from tests.platforms.slack.loopback.kit.rich import ELEMENTS, row
from tests.platforms.slack.loopback.kit.shape import Check, Shape, by_type, flag, items, one_of, string

Surface = Literal["message", "modal", "home"]

BLOCK: dict[str, Check] = {"block_id": string(limits.BLOCK_ID)}


def section_says_something(value: dict[str, Any], report: Report) -> None:
    if "text" not in value and "fields" not in value:
        report.fault("must define either `text` or `fields`")


def rows_are_even(value: dict[str, Any], report: Report) -> None:
    """Hold that the rows of a table are as long as each other."""
    rows = value.get("rows")
    if isinstance(rows, list) and len({len(each) for each in rows if isinstance(each, list)}) > 1:
        report.at("rows").fault("all rows must have the same number of cells")


TEXTS: dict[str, Shape] = {
    "plain_text": Shape({"text": string(limits.TEXT), "emoji": flag}, ("text",)),
    "mrkdwn": Shape({"text": string(limits.TEXT), "verbatim": flag}, ("text",)),
}
COLUMN = Shape({"align": one_of("left", "center", "right"), "is_wrapped": flag})
EVERYWHERE: dict[str, Shape] = {
    "header": Shape({**BLOCK, "text": plain(limits.HEADER)}, ("text",)),
    "divider": Shape(BLOCK),
    "section": Shape(
        {
            **BLOCK,
            "text": text(),
            "fields": items(text(limits.SECTION_FIELD), limits.SECTION_FIELDS),
            "accessory": by_type(ACCESSORIES),
            "expand": flag,
        },
        (),
        (section_says_something,),
    ),
    "context": Shape(
        {**BLOCK, "elements": items(by_type({**TEXTS, "image": IMAGE}), limits.CONTEXT_ELEMENTS)}, ("elements",)
    ),
    "actions": Shape({**BLOCK, "elements": items(by_type(IN_ACTIONS), limits.ACTIONS_ELEMENTS)}, ("elements",)),
    "image": Shape(
        {
            **BLOCK,
            "image_url": url,
            "slack_file": SLACK_FILE,
            "alt_text": string(limits.ALT_TEXT),
            "title": plain(limits.IMAGE_TITLE),
        },
        ("alt_text",),
        (web_or_slack,),
    ),
    "rich_text": Shape({**BLOCK, "elements": ELEMENTS}, ("elements",)),
}


def asking(inputs: Mapping[str, Shape]) -> Shape:
    return Shape(
        {
            **BLOCK,
            "label": plain(limits.LABEL),
            "hint": plain(limits.HINT),
            "optional": flag,
            "dispatch_action": flag,
            "element": by_type(inputs),
        },
        ("label", "element"),
    )


WITHOUT_FILES = {name: shape for name, shape in INPUTS.items() if name != "file_input"}
ON: dict[Surface, Check] = {
    "message": by_type(
        {
            **EVERYWHERE,
            "input": asking(WITHOUT_FILES),
            "markdown": Shape({**BLOCK, "text": string(limits.MARKDOWN)}, ("text",)),
            "table": Shape(
                {
                    **BLOCK,
                    "rows": items(row, limits.TABLE_ROWS),
                    "column_settings": items(COLUMN, limits.TABLE_COLUMNS),
                },
                ("rows",),
                (rows_are_even,),
            ),
        },
    ),
    "modal": by_type({**EVERYWHERE, "input": asking(INPUTS)}),
    "home": by_type({**EVERYWHERE, "input": asking(WITHOUT_FILES)}),
}


def weigh(blocks: Sequence[Mapping[str, Any]]) -> int:
    """Measure blocks as Slack does when it answers `msg_blocks_too_long`, on the careful side: by their JSON."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def elements(block: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what can be pressed, chosen or filled in in a block."""
    found = [block.get("accessory"), block.get("element")]
    if block.get("type") == "actions":
        found.extend(listed(block.get("elements")))
    for element in found:
        if isinstance(element, dict) and element.get("type") != "image":
            yield element


def check_blocks(blocks: Json, surface: Surface = "message") -> list[str]:
    """Give everything for which Slack would refuse these blocks; nothing when it would take them."""
    report = Report("/blocks")
    most, least = (limits.MESSAGE_BLOCKS, 0) if surface == "message" else (limits.VIEW_BLOCKS, 1)
    items(ON[surface], most, least)(blocks, report)
    if isinstance(blocks, list):
        known = [block if isinstance(block, dict) else {} for block in blocks]
        check_unique(known, report)
        if surface == "message":
            check_totals(known, report)
    return report.faults


def check_unique(blocks: Sequence[Mapping[str, Any]], report: Report) -> None:
    ids = Counter(block["block_id"] for block in blocks if isinstance(block.get("block_id"), str))
    for block_id in (each for each, times in ids.items() if times > 1):
        report.fault(f"block_id `{block_id}` already exists")
    focused = 0
    for index, block in enumerate(blocks):
        inside = list(elements(block))
        focused += sum(element.get("focus_on_load") is True for element in inside)
        actions = Counter(element["action_id"] for element in inside if isinstance(element.get("action_id"), str))
        for action_id in (each for each, times in actions.items() if times > 1):
            report.at(index).fault(f"action_id `{action_id}` already exists")
    if focused > 1:
        report.fault("only one element may have focus_on_load")


def check_totals(blocks: Sequence[Mapping[str, Any]], report: Report) -> None:
    if weigh(blocks) > limits.BLOCKS_TOTAL:
        report.fault(f"must be less than {limits.BLOCKS_TOTAL + 1} characters in all")
    markdown = sum(len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown")
    if markdown > limits.MARKDOWN:
        report.fault(f"markdown blocks must be less than {limits.MARKDOWN + 1} characters in all")
    tables = [block for block in blocks if block.get("type") == "table"]
    if len(tables) > 1:
        report.fault("only one table allowed")
    if any(weigh([table]) > limits.TABLE_TEXT for table in tables):
        report.fault(f"a table must be less than {limits.TABLE_TEXT + 1} characters")
