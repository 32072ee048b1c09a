"""What a whole process costs: starting, loading the record, holding it."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.table import MEGABYTES, MILLISECONDS, Goal, Row
from bench.timing import medians
from briefings.load import SHIPPED

_ROOT = Path(__file__).resolve().parent.parent
_ONRECORD = Path(sys.executable).with_name("onrecord")
_PLATFORMS = "import discord, slack_bolt.async_app"
_STARTS = 11
_LOADS = 9
_PATIENCE = 300
"""After so many seconds a process is not slow but broken."""


def rows(large: Path) -> list[Row]:
    """Measure loading, memory and whole runs of `onrecord`; `large` is the content folder of 100,000 quotes.

    Every process is a fresh one with the same plain environment, in an empty folder.
    """
    return [_loading(), _memory(large), *_starting()]


def _loading() -> Row:
    taken = [_measured("load", SHIPPED) for _ in range(_LOADS + 1)]
    # The first one reads the files from disk.
    return Row("loading the shipped record", median(taken[1:]), MILLISECONDS, goal=Goal("amount", 150e6))


def _memory(large: Path) -> Row:
    shipped, both = (_measured("memory", *folders) for folders in ((SHIPPED,), (SHIPPED, large)))
    what = "memory with 100,000 more quotes"
    return Row(what, both, MEGABYTES, "shipped record", shipped, Goal("more", 120e6))


def _starting() -> list[Row]:
    """Measure whole commands against importing the platforms' libraries, all in turn."""
    onrecord = [str(_ONRECORD)] if _ONRECORD.is_file() else [sys.executable, "-m", "bot"]
    commands = [[*onrecord, "--help"], [*onrecord, "ask", "/stance musk"], [sys.executable, "-c", _PLATFORMS]]
    if not (find_spec("discord") and find_spec("slack_bolt")):
        del commands[2]
    sides = [partial(_run, command) for command in commands]
    for side in sides:
        side()  # The first run may have to write byte code.
    helping, asking, *importing = medians(_STARTS, *sides)
    against = "importing discord.py and Bolt" if importing else "discord.py and Bolt are not installed"
    other = importing[0] if importing else None
    return [
        Row("onrecord --help, whole process", helping, MILLISECONDS, against, other, Goal("ratio", 0.2)),
        Row('onrecord ask "/stance musk", whole process', asking, MILLISECONDS, against, other),
    ]


def _measured(what: str, *folders: Path) -> int:
    command = [sys.executable, "-m", "bench.child", what, *map(str, folders)]
    return int(_run(command, PYTHONPATH=str(_ROOT)))


def _run(command: list[str], **extra: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    with TemporaryDirectory() as empty:
        done = subprocess.run(  # noqa: S603  our own commands
            command, cwd=empty, env=kept | extra, check=True, stdout=subprocess.PIPE, text=True, timeout=_PATIENCE
        )
    return done.stdout
