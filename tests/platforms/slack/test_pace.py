"""How fast the bot speaks in a channel: one message after the other, and no channel waits for another."""

from __future__ import annotations

import asyncio

from bot.platforms.slack.pace import Pace

STEP = 0.05


async def test_turns_in_a_channel_are_given_one_after_the_other() -> None:
    pace, loop = Pace(STEP), asyncio.get_running_loop()
    begun, taken = loop.time(), list[float]()

    async def take() -> None:
        await pace.turn("C1")
        taken.append(loop.time() - begun)

    await asyncio.gather(*(take() for _ in range(4)))
    assert all(at >= place * STEP for place, at in enumerate(taken))


async def test_no_channel_waits_for_another() -> None:
    pace = Pace(60)
    async with asyncio.timeout(10):
        for number in range(100):
            await pace.turn(f"C{number}")
    assert 59 < pace.wait("C0") <= 60
    assert pace.wait("C100") == 0


async def test_channels_that_nobody_waits_for_are_forgotten() -> None:
    pace = Pace(0)
    for number in range(100):
        await pace.turn(f"C{number}")
    assert len(pace) <= 2
