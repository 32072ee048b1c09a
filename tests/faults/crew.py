"""The processes that deliver in a run, which are killed and begun."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from random import Random

from tests.faults.couriers import Station


@dataclass(frozen=True, slots=True)
class Crew:
    """Processes at one station."""

    station: Station
    chance: Random
    processes: list[ForkServerProcess] = field(default_factory=list)

    def begin(self, count: int = 1) -> None:
        self.processes.extend(self.station.begin() for _ in range(count))

    async def kill(self) -> None:
        """Kill one of them, whatever it does."""
        process = self.processes.pop(self.chance.randrange(len(self.processes)))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        await asyncio.to_thread(process.join)
        assert process.exitcode == -signal.SIGKILL, "it had ended by itself"
        process.close()

    async def end(self) -> None:
        """Let all of them come to their end, as when another version is to take their place."""
        for process in self.processes:
            process.terminate()
        while self.processes:
            process = self.processes.pop()
            await asyncio.to_thread(process.join)
            assert process.exitcode == 0
            process.close()


@asynccontextmanager
async def crew_of(station: Station, chance: Random) -> AsyncIterator[Crew]:
    """Give a crew, of which nobody is left at the end."""
    crew = Crew(station, chance)
    try:
        yield crew
    finally:
        for process in crew.processes:
            process.kill()
            process.join()
