"""The playground in a real browser, served by a real process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.chat import Chat, watch

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP, PHONE = (1280, 900), (390, 844)
Serve = Callable[[int], Iterator[str]]
Visit = Callable[..., Awaitable[Chat]]


class Server:
    """A bot in a process of its own."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        # Neither the environment nor an `.env` of whoever runs the tests has a say in it.
        environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        self.log = folder / "log"
        with self.log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-m", "bot", "serve", "--port", str(port)],
                cwd=folder,
                env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        first = self._process.stdout.readline()
        assert " is ready at http://127.0.0.1:" in first, self.log.read_text(encoding="utf-8")
        self.address = first.split()[-1]
        self.port = int(self.address.rpartition(":")[2])

    def stop(self) -> None:
        """End the process; do nothing when it has ended."""
        self._process.terminate()
        assert self._process.wait(timeout=20) == 0
        if self._process.stdout:
            self._process.stdout.close()


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[Server]:
    server = Server(folder, port)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a bot that all tests share; it must not have failed in any of them."""
    with running(tmp_path_factory.mktemp("served")) as server:
        yield server.address
    log = server.log.read_text(encoding="utf-8")
    assert " ERROR " not in log, log


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Give the system's Chromium; skip without one, or fail where nothing may be skipped."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        missing = f"There is no Chromium here: none of {', '.join(_NAMES)} is on the path"
        (pytest.fail if os.environ.get("ONRECORD_TESTS_MUST_RUN") == "1" else pytest.skip)(missing)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(chromium: Browser, address: str) -> AsyncIterator[Visit]:
    """Give what opens the page in a window of its own; at the end nothing may have gone wrong in it."""
    chats: list[Chat] = []

    async def visited(
        size: tuple[int, int] = DESKTOP, scheme: str = "light", *, outage_of: str = "", served_at: str = ""
    ) -> Chat:
        place = outage_of or served_at or address
        context = await chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = await context.new_page()
        chat = Chat(page, watch(context, place, outage=bool(outage_of)))
        chats.append(chat)
        await page.goto(place)
        return chat

    yield visited
    for chat in chats:
        await chat.page.context.close()
        assert not chat.problems


@pytest_asyncio.fixture(loop_scope="session")
async def chat(visit: Visit) -> Chat:
    """Give the page on a desktop."""
    return await visit()
