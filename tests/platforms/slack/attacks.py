"""Requests that Slack did not send, made of some that it did: nobody who makes them knows the signing secret."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from tests.platforms.attacking import SPOILS, Spoil, more_bytes, nested, other_stamp, other_type
from tests.platforms.slack.loopback.signed_http import Raw
from tests.platforms.slack.loopback.tampering import SIGNATURE, STAMP, unsigned, with_headers

Attack = Callable[[Raw, Random], Raw]


def with_spoilt_body(spoil: Spoil) -> Attack:
    """Give the attack that leaves the signature as it is, and spoils what it signs."""
    return lambda raw, chance: replace(raw, body=spoil(raw.body, chance))


def another_command(raw: Raw, _chance: Random) -> Raw:
    return replace(raw, body=raw.body + b"&text=curators+add+mallory+admin&command=%2Frecord")


def nested_form(raw: Raw, chance: Random) -> Raw:
    return replace(raw, body=b"payload=" + nested(raw.body, chance))


def no_signature(raw: Raw, _chance: Random) -> Raw:
    return unsigned(raw)


def half_signed(raw: Raw, chance: Random) -> Raw:
    gone = chance.choice([STAMP, SIGNATURE])
    return replace(raw, headers={name: value for name, value in raw.headers.items() if name != gone})


def other_signature(raw: Raw, chance: Random) -> Raw:
    signed = raw.headers[SIGNATURE]
    made: Sequence[str] = (
        f"v0={chance.randbytes(32).hex()}",
        signed.upper(),
        signed.replace("v0", "v1"),
        signed[:-1],
        f"{signed}0",
        signed.replace(signed[chance.randint(3, 66)], "é"),
        "v0=" + "0" * 64,
        "v0=",
        "",
    )
    return with_headers(raw, X_Slack_Signature=chance.choice(made))


def other_time(raw: Raw, chance: Random) -> Raw:
    return with_headers(raw, X_Slack_Request_Timestamp=other_stamp(raw.headers[STAMP], chance))


def other_kind(raw: Raw, chance: Random) -> Raw:
    """Give the request with a type that is none of Slack's and a body that is not as it was."""
    return with_headers(replace(raw, body=more_bytes(raw.body, chance)), Content_Type=other_type(chance))


ATTACKS: Sequence[Attack] = (
    *map(with_spoilt_body, SPOILS),
    another_command,
    nested_form,
    no_signature,
    half_signed,
    other_signature,
    other_time,
    other_kind,
)
