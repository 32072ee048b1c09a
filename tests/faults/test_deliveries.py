"""Whoever is killed while delivering loses nothing, and nothing stands anywhere twice, whatever the platforms do."""

from __future__ import annotations

from random import Random
from time import monotonic

import pytest

from tests.faults.runs import Run, run_on

LONGEST = 1_800
"""Seconds after which no more are killed."""
BEGUN, MORE, ENOUGH = 30, 8, 250
"""So many come due on each platform at first, and after each kill as long as there are not enough that wait."""


async def kill(run: Run, kills: int) -> int:
    """Kill one after the other amid deliveries, let another one take its place; give how many that were in time."""
    latest = monotonic() + LONGEST
    for killed in range(kills):
        if monotonic() > latest:
            return killed
        await run.due(MORE, ENOUGH)
        await run.amid()
        await run.crew.kill()
        run.crew.begin()
    return kills


@pytest.mark.parametrize(
    ("backend", "processes", "lasting"), [("sqlite", 1, 1), ("postgresql", 2, 2), ("postgresql", 3, 2)]
)
async def test_whoever_is_killed_while_delivering_loses_nothing_and_posts_nothing_twice(
    backend: str, processes: int, lasting: int, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    url = str(request.getfixturevalue(f"{backend}_url"))
    kills = int(request.config.getoption("--kills"))
    async with run_on(url, Random(kills + processes)) as run:  # noqa: S311  moments, not secrets
        began = monotonic()
        run.trouble(on=True)
        await run.due(BEGUN)
        run.crew.begin(processes)
        for _ in range(processes - lasting):
            await run.amid()
            await run.crew.kill()
        killed = await kill(run, kills)
        took = monotonic() - began
        await run.settle()
        figures = await run.figures()
    gone = processes - lasting
    said = f"{backend}, {processes} processes, {gone} of them gone for good: {killed} kills in {took:.0f} s"
    with capsys.disabled():
        print("", said, *figures, sep="\n")  # noqa: T201  it is what one wants to know
    assert killed == kills, f"{killed} of {kills} were killed in {LONGEST} s"
