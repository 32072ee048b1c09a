"""Sealing every stored token anew with the first key, so that the keys behind it can be taken out."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from bot.secrets import Keyring, Unopened, place
from bot.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class Resealed:
    """What became of one tenant's tokens: sealed anew, fine as they were, or why they cannot be opened."""

    tenant: str
    anew: bool = False
    fine: bool = False
    fault: str = ""


async def reseal(database: Database, keyring: Keyring) -> AsyncGenerator[Resealed, None]:
    """Seal the tokens of one tenant after the other; give each when it is kept.

    What was done before an interruption stays done, and others may work with the database meanwhile.
    """
    for tenant in sorted(await database.generations()):
        async with database.reading(tenant) as transaction:
            install = await transaction.installs.get()
        if install is None or install.token is None:
            continue
        if all(keyring.is_current(sealed) for sealed in (install.token, install.refresh_token) if sealed):
            yield Resealed(tenant, fine=True)
            continue
        try:
            async with database.writing(tenant) as transaction:
                await _reseal(transaction, keyring, tenant)
        except Unopened as error:
            yield Resealed(tenant, fault=str(error))
        else:
            yield Resealed(tenant, anew=True)


async def _reseal(transaction: Transaction, keyring: Keyring, tenant: str) -> None:
    """Seal what stands there now: it may have changed since it was looked at."""
    install = await transaction.installs.get()
    if install is None or install.token is None:
        return

    def anew(sealed: str, column: str) -> str:
        bound_to = place(tenant, column)
        return keyring.seal(keyring.open(sealed, bound_to), bound_to)

    refresh = install.refresh_token
    await transaction.installs.resealed(
        anew(install.token, "token"), anew(refresh, "refresh_token") if refresh else None
    )
