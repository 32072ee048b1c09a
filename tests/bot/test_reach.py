"""Wherever the buttons and links on the cards of the shipped record lead, there is an answer."""

from __future__ import annotations

from collections import deque

from bot.card import as_text
from bot.commands import COMMANDS
from bot.roles import Role
from bot.tenants import Tenants
from tests.bot.asking import asking, dispatch_over, lines_of

MOST = 1_500


async def test_every_way_onward_within_reach_of_the_examples_leads_to_an_answer(shipped_tenants: Tenants) -> None:
    ask = asking(dispatch_over(shipped_tenants))
    everyones = [command for command in COMMANDS if command.role is Role.EVERYONE]
    waiting = deque([*(f"/{command.name}" for command in everyones), *(c.example for c in everyones if c.example)])
    known = set(waiting)
    answered = 0
    while waiting and answered < MOST:
        line = waiting.popleft()
        answer = await ask(line)
        answered += 1
        assert answer.fault is None, f"{line}\n{as_text(answer.body)}"
        fresh = [onward for onward in lines_of(answer.body) if onward not in known]
        known.update(fresh)
        waiting.extend(dict.fromkeys(fresh))
    assert answered > 1_000
