"""Commands as Discord's client sends them, made of the tree that was put on Discord."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ATTACHMENT = 1, 2, 3, 4, 5, 6, 7, 11
SOMEONE, SOMEWHERE, SOMETHING = "80351110224678912", "41771983423143937", "1193850000000000001"
Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A command as it can be sent: the parts of the tree that lead to it, and its options."""

    path: Sequence[Part]
    options: Sequence[Part]

    @property
    def name(self) -> str:
        return " ".join(part["name"] for part in self.path)

    @property
    def people(self) -> frozenset[str]:
        """Give the names of the options into which somebody is put."""
        return frozenset(option["name"] for option in self.options if option["type"] == USER)

    def sent(self, given: Mapping[str, object], focused: str = "") -> dict[str, Any]:
        """Give the data of an interaction in which these options are filled in, and one is being typed."""
        filled = [self._option(name, value, focused) for name, value in given.items()]
        for part in reversed(self.path[1:]):
            filled = [{"name": part["name"], "type": part["type"], "options": filled}]
        data = {"id": "1", "name": self.path[0]["name"], "type": 1, "options": filled}
        if SOMETHING in given.values():
            file = {"id": SOMETHING, "filename": "rows.csv", "url": "https://cdn.discordapp.com/x/rows.csv", "size": 3}
            data["resolved"] = {"attachments": {SOMETHING: file}}
        return data

    def _option(self, name: str, value: object, focused: str) -> dict[str, Any]:
        kind = next(option["type"] for option in self.options if option["name"] == name)
        return {"name": name, "type": kind, "value": value, **({"focused": True} if name == focused else {})}


def leaves(tree: Sequence[Part]) -> Iterator[Leaf]:
    """Give every command of a tree that is typed."""
    for command in tree:
        if command["type"] == 1:
            yield from _leaves((command,))


def _leaves(path: tuple[Part, ...]) -> Iterator[Leaf]:
    options = path[-1].get("options", ())
    if options and options[0]["type"] in {SUB, GROUP}:
        for option in options:
            yield from _leaves((*path, option))
    else:
        yield Leaf(path, options)


def some(option: Part, text: str = "some words") -> object:
    """Give a value that Discord's client lets pass in an option."""
    if option.get("choices"):
        return option["choices"][0]["value"]
    values: Mapping[int, object] = {INTEGER: 3, BOOLEAN: True, USER: SOMEONE, CHANNEL: SOMEWHERE, ATTACHMENT: SOMETHING}
    return values.get(option["type"], text[: option.get("max_length")])
