"""Commands by their names: the longest that a line begins with, and the families that share their first words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rapidfuzz import fuzz

from bot.card import Button
from bot.command import Command, write_line
from bot.errors import Ambiguous, Unknown, UserError
from bot.roles import Role, forbidden

EVERY = "record"
"""The word that may stand before any command: some platforms leave so few names free."""
HELP = Button("What can be asked", "/help")
_LONGEST_NAME = 5
_NEAR = 70
_MOST_NEAR = 3
_WORD = re.compile(r"\S+")


def split_line(line: str, commands: Sequence[Command], role: Role = Role.ADMIN) -> tuple[Command, str]:
    """Give the command with the longest name that a line begins with, and what stands after it.

    A line that names none raises a `UserError` that offers what this role may mean.
    """
    words = [word for word in islice(_WORD.finditer(line), _LONGEST_NAME) if word.group() != "/"]
    plain = _plain(word.group() for word in words)
    if found := _longest(plain, commands):
        command, count = found
        return command, line[words[count - 1].end() :].lstrip()
    rest = [line[word.end() :].strip() for word in words]
    raise _refusal(plain, rest, commands, role)


def find_command(name: str, commands: Sequence[Command], role: Role = Role.ADMIN) -> Command:
    """Give the command of this name; raise a `UserError` as for a line that begins so."""
    return split_line(name, commands, role)[0]


def family(name: str, commands: Iterable[Command]) -> list[Command]:
    """Give the commands whose names go on after these words."""
    begin = " ".join(_plain(_WORD.findall(name)))
    return [command for command in commands if command.name.startswith(f"{begin} ")] if begin else []


def branches(depth: int, commands: Iterable[Command]) -> Iterator[tuple[str, list[Command]]]:
    """Group commands by the first `depth` words of their names, in their order.

    A command that is no longer than that stands alone under its own name.
    """
    groups: dict[str, list[Command]] = {}
    for command in commands:
        groups.setdefault(" ".join(command.name.split()[:depth]), []).append(command)
    yield from groups.items()


def _plain(words: Iterable[str]) -> list[str]:
    """Fold the case of words and take the slash from the first, and from one that follows `/record`."""
    plain = [word.casefold() for word in words]
    for place in range(min(len(plain), 2)):
        if place == 0 or plain[0] == EVERY:
            plain[place] = plain[place].removeprefix("/")
    return plain


def _longest(words: Sequence[str], commands: Sequence[Command]) -> tuple[Command, int] | None:
    """Give the command with the longest name that these words begin with, and how many words it takes."""
    if not words:
        return None
    first = words[0]
    named = [c for c in commands if c.name.startswith(first) and c.name.split() == words[: c.name.count(" ") + 1]]
    if named:
        command = max(named, key=lambda c: c.name.count(" "))
        return command, command.name.count(" ") + 1
    if words[0] == EVERY and (other := _longest(words[1:], commands)):
        return other[0], other[1] + 1
    return None


def _refusal(words: list[str], rest: list[str], commands: Sequence[Command], role: Role) -> UserError:
    """Say what is wrong with a line that names no command; `rest` is what stands after each of its words."""
    known = _known(words, commands)
    members = family(" ".join(words[:known]), commands)
    usable = [command for command in members if command.role <= role]
    if members and not usable and words[0] != EVERY:
        return forbidden(min(command.role for command in members))
    open_to = [command for command in commands if command.role <= role]
    onward = [_branch(name, group) for name, group in branches(known + 1, usable)]
    if known == len(words) and members:
        first = f"“/{' '.join(words)}” goes before other words."
        return Ambiguous(
            f"{first} Which?" if onward else f"{first} Write what to ask after it.", buttons=(*onward, HELP)
        )
    near = _near(words, rest, open_to)
    buttons = (*near, *(button for button in onward if button.line not in {other.line for other in near}), HELP)
    shown = "".join(letter for letter in " ".join(words[: known + 1])[:40] if letter.isprintable())
    if shown:
        return Unknown(f"There is no command “/{shown}”.", buttons=buttons)
    return Unknown("Begin with a command, such as /stance.", buttons=buttons)


def _known(words: list[str], commands: Sequence[Command]) -> int:
    """Count the first words that some command's name begins with."""
    for count in range(len(words), 0, -1):
        if family(" ".join(words[:count]), commands):
            return count
    return 0


def _branch(name: str, group: list[Command]) -> Button:
    alone = len(group) == 1 and group[0].name == name
    return Button(f"/{name}" if alone else f"/{name} …", f"/{name}")


def _near(words: list[str], rest: list[str], commands: Sequence[Command]) -> list[Button]:
    """Offer the names that are most like as many of the words; they take what stood after those."""
    names = dict.fromkeys(name for depth in range(1, _LONGEST_NAME) for name, _ in branches(depth, commands))
    skipped = 1 if words and words[0] == EVERY else 0
    scored: list[tuple[float, str, str]] = []
    for name in names:
        for first in {0, skipped}:
            count = name.count(" ") + 1
            typed = " ".join(words[first : first + count])
            if len(words) >= first + count and (first or typed != name):
                scored.append((_likeness(typed, name), name, rest[first + count - 1]))
    found: dict[str, str] = {}
    for score, name, after in sorted(scored, key=lambda one: (-one[0], -one[1].count(" "))):
        longer = any(other == name or other.startswith(f"{name} ") for other in found)
        if score >= _NEAR and not longer and len(found) < _MOST_NEAR:
            found[name] = after
    return [Button(f"/{name}", f"/{name} {after}".rstrip()) for name, after in found.items()]


def _likeness(typed: str, name: str) -> float:
    """Say how alike two names are, of 100; in names of several words every word has to be like its own."""
    pairs = zip(typed.split(), name.split(), strict=True)
    return min(fuzz.WRatio(one, other) for one, other in pairs)


def spoken(text: str, commands: Sequence[Command]) -> str:
    """Give the line for what someone says to the bot: a command where it begins with one, else a question."""
    said = text.strip()
    first = said.split(maxsplit=1)[0].casefold() if said else ""
    if not first:
        return "/help"
    if first.startswith("/") or any(command.name.split()[0] == first for command in commands):
        return said.rstrip("?").rstrip()
    return write_line("ask", {"words": said})
