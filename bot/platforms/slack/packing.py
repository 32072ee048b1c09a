"""Putting the pieces of a card into as few messages as Slack takes them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.card import File
from bot.platforms.slack.fallback import spoken
from bot.platforms.slack.limits import BLOCKS, HEADER, VIEW_WHOLE, WHOLE
from bot.platforms.slack.presses import small
from bot.platforms.slack.rich import Block, weight
from bot.presses import shortened

_ROOM = 1_000
"""Bytes that are kept for what says that a message goes on."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that stay together; with `leads` also with what comes after them, if there is room."""

    blocks: list[Block]
    leads: bool = False
    files: tuple[File, ...] = ()


@dataclass(slots=True)
class Packed:
    """The blocks of one message, and what is uploaded beside it."""

    blocks: list[Block] = field(default_factory=list)
    files: tuple[File, ...] = ()

    @property
    def spoken(self) -> str:
        return spoken(self.blocks)


def pack(pieces: Sequence[Piece], title: str) -> list[Packed]:
    """Put pieces into messages; where there are several, each says so and of what."""
    whole = _joined(pieces)
    if len(whole.blocks) <= BLOCKS and weight(whole.blocks) <= WHOLE:
        return [whole]
    packed = list(_packed(pieces))
    for place, one in enumerate(packed):
        if place:
            on = f"{shortened(title, HEADER)} · goes on, {place + 1} of {len(packed)}"
            one.blocks.insert(0, small(on))
        if place < len(packed) - 1:
            one.blocks.append(small("Goes on in the next message."))
    return packed


def fitting(pieces: Sequence[Piece], most: int) -> tuple[list[Block], bool]:
    """Give as many of the first pieces as fit into so many blocks of a dialog, and whether they are all."""
    blocks: list[Block] = []
    weighs = VIEW_WHOLE
    for group in _together(pieces):
        one = _joined(group).blocks
        weighs -= weight(one)
        if len(blocks) + len(one) > most or weighs < 0:
            return blocks, False
        blocks += one
    return blocks, True


def _joined(pieces: Iterable[Piece]) -> Packed:
    joined = Packed()
    for piece in pieces:
        joined.blocks += piece.blocks
        joined.files += piece.files
    return joined


def _packed(pieces: Iterable[Piece]) -> Iterator[Packed]:
    message, weighs = Packed(), WHOLE - _ROOM
    for group in _together(pieces):
        one = _joined(group)
        costs = weight(one.blocks)
        if message.blocks and (costs > weighs or len(message.blocks) + len(one.blocks) > BLOCKS - 2):
            yield message
            message, weighs = Packed(), WHOLE - _ROOM
        message.blocks += one.blocks
        message.files += one.files
        weighs -= costs
    if message.blocks:
        yield message


def _together(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Give pieces with those that lead to them, as far as they fit into one message."""
    group: list[Piece] = []
    for piece in pieces:
        joined = _joined([*group, piece])
        if group and (weight(joined.blocks) > WHOLE - _ROOM or len(joined.blocks) > BLOCKS - 2):
            yield group
            group = []
        group.append(piece)
        if not piece.leads:
            yield group
            group = []
    if group:
        yield group
