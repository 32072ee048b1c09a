"""The Big List of Naughty Strings through all that someone can do on Slack: no fault, nothing refused or live."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from bot.command import Command
from bot.commands import COMMANDS
from bot.platforms.slack.manifest import CHECK, PUT_ON_RECORD
from bot.roles import Role
from briefings.library import Library
from tests.bot.filled import GOOD
from tests.contracts.looking import check_clear, naughty_strings
from tests.platforms.slack.running import running, slack_for
from tests.platforms.slack.surface import SlackSurface

Surfaces = Callable[[], AbstractAsyncContextManager[SlackSurface]]
EVERY = 20
"""Every command gets each twentieth string, others than its neighbours; with `--all-naughty` it gets all."""
AT_ONCE = 25
"""So many are written into one record: more changes in a minute would be refused."""
FORMS = {**GOOD, "import": {"rows": ""}}


@pytest.fixture
def surfaces(sample_library: Library, sqlite_url: str, tmp_path: Path) -> Surfaces:
    """Give what opens a Slack with the bot in it, each time with a record of its own."""
    empty, numbers = Path(sqlite_url.removeprefix("sqlite:///")).read_bytes(), count()

    @asynccontextmanager
    async def open_one() -> AsyncIterator[SlackSurface]:
        file = tmp_path / f"{next(numbers)}.db"
        file.write_bytes(empty)
        async with slack_for("http") as slack:
            async with running(slack, f"sqlite:///{file}", sample_library) as bot:
                yield SlackSurface(slack, bot.dispatch)
            assert not slack.refused

    return open_one


@pytest.fixture
def some(request: pytest.FixtureRequest) -> Callable[[int], Iterator[Sequence[tuple[int, str]]]]:
    """Give what gives the strings of one case, a few at a time."""
    every = 1 if request.config.getoption("--all-naughty") else EVERY

    def give(place: int) -> Iterator[Sequence[tuple[int, str]]]:
        strings = list(enumerate(naughty_strings()))[place % every :: every]
        yield from (strings[begin : begin + AT_ONCE] for begin in range(0, len(strings), AT_ONCE))

    return give


Some = Callable[[int], Iterator[Sequence[tuple[int, str]]]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_any_string_may_stand_after_any_command(surfaces: Surfaces, some: Some, command: Command) -> None:
    for strings in some(COMMANDS.index(command)):
        async with surfaces() as surface:
            await surface.become(command.role)
            for _, text in strings:
                check_clear(await surface.ask(f"/{command.name} {text}"))


@pytest.mark.parametrize("command", FORMS)
async def test_any_string_may_stand_in_any_field(surfaces: Surfaces, some: Some, command: str) -> None:
    for strings in some(list(FORMS).index(command)):
        async with surfaces() as surface:
            await surface.become(Role.ADMIN)
            for number, text in strings:
                form = await surface.ask(f"/{command}")
                right = {name: FORMS[command].get(name, "") for name in form.fields if name != "file"}
                name = list(right)[number // EVERY % len(right)]
                answer = await surface.submit(form, right | {name: text})
                check_clear(answer)
                # A form that comes back says why: at its fields, or above them.
                assert not answer.is_form or answer.errors or "✕ That did not work" in answer.text, (name, ascii(text))


@pytest.mark.parametrize("place", range(2))
async def test_any_string_may_be_said_to_the_app(surfaces: Surfaces, some: Some, place: int) -> None:
    for strings in some(place):
        async with surfaces() as surface:
            for _, text in strings:
                if text.strip():  # Slack sends nothing that says nothing.
                    check_clear(await surface.write(text))
                    check_clear(await surface.mention(text))


async def test_any_message_may_be_checked_and_put_on_record(surfaces: Surfaces, some: Some) -> None:
    for strings in some(0):
        async with surfaces() as surface:
            for _, text in strings:
                if not text.strip():
                    continue
                check_clear(await surface.take(CHECK, text))
                form = await surface.take(PUT_ON_RECORD, text)
                check_clear(form)
                if form.is_form:
                    assert form.values["words"] == text.strip()
