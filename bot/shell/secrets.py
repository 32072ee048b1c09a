"""`onrecord secrets`: the keys with which tokens are sealed in the database."""

from __future__ import annotations

import secrets
import sys
from base64 import b64encode

from bot.cards.parts import count
from bot.errors import Unavailable
from bot.settings import KEY_BYTES
from bot.shell.common import complain, with_bot
from bot.wiring import Bot

_SETTING = "ONRECORD_SECRET_KEYS"


def new() -> int:
    """Print a key that nobody else has."""
    sys.stdout.write(f"{b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n")
    return 0


def rotate() -> int:
    """Seal everything that is stored anew with the first key; 1 when something cannot be."""
    return with_bot(_rotate)


async def _rotate(bot: Bot) -> int:
    database, keys = bot.tenants.database, [key.get_secret_value() for key in bot.settings.secret_keys]
    if not keys or database is None:
        complain(f"{_SETTING} is not set. onrecord secrets new makes a key.")
        return 1
    try:
        from bot.resealing import reseal  # noqa: PLC0415  its library is optional
        from bot.secrets import Keyring  # noqa: PLC0415  the same
    except ModuleNotFoundError:
        complain("What it needs is not installed: pip install 'onrecord[slack]'.")
        return 1
    anew = fine = failed = 0
    try:
        async for one in reseal(database, Keyring(keys)):
            if one.fault:
                complain(f"{one.tenant}: {one.fault}")
            anew, fine, failed = anew + one.anew, fine + one.fine, failed + bool(one.fault)
    except Unavailable as error:
        complain(f"{error.text} Sealed anew so far: {anew}. Run it again, and it goes on from there.")
        return 1
    sys.stdout.write(f"Sealed {count(anew, 'install')} anew with the first key; {fine} were so already.\n")
    if failed:
        complain(f"{count(failed, 'install')} could not be opened and stay as they are: leave all keys in {_SETTING}.")
        return 1
    sys.stdout.write(f"Only the first key of {_SETTING} is needed now. Take the others out everywhere, and restart.\n")
    return 0
