"""Bytes that whoever signed a request did not send, made of those that they did; and many requests at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import aiohttp

AT_ONCE = 16
"""So many attack at the same time."""
Spoil = Callable[[bytes, Random], bytes]


def other_byte(body: bytes, chance: Random) -> bytes:
    at, spoilt = chance.randrange(len(body)), bytearray(body)
    spoilt[at] ^= chance.randint(1, 255)
    return bytes(spoilt)


def more_bytes(body: bytes, chance: Random) -> bytes:
    at = chance.randint(0, len(body))
    return body[:at] + chance.randbytes(chance.randint(1, 40)) + body[at:]


def fewer_bytes(body: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + body[at + chance.randint(1, 40) :]


def no_body(_body: bytes, _chance: Random) -> bytes:
    return b""


def nested(_body: bytes, chance: Random) -> bytes:
    deep = chance.randint(100, 20_000)
    return b'{"a":' * deep + b"1" + b"}" * deep


SPOILS: Sequence[Spoil] = (other_byte, more_bytes, fewer_bytes, no_body, nested)


def other_stamp(stamp: str, chance: Random) -> str:
    """Give another time than the one that was signed, or what is none."""
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
    return chance.choice(made)


def other_type(chance: Random) -> str:
    """Give a content type that no platform sends."""
    return chance.choice(["text/plain", "multipart/form-data; boundary=x", "application/xml", "nonsense", ""])


@dataclass(frozen=True, slots=True)
class Thrown:
    """A request to be sent as it is."""

    url: str
    body: bytes
    headers: Mapping[str, str]


async def statuses(requests: Iterable[Thrown]) -> Counter[int]:
    """Send requests, several at once, and count what they are answered with."""
    counted: Counter[int] = Counter()
    waiting = iter(requests)

    async def send(client: aiohttp.ClientSession) -> None:
        for one in waiting:
            async with client.post(one.url, data=one.body, headers=dict(one.headers)) as response:
                counted[response.status] += 1

    async with aiohttp.ClientSession() as client:
        await asyncio.gather(*(send(client) for _ in range(AT_ONCE)))
    return counted
