"""Sealing what must not be read in the database: AES-GCM with the keys of `ONRECORD_SECRET_KEYS`."""

from __future__ import annotations

import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

SETTING = "ONRECORD_SECRET_KEYS"
# As long as the standard wants it: another length would be hashed first, and be no better for being random.
_NONCE = 12
_ID = 8


class Unopened(Exception):
    """What is sealed cannot be opened; `str()` of it names the setting that is wrong and says what to do."""


class Keyring:
    """Keys of 32 bytes: the first seals, all open.

    What is sealed is bound to a place, such as `slack|T1|token`: it opens nowhere else.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        # Large, and only what others install has secrets to seal.
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        self._wrong = (InvalidTag, ValueError)
        self._ciphers = {key_id(key): AESGCM(key) for key in reversed(keys)}
        self._first = key_id(keys[0]) if keys else ""

    def seal(self, text: str, bound_to: str) -> str:
        """Seal a text with the first key; the same text never looks the same twice."""
        if not self._first:
            raise Unopened(f"{SETTING} is not set, so that no token can be kept. onrecord secrets new makes a key.")
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._first].encrypt(nonce, text.encode(), bound_to.encode())
        return f"{self._first}.{urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, bound_to: str) -> str:
        """Open what was sealed with any of the keys; raise `Unopened`."""
        name, _, body = sealed.partition(".")
        if name not in self._ciphers:
            raise Unopened(
                f"{SETTING} lacks the key {name} with which {bound_to} was sealed. "
                f"Put it back behind the others, and run onrecord secrets rotate before you take a key out."
            )
        try:
            raw = urlsafe_b64decode(body)
            return self._ciphers[name].decrypt(raw[:_NONCE], raw[_NONCE:], bound_to.encode()).decode()
        except self._wrong:
            raise Unopened(
                f"What is kept as {bound_to} was sealed with the key {name} of {SETTING}, but not for this place: "
                f"it was moved or changed in the database. Install the bot there again."
            ) from None

    def is_current(self, sealed: str) -> bool:
        """Tell whether it was sealed with the first key."""
        return sealed.partition(".")[0] == self._first


def key_id(key: bytes) -> str:
    """Give the name of a key, which tells nothing of it."""
    return hashlib.sha256(b"onrecord key id" + key).hexdigest()[:_ID]


def place(tenant: str, column: str) -> str:
    """Give what a tenant's secret is bound to: `slack|T1|token` for `slack:T1`."""
    platform, _, name = tenant.partition(":")
    return f"{platform}|{name}|{column}"
