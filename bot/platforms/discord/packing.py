"""Putting the pieces of a card into as few messages as Discord takes them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, TypeAlias

from bot.card import File, Spans
from bot.platforms.discord.cutting import MOST, Draw, cut
from bot.platforms.discord.limits import COMPONENTS, FILES, TEXT
from bot.platforms.discord.words import escape, length
from bot.presses import shortened

Component: TypeAlias = dict[str, Any]
TEXTS, SEPARATOR = 10, 14
SMALL = "-# "
"""How a line in small print begins."""
_NAMED = 100
"""So much of a card's title is said where it goes on."""
_ON = 350
"""Characters that are kept for what says that a message goes on."""


class Air(Enum):
    """How much room is between texts; what is in a message with many parts has to stand closer together."""

    MUCH = "each for itself"
    SOME = "what a heading leads to follows it closely"
    LITTLE = "all that is not parted by a line"
    NONE = "all, without lines"


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, or a component with other things than text; with `tight` it follows closely what it comes after.

    With `leads` it stays together with what comes after it, if there is room; with `goes_on` it begins a message, since
    it is the rest of a text. `under` is a heading that is said again where a message begins with this. A text that may
    have to be parted has the `spans` that `draw` writes.
    """

    text: str = ""
    component: Component | None = None
    tight: bool = False
    leads: bool = False
    goes_on: bool = False
    under: str = ""
    files: tuple[File, ...] = ()
    spans: Spans = ()
    draw: Draw | None = None

    @property
    def is_line(self) -> bool:
        """Whether it is nothing but a line between others."""
        return self.component is not None and self.component["type"] == SEPARATOR

    def parted(self) -> list[Piece]:
        """Give a text that is too long to stand in a message beside what says that it goes on as several."""
        if self.draw is None or length(self.text) <= MOST:
            return [self]
        texts = list(cut(self.spans, self.draw))
        first, *rest = (replace(self, text=text, leads=True) for text in texts)
        later = [replace(piece, tight=False, goes_on=True, under="") for piece in rest]
        return [first, *later[:-1], *(replace(piece, leads=self.leads) for piece in later[-1:])]


LINE = Piece(component={"type": SEPARATOR}, leads=True)


@dataclass(frozen=True, slots=True)
class Packed:
    """The components of one message, and the files that go along."""

    components: list[Component]
    files: tuple[File, ...]


def pack(pieces: Sequence[Piece], title: str) -> list[Packed]:
    """Put pieces into messages; where there are several, each says so and of what."""
    if fits(pieces):
        return [_packed(pieces)]
    groups = list(_messages([part for piece in pieces for part in piece.parted()]))
    messages = []
    for place, group in enumerate(groups):
        before = [_on(title, place + 1, len(groups))] if place else []
        after = [Piece(f"{SMALL}Goes on in the next message.")] if place < len(groups) - 1 else []
        messages.append(_packed([*before, *group, *after]))
    return messages


def fits(pieces: Sequence[Piece], room: int = 0) -> bool:
    """Tell whether pieces fit into one message, with room left for what says that it goes on."""
    files = sum(len(piece.files) for piece in pieces)
    if any(piece.goes_on for piece in pieces[1:]):
        return False
    # The container counts too.
    count = 1 + _count(_merged(pieces, Air.NONE)) + (2 if room else 0)
    return count <= COMPONENTS and files <= FILES and _text(pieces) + room <= TEXT


def text_of(component: Component) -> str:
    """Give the text of a component and of those in it."""
    inner = "".join(map(text_of, component.get("components", ())))
    return inner + component["content"] if component["type"] == TEXTS else inner


def _on(title: str, place: int, of: int) -> Piece:
    named = escape(shortened(" ".join(title.split()), _NAMED))
    return Piece(f"{SMALL}{named} · goes on, {place} of {of}", leads=True)


def _text(pieces: Iterable[Piece]) -> int:
    # One more for the line break, should they be merged.
    return sum(length(piece.text or text_of(piece.component or {})) + 1 for piece in pieces)


def _packed(pieces: Sequence[Piece]) -> Packed:
    """Lay pieces out with as much air as there is room for."""
    files = tuple(file for piece in pieces for file in piece.files)
    for air in Air:
        components = _merged(pieces, air)
        if 1 + _count(components) <= COMPONENTS:
            return Packed(components, files)
    raise AssertionError(len(pieces))


def _merged(pieces: Iterable[Piece], air: Air) -> list[Component]:
    made: list[Component] = []
    before = Piece()
    for piece in pieces:
        if piece.component is not None:
            if air is not Air.NONE or not piece.is_line:
                made.append(piece.component)
        elif made and made[-1]["type"] == TEXTS and (piece.tight or _is_close(before, piece, air)):
            made[-1] = {"type": TEXTS, "content": f"{made[-1]['content']}\n{piece.text}"}
        else:
            made.append({"type": TEXTS, "content": piece.text})
        before = piece
    return made


def _is_close(before: Piece, piece: Piece, air: Air) -> bool:
    if air is Air.MUCH:
        return before.leads and piece.text.startswith(SMALL)
    return before.leads or air is not Air.SOME


def _count(components: Iterable[Component]) -> int:
    inner = ((*component.get("components", ()), *_accessory(component)) for component in components)
    return sum(1 + _count(each) for each in inner)


def _accessory(component: Component) -> tuple[Component, ...]:
    return (component["accessory"],) if "accessory" in component else ()


def _messages(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    message: list[Piece] = []
    for group in _together(pieces):
        if message and not fits([*message, *group], _ON):
            yield message
            message = _begun(group)
        else:
            message = [*message, *group]
    if message:
        yield message


def _begun(group: list[Piece]) -> list[Piece]:
    """Begin a message: no line stands above it, and a heading is said again if it has to be."""
    begun = group[1:] if group[0].is_line else group
    return [Piece(begun[0].under, leads=True), *begun] if begun and begun[0].under else begun


def _together(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Give pieces with those that lead to them, as far as they fit into one message."""
    group: list[Piece] = []
    for piece in pieces:
        if group and not fits([*group, piece], _ON):
            yield group
            group = []
        group.append(piece)
        if not piece.leads:
            yield group
            group = []
    if group:
        yield group
