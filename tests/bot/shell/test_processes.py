"""`onrecord` as a process of its own, as it is started by people and by servers."""

from __future__ import annotations

import asyncio
import json
import runpy
import signal
import socket
import sys
from asyncio.subprocess import PIPE

import aiohttp
import pytest

from tests.bot.shell.processes import ROOT, finished, onrecord


async def test_help_names_every_subcommand() -> None:
    status, out, err = await finished("--help")
    assert (status, err) == (0, "")
    assert all(f"\n  {name} " in out for name in ("ask", "check", "export", "generate", "schema", "serve"))


async def test_help_needs_none_of_the_slow_libraries() -> None:
    code = "import sys, bot.cli; print([m for m in ('aiohttp', 'pydantic', 'rich', 'rapidfuzz') if m in sys.modules])"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=PIPE, cwd=ROOT)
    out, _ = await process.communicate()
    assert out.decode() == "[]\n"


def test_the_package_runs_as_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["onrecord", "--version"])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("bot", run_name="__main__")
    assert capsys.readouterr().out.startswith("onrecord, version ")


async def test_the_version_is_told() -> None:
    status, out, _ = await finished("--version")
    assert (status, out.split()[-1]) == (0, "0.1.0")


async def test_a_line_is_answered_as_data() -> None:
    status, out, err = await finished("ask", "/check OpenAI is a lie", "--json")
    assert (status, err) == (0, "")
    assert {"title", "parts", "records", "choices"} <= set(json.loads(out))


async def test_a_line_to_be_mended_ends_with_2_without_a_trace() -> None:
    status, out, err = await finished("ask", "/stance nobody-like-that", PYTHONIOENCODING="utf-8")
    assert (status, out) == (2, "")
    assert err.startswith("Not on record\n")
    assert "Traceback" not in err


async def test_it_serves_until_it_is_told_to_stop() -> None:
    async with onrecord("serve", "--port", "0") as process:
        assert process.stdout
        line = (await process.stdout.readline()).decode()
        assert line.startswith("On Record is ready at http://127.0.0.1:")
        async with aiohttp.ClientSession() as client, client.get(f"{line.split()[-1]}/healthz") as response:
            assert (response.status, await response.text()) == (200, "ok\n")
        process.send_signal(signal.SIGTERM)
        out, err = await process.communicate()
        assert (process.returncode, out) == (0, b"")
        assert b"Traceback" not in err
        assert b"ERROR" not in err


async def test_a_port_in_use_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        status, out, err = await finished("serve", PORT=str(port))
    assert (status, out) == (1, "")
    (line,) = err.splitlines()
    assert f"Port {port} on 127.0.0.1 is in use." in line


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"HOST": "0.0.0.0"}, "HOST is 0.0.0.0, which others can reach"),  # noqa: S104  it is refused
        ({"PORT": "eighty"}, "PORT: 'eighty' cannot be used"),
    ],
)
async def test_it_does_not_start_with_settings_that_cannot_be(environment: dict[str, str], said: str) -> None:
    status, out, err = await finished("serve", **environment)
    assert (status, out) == (1, "")
    assert err.startswith(said)
    assert "Traceback" not in err
