"""Requests that Discord did not send, or not as they were: made of some that it did, by who does not know its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from nacl.signing import SigningKey

from tests.platforms.attacking import SPOILS, Spoil, more_bytes, other_stamp, other_type
from tests.platforms.discord.loopback.signed_http import Raw, SignedHttp

STAMP, SIGNATURE = "X-Signature-Timestamp", "X-Signature-Ed25519"
Attack = Callable[[Raw, Random], Raw]


def unsigned(raw: Raw) -> Raw:
    """Give the request without a signature."""
    return replace(raw, headers={name: value for name, value in raw.headers.items() if name not in (STAMP, SIGNATURE)})


def with_headers(raw: Raw, **headers: str) -> Raw:
    """Give the request with other headers, such as `X_Signature_Ed25519`."""
    return replace(raw, headers={**raw.headers, **{name.replace("_", "-"): value for name, value in headers.items()}})


def signed_again(http: SignedHttp, raw: Raw, body: bytes | None = None, at: float | None = None) -> Raw:
    """Give the request signed anew: with another body, or as if it had been made at another time."""
    content = raw.body if body is None else body
    return replace(raw, body=content, headers={**raw.headers, **http.sign(content, at)})


def with_spoilt_body(spoil: Spoil) -> Attack:
    """Give the attack that leaves the signature as it is, and spoils what it signs."""
    return lambda raw, chance: replace(raw, body=spoil(raw.body, chance))


def no_signature(raw: Raw, _chance: Random) -> Raw:
    return unsigned(raw)


def half_signed(raw: Raw, chance: Random) -> Raw:
    gone = chance.choice([STAMP, SIGNATURE])
    return replace(raw, headers={name: value for name, value in raw.headers.items() if name != gone})


def other_signature(raw: Raw, chance: Random) -> Raw:
    signed = raw.headers[SIGNATURE]
    place = chance.randrange(len(signed))
    made: Sequence[str] = (
        chance.randbytes(64).hex(),
        f"{signed[:place]}{'0' if signed[place] != '0' else '1'}{signed[place + 1 :]}",
        signed[64:] + signed[:64],
        signed[:-1],
        f"{signed}0",
        f"{signed[:place]}é{signed[place + 1 :]}",
        "0" * 128,
        "",
    )
    return with_headers(raw, X_Signature_Ed25519=chance.choice(made))


def of_another_key(raw: Raw, chance: Random) -> Raw:
    """Give the request signed by an application of one's own."""
    signed = SigningKey(chance.randbytes(32)).sign(raw.headers[STAMP].encode() + raw.body).signature.hex()
    return with_headers(raw, X_Signature_Ed25519=signed)


def other_time(raw: Raw, chance: Random) -> Raw:
    return with_headers(raw, X_Signature_Timestamp=other_stamp(raw.headers[STAMP], chance))


def other_kind(raw: Raw, chance: Random) -> Raw:
    """Give the request with a type that is none of Discord's and a body that is not as it was."""
    return with_headers(replace(raw, body=more_bytes(raw.body, chance)), Content_Type=other_type(chance))


ATTACKS: Sequence[Attack] = (
    *map(with_spoilt_body, SPOILS),
    no_signature,
    half_signed,
    other_signature,
    of_another_key,
    other_time,
    other_kind,
)
