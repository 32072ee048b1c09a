"""Posting into the channels of workspaces without being asked: each card once, or it is said why not."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.card import Card, File
from bot.errors import Unavailable
from bot.platforms.slack.access import DEAD, Refused, Unreached
from bot.platforms.slack.answers import Answers, files_of
from bot.platforms.slack.belonging import Belonging
from bot.platforms.slack.blocks import Message, render
from bot.platforms.slack.installs import Install, Installs
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.standing import Seen, Standing
from bot.platforms.slack.unposted import CLOSED, OUT, SOON, is_lasting, unanswered, unposted
from bot.platforms.slack.wire import NotSaid, Wire
from bot.posting import ChannelClosed, Later, NotPosted, Place, Posted, TenantClosed, in_time
from bot.secrets import Unopened
from bot.store.deliveries import Key

log = logging.getLogger(__name__)

_LONGEST_TURN = 5.0
"""Seconds that are waited for a turn in a channel at most, before anything is posted."""
_EARLIER = dt.timedelta(minutes=5)
"""By so much Slack's clock may be behind ours."""
_UNKNOWN = "On Record cannot look up this workspace just now. It is tried again by itself."
_QUEUE = "Other messages for this channel go first. It is tried again by itself."
_DIRECT = "direct messages"


@dataclass(frozen=True, slots=True)
class _Posting:
    """A card that is being posted, and what stands there of it."""

    install: Install
    place: Place
    messages: tuple[Message, ...]
    files: tuple[File, ...]
    marks: tuple[str, ...]
    seen: Seen = field(default_factory=Seen)

    @property
    def first(self) -> str:
        """Give the message under which the others stand, if it stands there."""
        return self.seen.messages.get(self.marks[0], "")


class SlackPoster:
    """Posts a card's first message into the channel; what that has no room for, and files, into its thread.

    Each message carries a mark that is made of the key, by which it is found again; a file is found by its name.
    """

    def __init__(
        self, belonging: Belonging, installs: Installs, wire: Wire, answers: Answers, pace: Pace | None = None
    ) -> None:
        """`wire` has to be an impatient one: what waits here is waited for by whoever asks."""
        self._belonging = belonging
        self._installs = installs
        self._wire = wire
        self._answers = answers
        self._pace = pace or Pace()
        self._standing = Standing(wire)
        self._roots: dict[str, str] = {}
        """What the addresses of a tenant's messages begin with."""

    async def check(self, place: Place) -> str:
        async with self._let_in(place.tenant, unanswered) as install:
            try:
                told = await self._wire.channel(install.token, place.channel)
            except NotSaid as error:
                if error.code != "missing_scope":
                    raise
                return await self._unnamed(install, place.channel)
            if told.get("is_archived"):
                raise ChannelClosed(CLOSED["is_archived"])
            anywhere = "chat:write.public" in install.scopes and not told.get("is_private")
            if not (told.get("is_member") or told.get("is_im") or anywhere):
                raise ChannelClosed(CLOSED["not_in_channel"])
            return f"#{told['name']}" if told.get("name") else _DIRECT

    async def post(self, place: Place, card: Card, key: str, *, again: bool) -> Posted:
        async with self._let_in(place.tenant, unposted) as install:
            rendered = render(card)
            await self._answers.keep(place.tenant, rendered.calls)
            marks = tuple(_mark(key, index) for index in range(len(rendered.messages)))
            seen = await self._standing.look(install, place.channel, marks, _since(key)) if again else Seen()
            posting = _Posting(install, place, rendered.messages, files_of(card), marks, seen)
            await self._put(posting)
            return Posted(tuple(seen.messages[mark] for mark in marks), await self._link(posting))

    async def _put(self, posting: _Posting) -> None:
        """Post what does not stand there yet."""
        token, channel, seen = posting.install.token, posting.place.channel, posting.seen
        if not seen.messages and (wait := self._pace.wait(channel)) > _LONGEST_TURN:
            raise Later(_QUEUE, wait)
        try:
            for mark, message in zip(posting.marks, posting.messages, strict=True):
                if mark not in seen.messages:
                    await self._pace.turn(channel)
                    in_time()
                    posted = await self._wire.post(token, channel, message, thread=posting.first, mark=mark)
                    seen.messages[mark] = posted
            await self._upload(posting)
        except NotSaid as error:
            if not seen.messages:
                raise
            # A part of it stands there: whatever became of the rest, it is looked for before it is tried again.
            raise NotSaid(error.text, error.code, unclear=True) from None

    async def _upload(self, posting: _Posting) -> None:
        """Put the files that are missing under a card; what Slack will never take is left out, the card names it."""
        missing = posting.seen.missing(posting.files)
        try:
            await self._wire.upload(posting.install.token, posting.place.channel, missing, thread=posting.first)
        except NotSaid as error:
            if not is_lasting(error):
                raise
            log.warning("file_not_posted tenant=%s why=%s", posting.place.tenant, error.code)

    async def _link(self, posting: _Posting) -> str:
        """Give the address of the first message; "" where Slack does not say it."""
        place = posting.place
        end = f"/archives/{place.channel}/p{posting.first.replace('.', '')}"
        root = self._roots.get(place.tenant)
        if root is None:
            try:
                link = await self._wire.permalink(posting.install.token, place.channel, posting.first)
            except NotSaid:
                return ""
            if not link.endswith(end):
                return link
            root = self._roots[place.tenant] = link.removesuffix(end)
        return root + end

    async def _unnamed(self, install: Install, channel: str) -> str:
        """Give something for a name where the bot may not ask for it; a channel shows when it posts that it is closed.

        Direct messages that others have among them are closed for ever, and that can be seen.
        """
        if not channel.startswith("D"):
            return channel
        if "im:history" in install.scopes:
            await self._wire.history(install.token, channel, most=1)
        return _DIRECT

    @asynccontextmanager
    async def _let_in(self, tenant: str, told: Callable[[NotSaid], NotPosted]) -> AsyncIterator[Install]:
        """Give the install of a tenant; whatever Slack does not take is `told`, and a dead token ends the install."""
        try:
            install = await self._belonging.of(tenant)
            if install is None:
                raise TenantClosed(OUT)
            try:
                yield install
            except NotSaid as error:
                if error.code in DEAD:
                    await self._installs.ended(install, error.code)
                raise told(error) from None
        except Refused as error:
            if error.code in DEAD:
                raise TenantClosed(OUT) from None
            raise Later(_UNKNOWN, error.wait or SOON, whole=True) from None
        except (Unavailable, Unopened, Unreached):
            raise Later(_UNKNOWN, SOON, whole=True) from None


def _mark(key: str, index: int) -> str:
    """Give the mark of a message; nobody can read from it what it stands for."""
    return hashlib.sha256(f"{key} {index}".encode()).hexdigest()[:24]


def _since(key: str) -> dt.datetime | None:
    """Give the earliest moment, by Slack's clock, at which something may have been posted for a key of a slot."""
    try:
        return Key.read(key).slot - _EARLIER
    except ValueError:
        return None
