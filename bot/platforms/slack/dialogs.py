"""What a dialog carries unseen: which command it is of, what goes along with its fields, and where it was opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.card import Form
from bot.platforms.slack.payloads import Malformed, Where
from bot.presses import KEPT, short_key

MOST_META = 2_900
"""Characters, a little less than Slack takes."""
DEEPEST = 3
"""So many dialogs lie on each other at most."""


@dataclass(frozen=True, slots=True)
class Meta:
    """A dialog's own: `depth` is 1 for one that lies on no other, `pressing` as in an `Asker`."""

    command: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    thread: str = ""
    response_url: str = ""
    depth: int = 1
    pressing: bool = False

    def of(self, form: Form) -> Meta:
        """Give the meta of a form that is asked for in the same place."""
        return replace(self, command=form.command, kept=dict(form.kept))

    def above(self) -> Meta:
        """Give the meta of a dialog that is laid upon this one; what cannot be laid upon it takes its place."""
        return replace(self, depth=min(self.depth + 1, DEEPEST))

    def written(self) -> str:
        where = (self.channel, self.thread, self.response_url, self.depth, self.pressing)
        return json.dumps((self.command, dict(self.kept), *where), ensure_ascii=False, separators=(",", ":"))

    def back_to(self, where: Where) -> Where:
        """Give where something in the dialog was done, with the ways to answer from where it was opened."""
        opened = replace(where, channel=self.channel, thread=self.thread, response_url=self.response_url)
        return replace(opened, is_direct=self.channel.startswith("D"))


def folded(written: str) -> tuple[str, dict[str, str]]:
    """Give what the dialog carries, and what has to be kept elsewhere by its key since it is too long."""
    if len(written) <= MOST_META:
        return written, {}
    key = short_key(written)
    return KEPT + key, {key: written}


def key_of(meta: str) -> str:
    """Give the key under which the rest is kept; nothing when all is there."""
    return meta.removeprefix(KEPT) if meta.startswith(KEPT) else ""


def read_meta(written: str) -> Meta:
    """Read what a dialog carries; raise `Malformed` for what is not ours."""
    if not written:
        return Meta()
    try:
        command, kept, channel, thread, response_url, depth, pressing = json.loads(written)
        texts = (command, *kept.values(), channel, thread, response_url)
    except (AttributeError, RecursionError, TypeError, ValueError) as error:
        raise Malformed(type(error).__name__) from None
    if not (all(isinstance(text, str) for text in texts) and isinstance(depth, int) and isinstance(pressing, bool)):
        raise Malformed("metadata")
    return Meta(command, kept, channel, thread, response_url, depth, pressing)
