"""`onrecord serve`, in this process: it says where it is, stops when it is told to, and says why it cannot start."""

from __future__ import annotations

import io
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.shell import serve
from tests.bot.shell.conftest import Run


class StopsWhenReady(io.StringIO):
    """Standard output that sends this process a signal as soon as something is written to it."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__()
        self.number = number

    def flush(self) -> None:
        super().flush()
        if self.getvalue().endswith("\n"):
            signal.raise_signal(self.number)


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    """Take back what `serve` sets up for its own process."""
    root = logging.getLogger()
    level, handlers = root.level, [*root.handlers]
    yield
    root.setLevel(level)
    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)


@pytest.fixture
def used() -> Iterator[int]:
    """Give a port that is in use."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_library_that_is_missing_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bot.platforms.discord.platform", raising=False)
    monkeypatch.setitem(sys.modules, "discord.http", None)
    told = run("serve", DISCORD_TOKEN="owls.at" + ".night")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == "The library for it is not installed: pip install 'onrecord[discord]'.\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_it_prints_its_address_and_stops_with_0_when_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals, host: str, address: str
) -> None:
    if host == "::1" and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    out = StopsWhenReady(number)
    monkeypatch.setattr(sys, "stdout", out)
    assert serve.run(host, 0) == 0
    said, port = out.getvalue().rsplit(":", 1)
    assert said == f"On Record is ready at http://{address}"
    assert int(port) > 0


def test_settings_are_taken_where_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "localhost")
    monkeypatch.setenv("PORT", "0")
    monkeypatch.setattr(sys, "stdout", out := StopsWhenReady(signal.SIGTERM))
    assert serve.run(None, None) == 0
    assert out.getvalue().startswith("On Record is ready at http://localhost:")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104  it is refused
def test_it_is_not_served_to_others_without_a_password(run: Run, host: str) -> None:
    result = run("serve", "--port", "0", HOST=host)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"HOST is {host}, which others can reach")
    assert "ONRECORD_PLAYGROUND_PASSWORD" in result.stderr
    assert "HOST=127.0.0.1" in result.stderr


def test_with_a_password_it_is_served_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_PLAYGROUND_PASSWORD", "lamp")
    monkeypatch.setattr(sys, "stdout", out := StopsWhenReady(signal.SIGTERM))
    assert serve.run("0.0.0.0", 0) == 0  # noqa: S104  for a moment, with a password
    assert out.getvalue().startswith("On Record is ready at http://0.0.0.0:")


def test_a_port_in_use_is_told_in_one_line_with_what_to_do(run: Run, used: int) -> None:
    result = run("serve", "--port", str(used))
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"Port {used} on 127.0.0.1 is in use.")
    assert "0 picks a free one" in line


def test_the_last_port_in_use_is_not_told_to_try_one_beyond(run: Run) -> None:
    try:
        server = socket.create_server(("127.0.0.1", 65_535))
    except OSError:
        pytest.skip("port 65535 cannot be had here")
    with server:
        assert "65536" not in run("serve", "--port", "65535").stderr


@pytest.mark.parametrize("host", ["nosuch.invalid", "not an address"])
def test_an_address_that_is_none_of_this_machine_is_told_in_one_line(run: Run, host: str) -> None:
    result = run("serve", "--port", "0", "--host", host, ONRECORD_PLAYGROUND_PASSWORD="lamp")  # noqa: S106  an invented one
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{host} port 0 cannot be listened on: ")
    assert "HOST" in line.removeprefix(host)


def test_a_port_that_is_not_allowed_is_told_in_one_line() -> None:
    said = serve._cannot_listen("127.0.0.1", 80, PermissionError(13, "Permission denied"))  # noqa: SLF001  only for those who may not
    assert said.startswith("Port 80 on 127.0.0.1 may not be used by this user. Choose one above 1023")


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({"PORT": "eighty"}, ["PORT"]),
        ({"PORT": "70000"}, ["PORT"]),
        ({"PORT": "-1", "ONRECORD_LOG_LEVEL": "LOUD", "ONRECORD_CONTENT": "nowhere"},
         ["PORT", "ONRECORD_LOG_LEVEL", "ONRECORD_CONTENT"]),
    ],
)  # fmt: skip
def test_every_wrong_setting_is_told_by_its_name(run: Run, environment: dict[str, str], names: list[str]) -> None:
    result = run("serve", **environment)
    assert (result.exit_code, result.stdout) == (1, "")
    assert sorted(line.split(":")[0] for line in result.stderr.splitlines()) == sorted(names)


def test_a_wrong_option_is_told_by_its_name(run: Run) -> None:
    result = run("serve", "--port", "70000")
    assert result.exit_code == 1
    assert result.stderr.casefold().startswith("port: 70000 cannot be used")
    assert "--port" in run("serve", "--port", "eighty").stderr


def test_a_faulty_dossier_stops_it_with_every_fault(run: Run, spoilt: Path) -> None:
    result = run("serve", "--port", "0", ONRECORD_CONTENT=str(spoilt))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "q-circle-2021-looking-up: said: “someday” is no date" in result.stderr
    assert "tomas-ruzicka: summary: is missing; add it" in result.stderr
    assert "q-circle-2022-05-warm: source: “src-lost” is no source here" in result.stderr


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
