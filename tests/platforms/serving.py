"""`onrecord serve` as a process of its own, as the tests of both platforms watch over it."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from tests.bot.shell.processes import onrecord
from tests.waiting import until

LONG = 30.0
"""Seconds until a process that is busy elsewhere has done something."""


@dataclass
class Served:
    """A process that serves: where, and what it has written to standard error so far."""

    process: Process
    address: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def log(self) -> str:
        return "".join(self.lines)

    async def says(self, words: str, times: int = 1) -> None:
        await until(lambda: self.log.count(words) >= times, LONG)

    async def listen(self) -> None:
        assert self.process.stderr
        async for line in self.process.stderr:
            self.lines.append(line.decode())

    async def end(self) -> float:
        """Tell it to stop, hold that it does so in peace, and give how long that took."""
        begun = monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert await self.process.wait() == 0, self.log
        return monotonic() - begun


@asynccontextmanager
async def serving(*arguments: str, **environment: str) -> AsyncIterator[Served]:
    """Serve until the end, or until the process was ended before."""
    async with onrecord("serve", "--port", "0", *arguments, **environment) as process:
        running = Served(process)
        listening = asyncio.create_task(running.listen())
        try:
            assert process.stdout
            line = (await process.stdout.readline()).decode()
            assert line.startswith("On Record is ready at http://127.0.0.1:"), running.log
            running.address = line.split()[-1]
            yield running
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await listening
