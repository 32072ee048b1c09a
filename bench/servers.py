"""Servers as processes of their own: started, waited for, measured from outside, ended."""

from __future__ import annotations

import os
import re
import resource
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 60
"""After so many seconds a server is not slow to start but broken."""
_ENDING = 20
_READY = re.compile(rb"http://127\.0\.0\.1:(\d+)")
_PROC = Path("/proc")
PLAIN = frozenset({"PATH", "HOME", "LANG", "TMPDIR"})


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens on loopback."""

    pid: int
    port: int

    def spent(self) -> int:
        """Give the nanoseconds that all its threads have been on a core."""
        stats = (self._proc / "task").glob("*/schedstat")
        return sum(int(stat.read_text(encoding="ascii").split()[0]) for stat in stats)

    def resident(self) -> int:
        """Give the bytes of memory that it has."""
        return int((self._proc / "statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()

    @property
    def _proc(self) -> Path:
        return _PROC / str(self.pid)


def measurable() -> bool:
    """Tell whether the system says what another process takes."""
    return (_PROC / "self" / "schedstat").is_file()


@contextmanager
def serving(command: Sequence[str], folder: Path, **variables: str) -> Iterator[Server]:
    """Run a server in a folder with a plain environment, until it is not needed any more.

    It is ready when it has written the address that it listens on.
    """
    process = subprocess.Popen(  # noqa: S603  our own commands
        command,
        cwd=folder,
        env=_plain() | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(_ROOT)} | variables,
        stdout=subprocess.PIPE,
        stderr=(folder / "stderr").open("ab"),
    )
    try:
        yield Server(process.pid, _port(process))
    finally:
        process.terminate()
        try:
            process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None  # noqa: S101  it was asked for
        process.stdout.close()


def script(name: str, *arguments: str) -> list[str]:
    """Give the command that runs one of our scripts, such as `slack.api`."""
    return [sys.executable, "-m", f"bench.{name}", *arguments]


def onrecord() -> list[str]:
    """Give the command `onrecord`."""
    beside = Path(sys.executable).with_name("onrecord")
    return [str(beside)] if beside.is_file() else [sys.executable, "-m", "bot"]


def _port(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None  # noqa: S101  it was asked for
    deadline = monotonic() + _PATIENCE
    written = b""
    while not (found := _READY.search(written)):
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - monotonic()))
        more = os.read(process.stdout.fileno(), 65_536) if ready else b""
        if not more:
            raise RuntimeError(f"{process.args!r} did not start; it wrote {written[-2_000:]!r}")
        written += more
    return int(found[1])


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in PLAIN}
