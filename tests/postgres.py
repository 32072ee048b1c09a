"""A PostgreSQL of the tests' own: started from the installed binaries, shared by all workers, stopped with the last.

As a program (`python -m tests.postgres FOLDER`) it is the keeper, which stops the server as soon as nobody holds
the folder's pipe open any more, however they ended.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from select import select

import psycopg
from filelock import FileLock

_ORDINARY = ("postgres", "nobody")
_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c shared_buffers=32MB"
SAFE = "-c shared_buffers=128MB"
"""As it is set up out of the box: what is committed is on the disk."""
_PATIENCE = 30
_ROOT = Path(__file__).parents[1]


def binaries() -> Path | None:
    """Find the folder with `initdb` and `pg_ctl`: the one `pg_config` tells, Debian's newest, or one on the path."""
    folders: list[Path] = []
    if config := shutil.which("pg_config"):
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603  as installed
        folders.append(Path(said.stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    folders += [Path(found).parent for found in (shutil.which("postgres"),) if found]
    return next((path for path in folders if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


class Server:
    """A PostgreSQL in a folder of its own, on a free port of this machine; it can be stopped and started again."""

    def __init__(self, folder: Path, settings: str = _FAST) -> None:
        self._settings = settings
        self.data = folder / "data"
        self._folder = folder
        self._user = None if os.geteuid() else _ordinary()
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if self._user is not None:
            os.chown(folder, self._user, -1)
        self._run("initdb", "--auth=trust", "--username=onrecord", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]

    def url(self, name: str) -> str:
        return f"postgresql://onrecord@127.0.0.1:{self._port}/{name}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-h 127.0.0.1 -p {self._port} -k {self._folder} {self._settings}"
        self._run("pg_ctl", "start", "--wait", f"--log={self._folder / 'log'}", f"--options={options}")

    def stop(self) -> None:
        """Stop it and wait until it has gone; all its connections break."""
        self._run("pg_ctl", "stop", "--wait", "--mode=fast")

    def _run(self, program: str, *arguments: str) -> None:
        bindir = binaries()
        assert bindir is not None
        subprocess.run(  # noqa: S603  as installed
            [bindir / program, "--pgdata", self.data, *arguments],
            user=self._user,
            cwd=self._folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


@contextlib.contextmanager
def running(folder: Path, settings: str = _FAST) -> Iterator[Server]:
    server = Server(folder, settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def own_server(settings: str = _FAST) -> Iterator[Server]:
    """Run a server that nobody shares, such as one to be stopped in the middle; it must run at the end."""
    with tempfile.TemporaryDirectory(prefix="onrecord-pg-") as made:
        Path(made).chmod(0o755)
        with running(Path(made) / "server", settings) as server:
            yield server


@contextlib.contextmanager
def joined(session: int) -> Iterator[str]:
    """Share the server of a test session, the first one starts it; give its URL up to the database's name."""
    folder = _folder(session)
    folder.mkdir(mode=0o755, exist_ok=True)
    with FileLock(folder / "lock"):
        try:
            pipe = os.open(folder / "pipe", os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            _start_keeper(folder)
            pipe = os.open(folder / "pipe", os.O_WRONLY)
        url = (folder / "url").read_text("utf-8")
    try:
        yield url
    finally:
        os.close(pipe)


def wait_for_end(session: int) -> None:
    """Wait until the server of a session has been stopped."""
    with contextlib.suppress(FileNotFoundError):
        kept = os.open(_folder(session) / "kept", os.O_RDONLY | os.O_NONBLOCK)
        select([kept], [], [], _PATIENCE)
        os.close(kept)


def listeners(url: str, *, end: bool = False) -> int:
    """Count the connections that listen to what changes in a database, and perhaps end them."""
    act = "pg_terminate_backend(pid)" if end else "pid"
    query = (
        f"SELECT {act} FROM pg_stat_activity "  # noqa: S608  ours
        "WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        return len(connection.execute(query.encode()).fetchall())


def _folder(session: int) -> Path:
    # Not below pytest's own temporary folder, which an ordinary user cannot enter when the tests run as root.
    return Path(tempfile.gettempdir()) / f"onrecord-pg-{session}"


def _start_keeper(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.postgres", str(folder)]
    keeper = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)  # noqa: S603  this file
    assert keeper.stdout is not None
    url = keeper.stdout.readline().strip()
    keeper.stdout.close()
    assert url, "PostgreSQL did not start"
    (folder / "url").write_text(url, "utf-8")
    # It outlives whoever starts it, so nobody here is to wait for it.
    keeper.returncode = 0


def _keep(folder: Path) -> None:
    try:
        for name in ("pipe", "kept"):
            with contextlib.suppress(FileExistsError):
                os.mkfifo(folder / name)
        # Open for as long as this program lives: whoever reads from it is told of its end.
        os.open(folder / "kept", os.O_RDWR)
        with running(folder / "server") as server:
            sys.stdout.write(server.url("") + "\n")
            sys.stdout.flush()
            with (folder / "pipe").open("rb") as pipe:
                pipe.read()
    finally:
        shutil.rmtree(folder)


def _ordinary() -> int:
    for name in _ORDINARY:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise LookupError(f"PostgreSQL does not run as root, and there is none of {', '.join(_ORDINARY)} here")


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
