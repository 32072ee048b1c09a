"""Block Kit as Slack's API takes and refuses it: named limits, shapes, and checks that are usable alone."""

from tests.platforms.slack.loopback.kit.blocks import Surface, check_blocks, elements, weigh
from tests.platforms.slack.loopback.kit.view import check_answer, check_options, check_view

__all__ = ["Surface", "check_answer", "check_blocks", "check_options", "check_view", "elements", "weigh"]
