"""One delivery: a slot's card is made when it is due, posted, and what became of it is kept."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from bot.card import Button, Card, Choices, Note, spans
from bot.cards.wishes import recurrence_of
from bot.command import Line, write_line
from bot.errors import Unavailable, UserError
from bot.making import make
from bot.posting import (
    LATEST,
    ChannelClosed,
    Later,
    NotPosted,
    Posted,
    Poster,
    Posters,
    Refused,
    TenantClosed,
    Unclear,
    Unseen,
    platform_of,
)
from bot.roles import Role
from bot.schedule.book import Attempt, Book
from bot.schedule.patience import USUAL, Patience
from bot.schedule.resting import Resting
from bot.store.attempts import PutOff, Settled
from bot.store.database import Database
from bot.store.deliveries import Key, Outcome
from bot.store.subscriptions import CHANNEL_GONE, TENANT_GONE, Subscription
from bot.tenants import Clock, Tenants
from briefings.dates import said_in

log = logging.getLogger(__name__)

MOST_FAULTS = 3
"""After so many attempts that failed by our own fault a delivery is given up."""
_OURS = "Something went wrong on our side; the log says what."


class _Broken(Exception):
    """A fault of ours, amid of posting."""


class Courier:
    """Delivers slots. Any number of processes may be told of the same one: one of them does it at a time."""

    def __init__(  # noqa: PLR0913, PLR0917  all that it works with
        self,
        tenants: Tenants,
        database: Database,
        posters: Posters,
        now: Clock,
        random: Random,
        tell: Callable[[str], None] = lambda _: None,
        patience: Patience = USUAL,
    ) -> None:
        """`tell` is called with each tenant in which someone is to be told something."""
        self.tell = tell
        self._tenants = tenants
        self._database = database
        self._posters = posters
        self._now = now
        self._random = random
        self._patience = patience
        self._resting = Resting(now)
        self._under_way: set[Key] = set()
        self._since = now()
        self._book = Book(database, self._resting, patience.lease, now)

    @property
    def platforms(self) -> frozenset[str]:
        """The platforms that it can deliver on."""
        return frozenset(self._posters)

    async def close(self) -> None:
        """Let what is being kept be kept."""
        await self._book.close()

    async def deliver(self, key: Key, turn: int) -> None:
        """Try to deliver a slot, if it is this turn's, and keep what came of it; never raises, unless it is cancelled.

        What cannot be kept is looked into again when the lease is over.
        """
        poster = self._posters.get(platform_of(key.tenant))
        if poster is None or key in self._under_way:  # Its lease seems to be over when the clock jumps.
            return
        self._under_way.add(key)
        try:
            attempt = await self._book.begin(key, turn)
            if attempt and attempt.pointless:
                await self._settle(attempt, _undone(attempt), attempt.pointless)
            elif attempt:
                await self._deliver(attempt, poster)
        except Unavailable as error:
            log.warning("delivery_not_kept key=%s why=%r", key, error.text)
        finally:
            self._under_way.discard(key)

    async def _deliver(self, attempt: Attempt, poster: Poster) -> None:
        try:
            await self._try(attempt, poster)
        except NotPosted as problem:
            await self._after(attempt, problem)
        except Unavailable:
            raise
        except UserError as error:  # What it is about is not on record any more.
            await self._settle(attempt, _undone(attempt), error.text)
        except Exception as error:
            log.exception("delivery_failed key=%s", attempt.key)
            unclear = attempt.delivery.unclear or isinstance(error, _Broken)
            if attempt.delivery.why == _OURS and attempt.delivery.attempts + 1 >= MOST_FAULTS:
                await self._settle(attempt, "unconfirmed" if unclear else "failed", _OURS)
            else:
                await self._put_off(attempt, _OURS, self._patience.unclear if unclear else 0, unclear=unclear)

    async def _try(self, attempt: Attempt, poster: Poster) -> None:
        tenant = await self._tenants.get(attempt.key.tenant)
        subscription = attempt.subscription
        with said_in(tenant.dates):
            card = await make(self._tenants, attempt.key.tenant, subscription, subscription.number, attempt.key.slot)
            if card is None:
                # What may have been posted before was another card: that it was is what counts.
                outcome: Outcome = "unconfirmed" if attempt.delivery.unclear else "skipped"
                await self._settle(attempt, outcome, "There was nothing new to say.")
                return
            signed = _signed(card, subscription)
            if self._now() + dt.timedelta(seconds=self._patience.attempt) > attempt.lease:
                # This process was held up, and another one may have begun.
                raise Later("It took too long to make.", 0)
            posted = await self._post(attempt, poster, signed)
        await self._settle(attempt, "posted", "", posted=posted, records=card.records)
        late = (self._now() - attempt.key.slot).total_seconds()
        log.info("delivered key=%s attempt=%d late=%.1f", attempt.key, attempt.delivery.attempts + 1, late)

    async def _post(self, attempt: Attempt, poster: Poster, card: Card) -> Posted:
        """Post a card; whatever is raised but by the poster's own words may come after it was posted."""
        key, doubtful = str(attempt.key), attempt.delivery.unclear
        # What was due before may have been posted by a process before, of which a restored ledger knows nothing.
        again = doubtful or attempt.key.slot < self._since or attempt.delivery.wished_at is not None
        LATEST.set(asyncio.get_running_loop().time() + self._patience.attempt)
        try:
            async with asyncio.timeout(self._patience.attempt):
                try:
                    return await poster.post(attempt.place, card, key, again=again)
                except Unseen:
                    if doubtful:
                        raise
                    return await poster.post(attempt.place, card, key, again=False)
        except NotPosted:
            raise
        except TimeoutError:
            raise Unclear("The platform did not answer in time.") from None
        except Exception as error:
            raise _Broken from error

    async def _after(self, attempt: Attempt, problem: NotPosted) -> None:
        """Keep what is to be done after a card was not posted, or perhaps was."""
        doubtful = attempt.delivery.unclear
        match problem:
            case Later():
                until = self._now() + dt.timedelta(seconds=problem.seconds)
                self._resting.rest(attempt.place, until, whole=problem.whole)
                await self._put_off(attempt, problem.text, problem.seconds, unclear=doubtful)
            case Unclear():
                await self._put_off(attempt, problem.text, self._patience.unclear, unclear=True)
            case Unseen():
                await self._settle(attempt, "unconfirmed", problem.text)
            case ChannelClosed():
                await self._closed(attempt, problem, CHANNEL_GONE, attempt.place.channel)
            case TenantClosed():
                await self._closed(attempt, problem, TENANT_GONE, None)
            case Refused():
                await self._settle(attempt, _undone(attempt), problem.text)
            case _:
                raise problem

    async def _closed(self, attempt: Attempt, problem: NotPosted, why: str, channel: str | None) -> None:
        """Pause exactly what cannot go on, in a channel or in all of the tenant, and tell of that once."""
        key, now = attempt.key, self._now()
        async with self._database.writing(key.tenant) as transaction:
            await transaction.deliveries.settle(key, attempt.turn, _undone(attempt), problem.text, now)
            stopped = await transaction.subscriptions.stop(why, channel)
            if stopped:
                await transaction.notices.add(attempt.subscription.by, _line(key), now, Role.CURATOR)
        log.warning("subscriptions_paused tenant=%s why=%s count=%d", key.tenant, why, len(stopped))
        self.tell(key.tenant)

    async def _put_off(self, attempt: Attempt, why: str, seconds: float, *, unclear: bool) -> None:
        """Let it be tried again after some seconds at least, and ever later, as long as it is in time."""
        backoff = min(2.0**attempt.delivery.attempts, self._patience.longest) * self._random.uniform(0.5, 1)
        then = self._now() + dt.timedelta(seconds=max(seconds, backoff))
        if then > attempt.deadline:
            await self._settle(attempt, "unconfirmed" if unclear else "failed", why)
            return
        await self._book.keep(PutOff(attempt.key, attempt.turn, why, then, unclear=unclear))
        log.info("put_off key=%s until=%s unclear=%s", attempt.key, then.isoformat(), unclear)

    async def _settle(
        self,
        attempt: Attempt,
        outcome: Outcome,
        why: str,
        *,
        posted: Posted | None = None,
        records: Sequence[str] = (),
    ) -> None:
        """Keep what became of it; of what did not come to a good end whoever set it up is told, in the same moment."""
        messages, link = (posted.messages, posted.link) if posted else ((), "")
        key, now = attempt.key, self._now()
        if outcome in {"posted", "skipped"}:
            await self._book.keep(Settled(key, attempt.turn, outcome, why, now, messages, link, records))
            return
        log.warning("delivery_%s key=%s why=%r", outcome, key, why)
        async with self._database.writing(key.tenant) as transaction:
            if await transaction.deliveries.settle(key, attempt.turn, outcome, why, now):
                await transaction.notices.add(attempt.subscription.by, _line(key), now, Role.CURATOR)
        self.tell(key.tenant)


def _undone(attempt: Attempt) -> Outcome:
    """Give what became of one that is not posted: what may have been posted before is not known to have failed."""
    return "unconfirmed" if attempt.delivery.unclear else "failed"


def _line(key: Key) -> Line:
    """Give what tells of a delivery."""
    return write_line("deliveries", {"number": key.subscription, "slot": key.slot.isoformat()})


def _signed(card: Card, subscription: Subscription) -> Card:
    """Say under a card when the next one comes, and lead to what changes that."""
    change = Button("Change this", f"/subscriptions number:{subscription.number}")
    *parts, last = card.parts or (Choices(()),)
    onward = (*last.buttons, change) if isinstance(last, Choices) else (change,)
    kept = parts if isinstance(last, Choices) else (*parts, last)
    note = Note(spans(f"Comes {recurrence_of(subscription).spoken()}."))
    signed = (*kept, note, Choices(onward))
    return replace(card, parts=signed)
