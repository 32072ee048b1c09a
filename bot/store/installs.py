"""How one tenant let the bot in: whose app, whose token, by whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import install as table


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedInstall:
    """An install with its tokens as they are kept: sealed, and `None` after it ended.

    `version` goes up with every token that is stored. Until `refresh_after` nobody is to ask for a new one: it is too
    early, somebody is just doing so, or failed to.
    """

    app: str
    enterprise: str | None
    is_enterprise_install: bool
    bot_user: str
    bot: str
    installer: str
    scopes: str
    token: str | None
    refresh_token: str | None
    expires_at: dt.datetime | None
    installed_at: dt.datetime
    version: int = 1
    refresh_after: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    ended_why: str | None = None


_COLUMNS = tuple(table.c[name] for name in SealedInstall.__dataclass_fields__)


class Installs:
    """One tenant's install within a transaction; a tenant has one at most, which may have ended."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def get(self) -> SealedInstall | None:
        query = select(*_COLUMNS).where(table.c.tenant == self._tenant)
        row = (await self._connection.execute(query)).mappings().first()
        return SealedInstall(**row) if row else None

    async def put(self, install: SealedInstall) -> None:
        """Keep an install in place of the one that was there, whose token is forgotten."""
        before = await self.get()
        await self._connection.execute(delete(table).where(table.c.tenant == self._tenant))
        version = before.version + 1 if before else install.version
        row = {**asdict(install), "tenant": self._tenant, "version": version}
        await self._connection.execute(insert(table), row)

    async def end(self, why: str, at: dt.datetime) -> bool:
        """Delete the tokens and keep all else; tell whether it had not ended yet."""
        ended = {"token": None, "refresh_token": None, "expires_at": None, "refresh_after": None}
        return await self._change(ended_at=at, ended_why=why, version=table.c.version + 1, **ended)

    async def claim_refresh(self, version: int, now: dt.datetime, until: dt.datetime) -> bool:
        """Take it on to ask for a new token, alone until a moment; tell whether nobody else has."""
        free = or_(table.c.refresh_after.is_(None), table.c.refresh_after <= now)
        this = update(table).where(table.c.tenant == self._tenant, table.c.version == version, free)
        return (await self._connection.execute(this.values(refresh_after=until))).rowcount > 0

    async def put_off_refresh(self, version: int, until: dt.datetime) -> None:
        """Let nobody ask for a new token until a moment."""
        this = update(table).where(table.c.tenant == self._tenant, table.c.version == version)
        await self._connection.execute(this.values(refresh_after=until))

    async def refreshed(
        self,
        version: int,
        token: str,
        refresh_token: str | None,
        expires_at: dt.datetime | None,
        refresh_after: dt.datetime | None,
    ) -> bool:
        """Keep new tokens in place of those of a version; tell whether they were still those that are kept."""
        this = update(table).where(
            table.c.tenant == self._tenant, table.c.version == version, table.c.ended_at.is_(None)
        )
        new = {
            "token": token,
            "refresh_token": refresh_token,
            "expires_at": expires_at,
            "refresh_after": refresh_after,
        }
        return (await self._connection.execute(this.values(version=version + 1, **new))).rowcount > 0

    async def resealed(self, token: str, refresh_token: str | None) -> None:
        """Keep the same tokens, sealed in another way."""
        await self._change(token=token, refresh_token=refresh_token)

    async def _change(self, **values: object) -> bool:
        living = update(table).where(table.c.tenant == self._tenant, table.c.ended_at.is_(None))
        return (await self._connection.execute(living.values(values))).rowcount > 0
