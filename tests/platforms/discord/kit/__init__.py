"""Components as Discord takes and refuses them: named limits, shapes, and checks that are usable alone."""

from tests.platforms.discord.kit.message import check_message, walk
from tests.platforms.discord.kit.modal import check_modal

__all__ = ["check_message", "check_modal", "walk"]
