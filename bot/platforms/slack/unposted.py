"""What Slack's refusals mean for what the bot posts by itself, in words for an admin of the workspace."""

from __future__ import annotations

from bot.platforms.slack.access import DEAD
from bot.platforms.slack.wire import NotSaid
from bot.posting import ChannelClosed, Later, NotPosted, Refused, TenantClosed, Unclear

SOON = 10.0
"""Seconds after which it is tried again where Slack does not say."""
_A_WHILE = 60.0
OUT = "On Record is not let into this workspace any more. Ask whoever looks after it to install it again."
_NOT_MEMBER = "On Record is not a member of this channel. Type /invite @On Record there to let it post."
_NOWHERE = (
    "Slack shows On Record no such channel: it is private or gone. If it is there, type /invite @On Record in it."
)
_ARCHIVED = "This channel is archived, so nothing can be posted in it. Choose another one, or unarchive it."
_FORBIDDEN = "This workspace does not let On Record post in this channel. Ask one of its admins."
CLOSED = {
    "not_in_channel": _NOT_MEMBER,
    "channel_not_found": _NOWHERE,
    "is_archived": _ARCHIVED,
    "is_inactive": _ARCHIVED,
    "restricted_action": _FORBIDDEN,
    "restricted_action_read_only_channel": "Only some people may post in this channel, and On Record is not among "
    "them. Ask an admin of the workspace.",
    "restricted_action_thread_only_channel": "In this channel On Record could only answer in threads. "
    "Choose another one.",
    "restricted_action_non_threadable_channel": _FORBIDDEN,
    "channel_type_not_supported": _FORBIDDEN,
    "ekm_access_denied": _FORBIDDEN,
    "access_denied": _FORBIDDEN,
    "no_permission": _FORBIDDEN,
    "messages_tab_disabled": "On Record takes no direct messages in this workspace. Choose a channel.",
}
"""Codes with which one channel is closed."""
_OUT = {
    **dict.fromkeys((*DEAD, "team_access_not_granted"), OUT),
    "missing_scope": "On Record may not post in this workspace. Ask whoever installed it to install it again.",
}
"""Codes with which all of them are."""
_BUSY = frozenset({"ratelimited", "rate_limited", "external_channel_migrating"})
_BUSY_EVERYWHERE = frozenset(
    {
        "accesslimited",
        "message_limit_exceeded",
        "org_login_required",
        "team_added_to_org",
        "token_expired",
    }
)
"""Codes with which Slack takes nothing of the app for a while."""
_TOO_MUCH = "Slack takes no more messages from On Record for a while. It is tried again by itself."
_SILENT = "Slack cannot be reached. It is tried again by itself."
_LOST = "Slack did not say whether it was posted."


def unposted(error: NotSaid) -> NotPosted:
    """Give what is raised when Slack did not take something that was to be posted, or did not say so."""
    code = error.code
    if error.unclear:
        return Unclear(_LOST)
    if not code:
        return Later(_SILENT, SOON, whole=True)
    if code in _BUSY or code in _BUSY_EVERYWHERE:
        return Later(_TOO_MUCH, error.wait or _A_WHILE, whole=code in _BUSY_EVERYWHERE)
    if code in _OUT:
        return TenantClosed(_OUT[code])
    if code in CLOSED:
        return ChannelClosed(CLOSED[code])
    return Refused(f"Slack does not take this: it answers {code}.")


def unanswered(error: NotSaid) -> NotPosted:
    """Give what is raised when something that posts nothing was not answered."""
    return Later(_SILENT, error.wait or SOON, whole=True) if error.unclear else unposted(error)


def is_lasting(error: NotSaid) -> bool:
    """Tell whether a file will never be taken there, though messages are."""
    return error.code == "missing_scope" or isinstance(unposted(error), ChannelClosed | Refused)
