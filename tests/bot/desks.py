"""A tenant's desk for tests, and changes made at it as a command makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from bot.desk import Desk
from bot.limits import Limits
from bot.roles import Role
from bot.tenants import Tenants
from briefings import editing
from briefings.editing import Asked
from briefings.edition import Edition
from briefings.revisions import Draft, Revision

TENANT = "slack:T1"
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def desk_at(  # noqa: PLR0913  all of what a desk is
    tenants: Tenants,
    tenant: str = TENANT,
    *,
    user: str = "u1",
    granted: Role = Role.CURATOR,
    now: Callable[[], dt.datetime] = lambda: NOW,
    limits: Limits | None = None,
) -> Desk:
    return Desk(tenants, limits or Limits(), now, tenant, user, granted)


async def change(desk: Desk, *makers: Callable[[Edition], Draft]) -> list[Revision]:
    """Make changes in one go, each drafted against the edition in the transaction."""
    async with desk.writing(Role.CURATOR) as work:
        return await work.append([maker(work.edition) for maker in makers])


def asked(reason: str = "checked", version: int | None = None) -> Asked:
    return Asked(NOW.date(), reason, version)


def correcting(record: str, version: int | None = None, **fields: object) -> Callable[[Edition], Draft]:
    return lambda edition: editing.correct(edition, record, fields, asked(version=version))


def retracting(record: str, reason: str = "misheard") -> Callable[[Edition], Draft]:
    return lambda edition: editing.retract(edition, record, asked(reason))


def reinstating(record: str) -> Callable[[Edition], Draft]:
    return lambda edition: editing.reinstate(edition, record, asked())


def adding(noun: str, dossier: str, fields: Mapping[str, Any]) -> Callable[[Edition], Draft]:
    return lambda edition: editing.add(edition, noun, dossier, fields, asked())
