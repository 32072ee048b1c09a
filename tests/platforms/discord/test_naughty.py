"""The Big List of Naughty Strings in all that someone can do on Discord: no fault, nothing refused or live."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from bot.command import Kind
from bot.commands import COMMANDS
from bot.platforms.discord.commands import CHECK_MESSAGE, PUT_ON_RECORD, tree
from bot.reading import seen
from bot.roles import Role
from briefings.library import Library
from tests.bot.filled import GOOD, ICE
from tests.bot.keeping import kept
from tests.contracts.asking import OFFER, asked
from tests.contracts.looking import check_clear, naughty_strings
from tests.contracts.surface import Shown
from tests.platforms.counted import Counted
from tests.platforms.discord.loopback import loopback
from tests.platforms.discord.surface import DiscordSurface
from tests.platforms.discord.typed import mended
from tests.platforms.discord.typing_commands import STRING, Leaf, leaves
from tests.platforms.discord.working import clock_of, serving

Surfaces = Callable[[], AbstractAsyncContextManager[DiscordSurface]]
EVERY = 20
"""Every command gets each twentieth string, others than its neighbours, each in one of its options or fields.

With `--all-naughty` it gets all strings in each of them.
"""
AT_ONCE = 25
"""So many are written into one record: more changes in a minute would be refused."""
FORMS = {**GOOD, "record correct": {"id": ICE, "reason": "It was so"}, "import": {}, "settings": {}}
ADDRESSES = {param.name for command in COMMANDS for param in command.params if param.kind is Kind.LINK}
LEAVES = {leaf.name: leaf for leaf in leaves(tree(COMMANDS))}
WRITTEN = {
    name: texts
    for name, leaf in LEAVES.items()
    if (texts := [each["name"] for each in leaf.options if each["type"] == STRING and not each.get("choices")])
}
"""The options into which a text is written, by command."""
Naughty = Sequence[tuple[int, str]]
Some = Callable[[int], Iterator[Naughty]]


@pytest.fixture
def surfaces(sample_library: Library, sqlite_url: str, tmp_path: Path) -> Surfaces:
    """Give what opens a Discord with the bot in it, each time with a record of its own."""
    empty, numbers = Path(sqlite_url.removeprefix("sqlite:///")).read_bytes(), count()

    @asynccontextmanager
    async def open_one() -> AsyncIterator[DiscordSurface]:
        file = tmp_path / f"{next(numbers)}.db"
        file.write_bytes(empty)
        async with kept(sample_library, f"sqlite:///{file}") as tenants, loopback() as discord:
            bot = Counted(tenants, clock_of(discord), (OFFER,))
            assert tenants.database
            async with serving(discord, bot, tenants.database, "http"):
                yield DiscordSurface(discord, bot)
            assert not discord.refused

    return open_one


@pytest.fixture
def every(request: pytest.FixtureRequest) -> int:
    """Give the number of strings of which one is tried: 1 for all."""
    return 1 if request.config.getoption("--all-naughty") else EVERY


@pytest.fixture
def some(every: int) -> Some:
    """Give what gives the strings of one case, a few at a time."""

    def give(place: int) -> Iterator[Naughty]:
        strings = list(enumerate(naughty_strings()))[place % every :: every]
        yield from (strings[begin : begin + AT_ONCE] for begin in range(0, len(strings), AT_ONCE))

    return give


def check_quiet(shown: Shown, text: str, place: str) -> None:
    """Hold that an answer is clear, and that what was written leads nowhere, unless it was asked for an address."""
    check_clear(shown)
    if place not in ADDRESSES:
        assert not [link for link in shown.links if link in text], ascii(text)


async def write(surface: DiscordSurface, leaf: Leaf, name: str, text: str) -> None:
    """Write a text into an option, look at what is offered there, and send it."""
    options = {each["name"]: each for each in leaf.options}
    needed = {each: GOOD[leaf.name][each] for each, option in options.items() if option.get("required")}
    if options[name].get("autocomplete"):
        assert not (await surface.person.complete(leaf.name, name, text)).error
    if 0 < len(text) <= options[name]["max_length"]:
        check_quiet(await surface.send(leaf.name, {**needed, name: text}), text, name)


@pytest.mark.parametrize("command", WRITTEN)
async def test_any_string_may_stand_in_any_option(surfaces: Surfaces, some: Some, every: int, command: str) -> None:
    names = WRITTEN[command]
    for place in range(len(names) if every == 1 else 1):
        for strings in some(list(WRITTEN).index(command)):
            async with surfaces() as surface:
                await surface.become(next(each.role for each in COMMANDS if each.name == command))
                for number, text in strings:
                    name = names[place if every == 1 else number // EVERY % len(names)]
                    await write(surface, LEAVES[command], name, mended(text))


@pytest.mark.parametrize("command", FORMS)
async def test_any_string_may_stand_in_any_field(surfaces: Surfaces, some: Some, every: int, command: str) -> None:
    place, most = 0, 1
    while place < most:
        for strings in some(list(FORMS).index(command)):
            async with surfaces() as surface:
                await surface.become(Role.ADMIN)
                for number, text in strings:
                    there = await fill_in(surface, command, place if every == 1 else number // EVERY, text)
                    most = max(most, there) if every == 1 else 1
        place += 1


async def fill_in(surface: DiscordSurface, command: str, place: int, text: str) -> int:
    """Fill in a form, with a text in one field of each step, and send it; give the most fields of a step."""
    form, most = await asked(surface, f"/{command}"), 0
    if "Change" in form.buttons:
        form = await surface.press(form, "Change")
    right = {**FORMS[command], **({"user": surface.other} if "user" in FORMS[command] else {})}
    while form.is_form and not form.errors:
        names = surface.written(form)
        most = max(most, len(names))
        name = names[place % len(names)] if names else ""
        given = {each: text if each == name else right[each] for each in form.fields if each in {name, *right}}
        form = await surface.submit(form, given)
        check_quiet(form, text, name)
        if form.errors:  # What was written is not lost.
            kept = {each: letters(value) for each, value in form.values.items() if each in given}
            assert kept == {each: letters(given[each]) for each in kept}
    return most


def letters(text: str) -> str:
    """Give what of a text can be seen."""
    return "".join(seen(mended(text)).split())


async def test_any_message_may_be_checked_and_put_on_record(surfaces: Surfaces, some: Some) -> None:
    for strings in some(0):
        async with surfaces() as surface:
            for _, text in strings:
                check_quiet(await surface.take(CHECK_MESSAGE, text), text, "")
                form = await surface.take(PUT_ON_RECORD, text)
                check_quiet(form, text, "")
                assert form.is_form == bool(text.strip())
                assert not form.is_form or form.values["words"] == text.strip()


def test_every_form_that_has_to_be_filled_in_is_tried() -> None:
    needing = {command.name for command in COMMANDS if any(param.required for param in command.params)}
    assert needing <= set(FORMS)
