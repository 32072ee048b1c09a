"""Requests that Slack did not send, made of some that it did: nobody who makes them knows the signing secret."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from tests.platforms.slack.loopback.signed_http import Raw
from tests.platforms.slack.loopback.tampering import SIGNATURE, STAMP, unsigned, with_headers

Attack = Callable[[Raw, Random], Raw]


def other_byte(raw: Raw, chance: Random) -> Raw:
    at, body = chance.randrange(len(raw.body)), bytearray(raw.body)
    body[at] ^= chance.randint(1, 255)
    return replace(raw, body=bytes(body))


def more_bytes(raw: Raw, chance: Random) -> Raw:
    at = chance.randint(0, len(raw.body))
    return replace(raw, body=raw.body[:at] + chance.randbytes(chance.randint(1, 40)) + raw.body[at:])


def fewer_bytes(raw: Raw, chance: Random) -> Raw:
    at = chance.randrange(len(raw.body))
    return replace(raw, body=raw.body[:at] + raw.body[at + chance.randint(1, 40) :])


def no_body(raw: Raw, _chance: Random) -> Raw:
    return replace(raw, body=b"")


def another_command(raw: Raw, _chance: Random) -> Raw:
    return replace(raw, body=raw.body + b"&text=curators+add+mallory+admin&command=%2Frecord")


def nested(raw: Raw, chance: Random) -> Raw:
    deep = chance.randint(100, 20_000)
    return replace(raw, body=chance.choice([b"", b"payload="]) + b'{"a":' * deep + b"1" + b"}" * deep)


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
    stamp = raw.headers[STAMP]
    made: Sequence[str] = (
        str(int(stamp) + chance.choice([-301, -60, -1, 1, 60, 301])),
        "9" * 5_000,
        f"-{stamp}",
        f"{stamp}.5",
        f"0x{int(stamp):x}",
        stamp.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        "now",
        "",
    )
    return with_headers(raw, X_Slack_Request_Timestamp=chance.choice(made))


def other_kind(raw: Raw, chance: Random) -> Raw:
    """Give the request with a type that is none of Slack's and a body that is not as it was."""
    kind = chance.choice(["text/plain", "multipart/form-data; boundary=x", "application/xml", "nonsense", ""])
    return with_headers(more_bytes(raw, chance), Content_Type=kind)


ATTACKS: Sequence[Attack] = (
    other_byte,
    more_bytes,
    fewer_bytes,
    no_body,
    another_command,
    nested,
    no_signature,
    half_signed,
    other_signature,
    other_time,
    other_kind,
)
