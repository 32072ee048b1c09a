"""Taking a file into a tenant's record: planned beside everything else that goes on, then written at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from bot.desk import Desk
from bot.errors import TryLater
from bot.roles import Role
from bot.tenants import DEFAULT_DOSSIER, Tenant
from briefings.editing import Asked
from briefings.importing import Plan, Progress, plan_rows
from briefings.revisions import Revision
from briefings.rows import Rows

_TRIES = 5


class _Overtaken(Exception):
    """The record was changed while the import was planned."""


class Import(NamedTuple):
    """What was imported, and the changes that did it; none when all stood so already."""

    plan: Plan
    made: Sequence[Revision] = ()


def unheard(_done: int, _of: int) -> None:
    """Tell no one how far it is."""


async def planned(desk: Desk, rows: Rows, asked: Asked, progress: Progress = unheard) -> Plan:
    """Say what importing these rows would do now; raise `ContentError` with everything that is wrong."""
    return await _planned(await desk.tenants.get(desk.tenant), rows, asked, progress)


async def _planned(tenant: Tenant, rows: Rows, asked: Asked, progress: Progress) -> Plan:
    default = tenant.settings.get(DEFAULT_DOSSIER, "")
    return await asyncio.to_thread(plan_rows, tenant.edition, rows, asked, default, progress)


async def take_in(desk: Desk, rows: Rows, name: str, asked: Asked, progress: Progress = unheard) -> Import:
    """Import rows, all of them or none, and give what was done; `name` is what the audit calls the file.

    Raise as `planned` and `Desk.writing` do, and `TryLater` when others change the record all the while.
    """
    for _ in range(_TRIES):
        before = await desk.tenants.get(desk.tenant)
        plan = await _planned(before, rows, asked, progress)
        if not plan.drafts:
            return Import(plan)
        with suppress(_Overtaken):
            async with desk.writing(Role.CURATOR) as work:
                # Planning may take longer than anyone should wait for the lock, so it is told here what it missed.
                if work.edition is not before.edition:
                    raise _Overtaken
                made = await work.append(plan.drafts)
                await work.note("import", name, f"{summary(plan)} · {_numbers(made)}")
                return Import(plan, made)
    raise TryLater("Others are changing the record just now; nothing was imported. Try again in a minute.")


def _numbers(made: Sequence[Revision]) -> str:
    first, last = made[0].number, made[-1].number
    return f"change {first}" if first == last else f"changes {first} to {last}"


def summary(plan: Plan) -> str:
    """Count what a plan does, in a few words: `3 new, 1 corrected, 2 unchanged`."""
    counts = (
        (plan.new, "new"),
        (plan.corrected, "corrected"),
        (plan.retracted, "retracted"),
        (plan.unchanged, "unchanged"),
    )
    return ", ".join(f"{number:,} {word}" for number, word in counts if number) or "nothing"
