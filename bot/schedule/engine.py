"""The engine that runs deliveries, DBOS Transact: the only module that knows it."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

from dbos import DBOS, DBOSConfig, SetWorkflowID

from bot.store.deliveries import Key

log = logging.getLogger(__name__)

Deliver: TypeAlias = Callable[[Key, int], Awaitable[None]]
VERSION = "deliver-1"
"""Pinned, since by default it would be a hash of the code, and an edit would strand what is under way."""
AT_ONCE = 50
"""So many deliveries run at the same time in one process, for each platform."""
CLOSING = 10
"""Seconds that deliveries which were begun have to come to their end."""
KEPT = dt.timedelta(days=1)
"""What is done is forgotten after that: the ledger has it."""
_PORTION = 500


class Engine:
    """Runs deliveries from one queue for each platform, at its rate, whichever process fed them; one in a process.

    Whatever it loses is fed again from the ledger, so that its own database need not be backed up.
    """

    def __init__(self, url: str, executor: str, deliver: Deliver, rates: Mapping[str, int], poll: float) -> None:
        """`url` is that of its database; `executor` names this process; `rates` are deliveries a second by platform.

        It looks into a queue every `poll` seconds.
        """
        self._poll = poll
        self._rates = rates
        self._enqueued = {platform: platform for platform in rates}
        self._config = DBOSConfig(
            name="onrecord",
            system_database_url=url,
            application_version=VERSION,
            executor_id=executor,
            log_level="WARNING",
            use_listen_notify=False,
        )
        self._deliver = deliver
        self._closing = False

    async def open(self) -> None:
        """Begin to run what is enqueued, on this loop."""
        await asyncio.to_thread(DBOS, config=self._config)

        @DBOS.workflow(name="deliver")
        async def workflow(key: str, turn: int) -> None:
            if not self._closing:
                await self._deliver(Key.read(key), turn)

        self._workflow = workflow
        DBOS.launch()
        for platform, rate in self._rates.items():
            await DBOS.register_queue_async(
                platform,
                worker_concurrency=AT_ONCE,
                limiter={"limit": rate, "period": 1.0},
                polling_interval_sec=self._poll,
                on_conflict="always_update",
            )

    async def room(self, platform: str) -> int:
        """Tell how many more deliveries a queue takes, so that it holds what can be sent in the next seconds."""
        most = 2 * self._rates[platform]
        waiting = await DBOS.list_queued_workflows_async(
            queue_name=platform, status="ENQUEUED", limit=most, load_input=False
        )
        return most - len(waiting)

    async def enqueue(self, platform: str, fed: Sequence[tuple[Key, int]]) -> None:
        """Put deliveries into a platform's queue, each with whose turn it is."""
        for key, turn in fed:
            with SetWorkflowID(f"{key}#{turn}"):
                await DBOS.enqueue_workflow_async(platform, self._workflow, str(key), turn)

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
        """Begin nothing more, and stop when what was begun has come to its end; the rest is fed from the ledger."""
        self._closing = True
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True, workflow_completion_timeout_sec=CLOSING)
        # It had made its own threads those of the loop, and has ended them.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
