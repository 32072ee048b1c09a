"""The engine that runs deliveries, DBOS Transact: the only module that knows it."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import sqlite3
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import time
from typing import TypeAlias

from dbos import DBOS, DBOSConfig, SetWorkflowID

from bot.posting import platform_of
from bot.schedule.patience import Patience
from bot.store.address import read_address
from bot.store.counting import portions
from bot.store.deliveries import Key

log = logging.getLogger(__name__)

Deliver: TypeAlias = Callable[[Key, int], Coroutine[None, None, None]]
Planned: TypeAlias = tuple[Key, int, dt.datetime]
"""A delivery, whose turn it is, and when it is to begin."""
VERSION = "deliver-1"
"""Pinned, since by default it would be a hash of the code, and an edit would strand what is under way."""
AT_ONCE = 100
"""So many deliveries run at the same time in one process, for each platform."""
_PORTIONS_AT_ONCE = 50
"""So many portions are begun in one process, for each platform; what is in them waits for its moment."""
WAITING = 50
"""So many portions may wait in a queue; what is left on the ledger then is fed later."""
_SHARE = 4
"""A portion is what a platform takes in a quarter of a second: each process soon has its share."""
_LARGEST = 50
MOST_AHEAD = 2.0
"""Seconds; what is fed is planned to begin within them."""
KEPT = dt.timedelta(days=1)
"""What is done is forgotten after that: the ledger has it."""
_PORTION = 500


class Engine:
    """Runs deliveries from one queue for each platform, when they are planned, whichever process fed them.

    There is one in a process. Whatever it loses is fed again from the ledger, so that its own database need not be
    backed up. A workflow is a portion of deliveries, since each costs as much as a delivery does.
    """

    def __init__(self, url: str, executor: str, deliver: Deliver, rates: Mapping[str, int], patience: Patience) -> None:
        """`url` is that of its database; `executor` names this process; `rates` are deliveries a second by platform."""
        self._patience = patience
        self._rates = rates
        self._url = url
        self._portions = {platform: max(1, min(rate // _SHARE, _LARGEST)) for platform, rate in rates.items()}
        self._config = DBOSConfig(
            name="onrecord",
            system_database_url=url,
            application_version=VERSION,
            executor_id=executor,
            log_level="WARNING",
            use_listen_notify=False,
        )
        self._deliver = deliver
        self._under_way: set[asyncio.Task[None]] = set()
        self._begun: set[asyncio.Task[None]] = set()
        self._closing = False
        self._free: dict[str, float] = {}
        self._running = {platform: asyncio.Semaphore(AT_ONCE) for platform in rates}

    async def open(self) -> None:
        """Begin to run what is enqueued, on this loop."""
        logging.getLogger("dbos").setLevel(logging.WARNING)  # It has a line for each step of its tables.
        # On a thread: on PostgreSQL its tables wait for whoever is amid a transaction, which may be this very loop.
        await asyncio.to_thread(DBOS.migrate, self._url)
        await asyncio.to_thread(_log_ahead, self._url)
        await asyncio.to_thread(DBOS, config=self._config)

        @DBOS.workflow(name="deliver")
        async def workflow(portion: Sequence[tuple[str, int, float]]) -> None:
            await self._run(portion)

        self._workflow = workflow
        DBOS.launch()
        for platform in self._portions:
            await DBOS.register_queue_async(
                platform,
                worker_concurrency=_PORTIONS_AT_ONCE,
                polling_interval_sec=self._patience.poll,
                on_conflict="always_update",
            )

    async def is_full(self, platform: str) -> bool:
        """Tell whether a platform's queue holds as much as it is to hold."""
        waiting = await DBOS.list_queued_workflows_async(
            queue_name=platform, status="ENQUEUED", limit=WAITING, load_input=False
        )
        return len(waiting) >= WAITING

    async def enqueue(self, platform: str, planned: Sequence[Planned]) -> None:
        """Put deliveries into a platform's queue."""
        for portion in portions(planned, self._portions[platform]):
            key, turn, _ = portion[0]
            with SetWorkflowID(f"{key}#{turn}"):
                lines = [(str(key), turn, at.timestamp()) for key, turn, at in portion]
                await DBOS.enqueue_workflow_async(platform, self._workflow, lines)

    async def trim(self, now: dt.datetime) -> int:
        """Forget what was done before yesterday, or was left by a process that never came back; give how many."""
        before, gone = (now - KEPT).isoformat(), 0
        while found := await DBOS.list_workflows_async(
            end_time=before, limit=_PORTION, load_input=False, load_output=False
        ):
            await DBOS.delete_workflows_async([one.workflow_id for one in found])
            gone += len(found)
        return gone

    async def close(self) -> None:
        """Stop when what has begun is done; what has not is begun with the next start, or fed again from the ledger."""
        self._closing = True
        if self._begun:
            await asyncio.wait(set(self._begun), timeout=self._patience.ending)
        logging.getLogger("dbos").setLevel(logging.ERROR)  # It would tell of each that it is cancelled.
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        # It had made its own threads those of the loop, and has ended them.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())

    async def _run(self, portion: Sequence[tuple[str, int, float]]) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  it runs in one
        self._under_way.add(task)
        try:
            async with asyncio.TaskGroup() as tasks:
                for key, turn, at in portion:
                    tasks.create_task(self._deliver_at(Key.read(key), turn, at))
        finally:
            self._under_way.discard(task)

    async def _deliver_at(self, key: Key, turn: int, at: float) -> None:
        # A clock that was set back meanwhile holds nothing up.
        await asyncio.sleep(min(at - time(), MOST_AHEAD))
        platform = platform_of(key.tenant)
        await self._in_turn(platform)
        async with self._running[platform]:
            if self._closing:
                await asyncio.Event().wait()  # Until it is cancelled, so that it does not count as done.
            delivering = asyncio.create_task(self._deliver(key, turn))
            self._begun.add(delivering)
            delivering.add_done_callback(self._begun.discard)
            try:
                await delivering
            except Exception:  # Those that came in the same portion go on; this one is fed again.
                log.exception("delivery_broken key=%s", key)

    async def _in_turn(self, platform: str) -> None:
        """Let those that are late, as after a start, not begin all at once."""
        now = asyncio.get_running_loop().time()
        turn = max(now, self._free.get(platform, now))
        self._free[platform] = turn + 1 / self._rates[platform]
        await asyncio.sleep(turn - now)


def _log_ahead(url: str) -> None:
    """Let commits to a database of SQLite cost one sync instead of three; the file remembers that."""
    if file := read_address(url).file:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
