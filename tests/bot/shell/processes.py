"""`onrecord` as a process of its own, in the present folder and with nothing set but what a test sets."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]
PATIENCE = 60
"""Seconds until a process that says nothing is given up."""


@asynccontextmanager
async def onrecord(*arguments: str, **environment: str) -> AsyncIterator[Process]:
    """Start `python -m bot` in the present folder."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "ONRECORD_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        stdout=PIPE, stderr=PIPE, env=own | {"PYTHONPATH": str(ROOT)} | environment,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def finished(*arguments: str, **environment: str) -> tuple[int | None, str, str]:
    async with onrecord(*arguments, **environment) as process:
        out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()
