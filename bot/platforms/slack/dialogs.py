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


@dataclass(frozen=True, slots=True)
class Meta:
    """A dialog's own: `depth` says how many dialogs lie under it, `shows` that it shows an answer and asks nothing."""

    command: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    thread: str = ""
    response_url: str = ""
    depth: int = 1

    @classmethod
    def of(cls, form: Form, where: Where) -> Meta:
        return cls(form.command, dict(form.kept), where.channel, where.thread, where.response_url)

    def above(self) -> Meta:
        """Give the meta of a dialog that is laid upon this one."""
        return replace(self, depth=self.depth + 1)

    def written(self) -> str:
        values = (self.command, dict(self.kept), self.channel, self.thread, self.response_url, self.depth)
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    def back_to(self, where: Where) -> Where:
        """Give where something in the dialog was done, with the ways to answer from where it was opened."""
        return replace(where, channel=self.channel, thread=self.thread, response_url=self.response_url)


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
        command, kept, channel, thread, response_url, depth = json.loads(written)
        texts = (command, *kept.values(), channel, thread, response_url)
    except (AttributeError, RecursionError, TypeError, ValueError) as error:
        raise Malformed(type(error).__name__) from None
    if not (all(isinstance(text, str) for text in texts) and isinstance(depth, int)):
        raise Malformed("metadata")
    return Meta(command, kept, channel, thread, response_url, depth)
