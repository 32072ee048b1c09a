"""Wherever the buttons and links on the cards of the shipped record lead, there is an answer."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from bot.card import as_text
from bot.commands import COMMANDS
from bot.roles import Role
from bot.tenants import Tenants
from tests.bot.asking import asking, dispatch_over, lines_of
from tests.bot.someone import Someone

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


async def test_no_way_onward_within_reach_of_an_admin_is_a_fault_of_ours(shipped_tenants: Tenants) -> None:
    admin = Someone(dispatch_over(shipped_tenants), "u0", Role.ADMIN)
    waiting = deque(f"/{command.name}" for command in COMMANDS if command.role is not Role.EVERYONE)
    waiting.extend(DONE)
    known = set(waiting)
    for answered in range(MOST):
        if not waiting:
            break
        # One person may not change so much in a minute.
        person = replace(
            admin, user=f"u{answered // 25}", bot=admin.bot if answered % 250 else dispatch_over(shipped_tenants)
        )
        line = waiting.popleft()
        body = (answer := await person.ask(line)).body
        assert answer.fault != "ours", f"{line}\n{as_text(body)}"
        fresh = [onward for onward in lines_of(body) if onward not in known]
        known.update(fresh)
        waiting.extend(dict.fromkeys(fresh))
    assert answered > 200


DONE = (
    '/record add person name:"Nora Night" summary:"Mends lamps"',
    '/record correct elon-musk summary:"Someone" reason:"Shorter"',
    '/record retract q-musk-2024-03-06-closedai reason:"Tried"',
    "/history q-musk-2024-03-06-closedai",
    "/source q-musk-2024-03-06-closedai",
    "/review",
    '/suggest musk words:"Words that nobody has said yet." said:2024 source:https://nights.example.org/',
    "/review 1",
    "/curators add u7",
    "/audit",
    "/settings zone:berlin",
)
"""What leads on to what curators and admins do."""
