"""Whether Slack would take a view, and an answer to one: `check_view(view)`, usable alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.platforms.slack.loopback.kit import limits
from tests.platforms.slack.loopback.kit.blocks import check_blocks
from tests.platforms.slack.loopback.kit.objects import GROUP, OPTION, plain
from tests.platforms.slack.loopback.kit.report import Json, Report
from tests.platforms.slack.loopback.kit.shape import Check, Shape, by_type, flag, items, string


def anything(value: Json, report: Report) -> None:
    """Take a value that is checked elsewhere."""


COMMON: dict[str, Check] = {
    "blocks": anything,
    "private_metadata": string(limits.PRIVATE_METADATA, 0),
    "callback_id": string(limits.CALLBACK_ID, 0),
    "external_id": string(limits.EXTERNAL_ID, 0),
}
VIEW = by_type(
    {
        "modal": Shape(
            {
                **COMMON,
                "title": plain(limits.VIEW_TITLE),
                "submit": plain(limits.VIEW_BUTTON),
                "close": plain(limits.VIEW_BUTTON),
                "clear_on_close": flag,
                "notify_on_close": flag,
                "submit_disabled": flag,
            },
            ("title", "blocks"),
        ),
        "home": Shape(COMMON, ("blocks",)),
    },
)


def check_view(view: Json) -> list[str]:
    """Give everything for which Slack would refuse this view; nothing when it would take it."""
    report = Report("/view")
    VIEW(view, report)
    if not isinstance(view, dict):
        return report.faults
    kind: Any = view.get("type")
    blocks = view.get("blocks")
    found = check_blocks(blocks, kind) if kind in ("modal", "home") else []
    report.faults.extend(fault.replace("[json-pointer:/blocks", "[json-pointer:/view/blocks") for fault in found)
    if kind == "modal" and "submit" not in view and any_input(blocks):
        report.fault("missing required field: submit")
    if size(view) > limits.VIEW_BYTES:
        report.fault("view is too large")
    return report.faults


def any_input(blocks: Json) -> bool:
    return isinstance(blocks, list) and any(isinstance(each, dict) and each.get("type") == "input" for each in blocks)


def size(view: Mapping[str, Any]) -> int:
    """Measure a view as it goes over the wire."""
    return len(json.dumps(view, ensure_ascii=False).encode())


def check_options(answer: Json) -> list[str]:
    """Give everything for which Slack would refuse this answer to a menu that asked for options."""
    report = Report()
    Shape(
        {
            "options": items(OPTION, limits.OPTIONS, 0),
            "option_groups": items(GROUP, limits.OPTION_GROUPS, 0),
        },
    )(answer, report)
    if isinstance(answer, dict) and ("options" in answer) == ("option_groups" in answer):
        report.fault("must provide exactly one of options, option_groups")
    return report.faults


def check_answer(answer: Json, view: Mapping[str, Any]) -> list[str]:
    """Give everything for which Slack would refuse this answer to a view that was submitted."""
    report = Report()
    by_action = {
        "errors": Shape({"response_action": anything, "errors": anything}, ("errors",)),
        "update": Shape({"response_action": anything, "view": anything}, ("view",)),
        "push": Shape({"response_action": anything, "view": anything}, ("view",)),
        "clear": Shape({"response_action": anything}),
    }
    action = answer.get("response_action") if isinstance(answer, dict) else None
    if not isinstance(action, str) or action not in by_action:
        report.fault(f"unsupported response_action: {action}")
        return report.faults
    by_action[action](answer, report)
    if action == "errors":
        check_errors(answer.get("errors"), view, report.at("errors"))
    elif action in ("update", "push"):
        report.faults.extend(check_view(answer.get("view")))
    return report.faults


def check_errors(errors: Json, view: Mapping[str, Any], report: Report) -> None:
    """Hold that errors stand at inputs of the view, since Slack shows no others."""
    if not isinstance(errors, dict) or not errors:
        report.fault("must be an object with at least one error")
        return
    inputs = {block.get("block_id") for block in view["blocks"] if block.get("type") == "input"}
    for block_id, sentence in errors.items():
        if block_id not in inputs:
            report.fault(f"no input block has the block_id `{block_id}`")
        string(limits.TEXT)(sentence, report.at(block_id))
