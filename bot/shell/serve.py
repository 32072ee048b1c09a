"""`onrecord serve`: the web server and everything that hangs on it, until it is told to stop."""

from __future__ import annotations

import asyncio
import errno
import gc
import signal
import sys
from functools import partial

from aiohttp import web

from bot.settings import SettingsError, read_settings
from bot.shell import logs
from bot.shell.common import complain, with_bot
from bot.store.address import read_address
from bot.store.lock import InUse, held
from bot.wiring import Bot, Half, served

_EXTRAS = {"slack_bolt": "slack", "slack_sdk": "slack", "discord": "discord", "nacl": "discord"}
"""By their optional libraries, what they are for."""


def run(host: str | None, port: int | None, *, playground: bool = False, half: Half | None = None) -> int:
    """Serve until SIGINT or SIGTERM; 1 when it cannot start, after one line that says why."""
    try:
        url = read_settings().database_url
        if half and read_address(url).file:
            complain(f"--{half} is for several processes on PostgreSQL. Set DATABASE_URL, or serve all of it at once.")
            return 1
        with held(url):
            return with_bot(partial(_serve, playground=playground, half=half), host=host, port=port)
    except (InUse, SettingsError) as error:
        complain(str(error))
        return 1
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in _EXTRAS:
            raise
        complain(f"The library for it is not installed: pip install 'onrecord[{_EXTRAS[library]}]'.")
        return 1


async def _serve(bot: Bot, *, playground: bool, half: Half | None) -> int:
    logs.begin(bot.settings.log_level)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    if half == "worker":
        return await _work(bot, stop)
    refusal = bot.refusal(playground=playground)
    if refusal:
        complain(refusal)
        return 1
    async with served(bot, playground=playground, half=half) as application:
        return await _listen(bot, application, stop)


async def _work(bot: Bot, stop: asyncio.Event) -> int:
    """Deliver what is due, and listen to nobody."""
    if not (bot.settings.slack or bot.settings.discord):
        complain("There is nothing to deliver to: set the variables of Slack or Discord (docs/operators.md).")
        return 1
    async with served(bot, half="worker"), bot.watching():
        gc.freeze()  # As below.
        gc.enable()
        sys.stdout.write("On Record is ready to deliver\n")
        sys.stdout.flush()
        await stop.wait()
    return 0


async def _listen(bot: Bot, application: web.Application, stop: asyncio.Event) -> int:
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, bot.settings.host, bot.settings.port)
        try:
            await site.start()
        except (OSError, UnicodeError) as error:
            complain(_cannot_listen(bot.settings.host, bot.settings.port, error))
            return 1
        gc.freeze()  # What is there now lives as long as the process.
        gc.enable()
        sys.stdout.write(f"On Record is ready at {_address(runner, bot.settings.host)}\n")
        sys.stdout.flush()
        async with bot.watching():
            await stop.wait()
    finally:
        await runner.cleanup()
    return 0


def _address(runner: web.AppRunner, host: str) -> str:
    port = runner.addresses[0][1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _cannot_listen(host: str, port: int, error: OSError | UnicodeError) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Stop what uses it, or choose another: --port 0 picks a free one."
    if code == errno.EACCES:
        return f"Port {port} on {host} may not be used by this user. Choose one above 1023: --port 8080."
    why = (
        f"{host} port {port} cannot be listened on: {error.strerror if isinstance(error, OSError) else 'no such name'}."
    )
    return f"{why} Set HOST and PORT to an address of this machine."
