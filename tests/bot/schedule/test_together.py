"""What several ask for at about the same time is done together, and nobody is held up by another's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.errors import Unavailable
from bot.schedule.together import MOST, Together


class Bank:
    """Doubles numbers, but none below zero; `asked` is what it was asked together. It waits while it is not open."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.gone = False

    async def double(self, numbers: Sequence[int]) -> list[int]:
        self.asked.append(list(numbers))
        await self.open.wait()
        if self.gone:
            raise Unavailable("The bank is closed.")
        if min(numbers) < 0:
            raise ValueError("below zero")
        return [2 * number for number in numbers]


async def test_those_who_ask_while_another_is_seen_to_come_next_together() -> None:
    bank = Bank()
    together = Together(bank.double)
    bank.open.clear()
    first = asyncio.create_task(together.ask(1))
    await asyncio.sleep(0)
    others = [asyncio.create_task(together.ask(number)) for number in range(2, MOST + 3)]
    await asyncio.sleep(0)
    bank.open.set()
    assert await asyncio.gather(first, *others) == [2 * number for number in range(1, MOST + 3)]
    assert [len(numbers) for numbers in bank.asked] == [1, MOST, 1]


async def test_one_that_cannot_be_done_holds_up_no_other() -> None:
    together = Together(Bank().double)
    given = await asyncio.gather(*(together.ask(number) for number in (1, -2, 3)), return_exceptions=True)
    assert given[::2] == [2, 6]
    assert isinstance(given[1], ValueError)


async def test_when_nothing_can_be_done_all_hear_so_after_one_try() -> None:
    bank = Bank()
    bank.gone = True
    together = Together(bank.double)
    given = await asyncio.gather(*(together.ask(number) for number in range(3)), return_exceptions=True)
    assert all(isinstance(one, Unavailable) for one in given)
    assert len(bank.asked) == 1
    bank.gone = False
    assert await together.ask(4) == 8


async def test_who_does_not_wait_any_more_leaves_the_others_their_answers() -> None:
    bank = Bank()
    together = Together(bank.double)
    bank.open.clear()
    asked = [asyncio.create_task(together.ask(number)) for number in (1, 2)]
    await asyncio.sleep(0)
    asked[0].cancel()
    bank.open.set()
    assert await asked[1] == 4
    with pytest.raises(asyncio.CancelledError):
        await asked[0]
