"""Putting the pieces of a card into as few messages as Slack takes them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.card import File
from bot.platforms.slack.fallback import spoken
from bot.platforms.slack.limits import BLOCKS, HEADER, VIEW_WHOLE, WHOLE
from bot.platforms.slack.presses import small
from bot.platforms.slack.rich import Block, size, written
from bot.presses import shortened

_ROOM = 1_000
"""Bytes that are kept for what says that a message goes on."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that stay together; with `leads` also with what comes after them, if there is room.

    `json` is the blocks written one after the other, which is done once, and `weighs` its bytes.
    """

    blocks: tuple[Block, ...]
    json: str
    weighs: int
    leads: bool = False
    files: tuple[File, ...] = ()


def piece(*blocks: Block, leads: bool = False, files: tuple[File, ...] = ()) -> Piece:
    """Make a piece of blocks; they are not to be changed any more."""
    json = written(blocks)[1:-1]
    return Piece(blocks, json, size(json), leads, files)


@dataclass(frozen=True, slots=True)
class Packed:
    """The blocks of one message, the same as JSON, and what is uploaded beside it."""

    blocks: list[Block]
    json: str
    files: tuple[File, ...]

    @property
    def spoken(self) -> str:
        return spoken(self.blocks)


def pack(pieces: Sequence[Piece], title: str) -> list[Packed]:
    """Put pieces into messages; where there are several, each says so and of what."""
    if _fits(pieces, BLOCKS, WHOLE):
        return [_joined(pieces)]
    messages = list(_messages(pieces))
    for place, message in enumerate(messages):
        if place:
            on = f"{shortened(title, HEADER)} · goes on, {place + 1} of {len(messages)}"
            message.insert(0, piece(small(on)))
        if place < len(messages) - 1:
            message.append(piece(small("Goes on in the next message.")))
    return [_joined(message) for message in messages]


def fitting(pieces: Sequence[Piece], most: int) -> tuple[list[Block], bool]:
    """Give as many of the first pieces as fit into so many blocks of a dialog, and whether they are all."""
    fit: list[Piece] = []
    for group in _together(pieces):
        if not _fits([*fit, *group], most, VIEW_WHOLE):
            return _joined(fit).blocks, False
        fit += group
    return _joined(fit).blocks, True


def _fits(pieces: Sequence[Piece], blocks: int, whole: int) -> bool:
    """Tell whether pieces fit into so many blocks and bytes, with what stands around and between them."""
    weighs = sum([one.weighs for one in pieces]) + len(pieces) + 1
    return weighs <= whole and sum([len(one.blocks) for one in pieces]) <= blocks


def _joined(pieces: Sequence[Piece]) -> Packed:
    blocks = [block for one in pieces for block in one.blocks]
    files = tuple([file for one in pieces for file in one.files])
    return Packed(blocks, f"[{','.join([one.json for one in pieces])}]", files)


def _messages(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    message: list[Piece] = []
    for group in _together(pieces):
        if message and not _fits([*message, *group], BLOCKS - 2, WHOLE - _ROOM):
            yield message
            message = []
        message += group
    if message:
        yield message


def _together(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Give pieces with those that lead to them, as far as they fit into one message."""
    group: list[Piece] = []
    for one in pieces:
        if group and not _fits([*group, one], BLOCKS - 2, WHOLE - _ROOM):
            yield group
            group = []
        group.append(one)
        if not one.leads:
            yield group
            group = []
    if group:
        yield group
