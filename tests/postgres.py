"""A PostgreSQL of the tests' own: started from the installed binaries, shared by all workers, stopped with the last.

As a program (`python -m tests.postgres FOLDER`) it is the keeper, which stops the server as soon as nobody holds
the folder's pipe open any more, however they ended.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from filelock import FileLock

_ORDINARY = ("postgres", "nobody")
_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200", "shared_buffers=32MB")
_START = 30
_ROOT = Path(__file__).parents[1]


def binaries() -> Path | None:
    """Find the folder with `initdb` and `postgres`, the newest one, or none."""
    folders: list[Path] = []
    if config := shutil.which("pg_config"):
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603  as installed
        folders.append(Path(said.stdout.strip()))
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    folders += [Path(found).parent for found in (shutil.which("postgres"),) if found]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


class Server:
    """A PostgreSQL in a folder of its own, on a free port of this machine; it can be stopped and started again."""

    def __init__(self, folder: Path, bindir: Path) -> None:
        self._folder, self._bindir = folder, bindir
        self._process: subprocess.Popen[bytes] | None = None
        self._user = None if os.geteuid() else _ordinary()
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if self._user is not None:
            os.chown(folder, self._user, -1)
        self.data = folder / "data"
        self._run("initdb", "--pgdata", str(self.data), "--auth=trust", "--username=onrecord", "--no-sync", "-E", "UTF8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def url(self, name: str) -> str:
        return f"postgresql://onrecord@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = [part for setting in _FAST for part in ("-c", setting)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  as installed
                [self._bindir / "postgres", "-D", self.data, "-h", "127.0.0.1", "-p", str(self.port)]
                + ["-k", self._folder, *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self._user,
                cwd=self._folder,
            )
        self._run("pg_ctl", "status", "--pgdata", str(self.data), check=False)
        _wait(self.url("postgres"), self._process)

    def stop(self) -> None:
        """Stop it at once, closing all connections; do nothing when it does not run."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=_START)
            self._process = None

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        subprocess.run(  # noqa: S603  as installed
            [self._bindir / program, *arguments],
            user=self._user,
            cwd=self._folder,
            check=check,
            stdout=subprocess.DEVNULL,
        )


def shared(session: int, bindir: Path) -> tuple[str, int]:
    """Join the server of a test session, starting it for the first; give its address up to the port, and a pipe.

    The server runs until the pipe is closed by everyone who joined.
    """
    folder = session_folder(session)
    folder.mkdir(mode=0o755, exist_ok=True)
    pipe = folder / "pipe"
    with FileLock(folder / "lock"):
        if not pipe.exists():
            os.mkfifo(pipe)
            with (folder / "keeper.log").open("wb") as log:
                keeper = subprocess.Popen(  # noqa: S603  ourselves
                    [sys.executable, "-m", "tests.postgres", str(folder), str(bindir)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=_ROOT,
                    start_new_session=True,
                )
            # It outlives whoever starts it, so nobody here waits for it.
            keeper.returncode = 0
        held = os.open(pipe, os.O_WRONLY)
        ready = folder / "ready"
        _until(ready.exists, folder / "keeper.log")
    return ready.read_text("utf-8"), held


def session_folder(session: int) -> Path:
    return Path(tempfile.gettempdir()) / f"onrecord-pg-{session}"


def keep(folder: Path, bindir: Path) -> None:
    """Run a server until the folder's pipe has no writer left, then stop it and take the folder away."""
    # Opening waits for the first writer, so the pipe is never taken for left before anyone came.
    with (folder / "pipe").open("rb") as pipe:
        server = Server(folder / "server", bindir)
        server.start()
        try:
            (folder / "making").write_text(server.url(""), "utf-8")
            (folder / "making").rename(folder / "ready")
            pipe.read()
        finally:
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def own(bindir: Path) -> Iterator[Server]:
    """Run a server that nobody shares."""
    with tempfile.TemporaryDirectory(prefix="onrecord-pg-") as made:
        Path(made).chmod(0o755)
        server = Server(Path(made) / "server", bindir)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _ordinary() -> int:
    for name in _ORDINARY:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise LookupError(f"PostgreSQL does not run as root, and there is none of {_ORDINARY} here")
