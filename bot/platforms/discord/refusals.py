"""What Discord does not take: why, what a person is told of it, and whether it may have been done all the same."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)

ACKNOWLEDGED, UNKNOWN_INTERACTION = 40060, 10062
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK = 10003, 10008, 10015
GONE = frozenset({UNKNOWN_INTERACTION, 50027})
"""What says that an interaction can be answered no more: it is not known, or its token has ended."""
NOBODY = frozenset({10013, 50007, 50278})
"""What says of someone that the bot cannot write to them: they are gone, or take no messages from it."""
_SENTENCES = {
    40094: "Discord takes no further messages here, where only you have added the bot. Ask for less at once.",
    50001: "The bot cannot see this channel. Ask one of your admins to let it in.",
    50013: "The bot may not write in this channel. Ask one of your admins to allow it.",
    10003: "This channel is gone.",
    10008: "The message is gone.",
    40005: "The file is larger than Discord takes here. Ask for less at once.",
}
"""What a person is told, by Discord's code for why."""
_UNSAID = "Discord did not take the answer. Try again in a minute."
_UNSURE = "Discord did not say whether it arrived. Look first, and if it is not there, try again in a minute."
_BUSY = "Discord takes no more from the bot for a while. Try again in a minute."


class NotSaid(Exception):
    """Discord did not take something; `text` says why and what to do, `code` is its own number for why, or 0.

    `unclear` is what may have been done all the same, since the answer was lost or Discord does not know it itself;
    `again` what was not even asked, and may be taken if it is asked a little later.
    """

    def __init__(self, text: str, code: int = 0, *, unclear: bool = False, again: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.unclear = unclear
        self.again = again


def refused(status: int, code: object) -> NotSaid:
    """Say that Discord refused something, with its number for why."""
    number = code if isinstance(code, int) else 0
    log.warning("not_taken status=%s code=%s", status, number)
    return NotSaid(_SENTENCES.get(number, _UNSAID), number)


def unsure(why: str) -> NotSaid:
    """Say that nobody knows whether Discord took something."""
    log.warning("not_taken why=%s unclear=True", why)
    return NotSaid(_UNSURE, unclear=True)


def unsent(error: BaseException | None = None) -> NotSaid:
    """Say that something did not even get to Discord."""
    log.warning("not_sent why=%s", type(error).__name__ if error else "no client")
    return NotSaid(_UNSAID, again=True)


def busy() -> NotSaid:
    """Say that Discord wants to be left alone for longer than can be waited."""
    log.warning("not_taken why=%s", "too often")
    return NotSaid(_BUSY)
