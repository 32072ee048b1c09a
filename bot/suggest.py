"""What someone may be about to type: commands, parameters and their values, best first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter

from rapidfuzz import process

from bot.cards.parts import label, name
from bot.command import PAGE, SORTS, Command, Kind, Param, write_line
from bot.errors import UserError
from bot.families import EVERY, branches, split_line
from bot.reading import read_line
from bot.roles import Role
from bot.when import read_date
from briefings.library import Library, entry_date
from briefings.model import Organisation, Person, Question
from briefings.names import Sort

MOST = 25
"""So many are offered at most, which is what the narrowest platform shows."""
_WITH_IDS = frozenset(Sort) - {Sort.DOSSIER}
"""What a name can stand for where a record's id is wanted."""
_LONGEST_RUN = 5
_DEEPEST = 9
"""No name has so many words."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value for a parameter: what to fill in, how it is shown, and a word on it."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to go on typing: `line` is the whole line when it is taken."""

    line: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What suggestions are made from."""

    library: Library
    commands: Sequence[Command]
    today: dt.date
    role: Role = Role.EVERYONE
    """Whose commands are offered."""

    @property
    def usable(self) -> list[Command]:
        return [command for command in self.commands if command.role <= self.role]


def values(param: Param, text: str, around: Surroundings, *, resembling: bool = True) -> list[Value]:
    """Give values for a parameter that begin like `text`, or resemble it; at most `MOST`. Never raises.

    Of several values that are being typed the last is gone on with.
    """
    before, comma, last = text.rpartition(",") if param.several else ("", "", text)
    if not comma:
        return _values(param, text, around, resembling=resembling)
    if whole := _values(param, text, around, resembling=False):  # Some names have commas of their own.
        return whole
    there = {part.strip() for part in before.split(",")}
    found = _values(param, last, around, resembling=resembling)
    return [
        replace(one, value=f"{before}, {one.value}", label=f"{before}, {one.label}")
        for one in found
        if there.isdisjoint((one.value, one.label))
    ]


def _values(param: Param, text: str, around: Surroundings, *, resembling: bool) -> list[Value]:
    match param.kind:
        case kind if kind in SORTS:
            things = around.library.names.complete(text, SORTS[kind], MOST, resembling=resembling)
            return [Value(thing.id, name(thing), _hint(thing)) for thing in things]
        case Kind.DATE:
            return _dates(text, around)
        case Kind.CHOICE:
            return [Value(choice, choice) for choice in param.choices if choice.startswith(text.casefold())]
        case Kind.COMMAND:
            return [
                Value(command.name, f"/{command.name}", command.summary) for command in _commands(text, around.usable)
            ]
        case Kind.RECORD:
            return _records(text, around.library, resembling=resembling)
        case Kind.TEXT if param.several:
            return _records(text, around.library, resembling=resembling)
        case _:
            return _offered(text, param.offers()) if param.offers else []


def suggest(line: str, around: Surroundings) -> list[Suggestion]:
    """Give ways to go on with a line that is being typed, at most `MOST`. Never raises."""
    return _ways(line, around)[:MOST]


def _ways(line: str, around: Surroundings) -> list[Suggestion]:
    typed = line.lstrip()
    if names := _names_from(typed, around):
        return names
    try:
        command, rest = split_line(typed, around.usable)
    except UserError:
        return []
    head = typed[: len(typed) - len(rest)].rstrip()
    keyed = _keyed(command, rest)
    if keyed:
        before, param, fragment = keyed
        if param not in _free(command, before, around):
            return []
        found = values(param, fragment, around)
        return [Suggestion(f"{head} {before}{_argument(param, value)} ", value.label, value.hint) for value in found]
    return _positional(command, head, rest, around)


def _keyed(command: Command, rest: str) -> tuple[str, Param, str] | None:
    """Split off a `name:value` that is being typed at the end of the line."""
    for param in command.params:
        found = list(re.finditer(rf"(?<!\S){param.name}:", rest, re.IGNORECASE))
        if found and _open(fragment := rest[found[-1].end() :]):
            return rest[: found[-1].start()], param, fragment.lstrip('"“„')
    return None


def _open(fragment: str) -> bool:
    quoted = fragment[:1] in {'"', "“", "„"}
    return not any(mark in fragment[1:] for mark in '"”') if quoted else not any(c.isspace() for c in fragment)


def _positional(command: Command, head: str, rest: str, around: Surroundings) -> list[Suggestion]:
    """Complete the last words as a value of the first parameter that the words before them leave free."""
    words = rest.split(" ")
    longest = min(len(words), _LONGEST_RUN) if words[-1] else 1
    runs = range(1, longest + 1)
    # A name of several words goes before one of fewer; of resemblances the shortest, since most of a line is right.
    for run, resembling in (*((run, False) for run in reversed(runs)), *((run, True) for run in runs)):
        before, fragment = " ".join(words[:-run]), " ".join(words[-run:])
        free = [param for param in _free(command, before, around) if param.listed]
        if not free:
            continue
        if before and free[0] is not _first_open(command, free):
            # Free text goes on to the end of the line, and some have no place: what may follow has to be named.
            return _names(f"{head} {rest}", free) if not words[-1] else []
        found = values(free[0], fragment, around, resembling=resembling)
        if any(value.value == fragment for value in found):
            return []
        if found or not fragment:
            lead = f"{head} {before} " if before else f"{head} "
            ways = [Suggestion(f"{lead}{_plain(free[0], value)} ", value.label, value.hint) for value in found]
            return ways if fragment else ways + _names(lead, free)
    return []


def _first_open(command: Command, free: list[Param]) -> Param | None:
    """Give the parameter that the next word would go to; none after free text, nor when only names can follow."""
    taken = [param for param in command.listed if param not in free]
    if any(param.kind in {Kind.TEXT, Kind.QUERY} for param in taken):
        return None
    return next((param for param in free if param in command.placed), None)


def _names(lead: str, free: Iterable[Param]) -> list[Suggestion]:
    """Offer the parameters that are still free by their names."""
    return [Suggestion(f"{lead}{param.name}:", f"{param.name}:", param.summary) for param in free]


def _free(command: Command, before: str, around: Surroundings) -> list[Param]:
    """Give the parameters that some words leave free; none when the words cannot be read."""
    try:
        given = read_line(f"{command.name} {before}", around.commands, around.library, around.today).given
    except UserError:
        return []
    return [param for param in command.params if param.name not in given and param != PAGE]


def _plain(param: Param, value: Value) -> str:
    """Write a value as it is read in its place: plain when it is one word, else with the parameter's name."""
    return _argument(param, value) if " " in value.value else value.value


def _argument(param: Param, value: Value) -> str:
    return write_line("", {param.name: value.value}).removeprefix("/ ")


def _names_from(typed: str, around: Surroundings) -> list[Suggestion]:
    """Offer commands while their name is being typed: one word of it after the other, a family as one."""
    plain = " ".join(typed.split()).casefold().removeprefix("/")
    whole = typed[-1:].isspace() and bool(plain)
    begun = [command for command in around.usable if command.name.startswith(f"{plain} " if whole else plain)]
    depth = len(plain.split()) + 1 if whole else 1 if " " not in plain else _DEEPEST
    if begun:
        return [_way(name, group) for name, group in branches(depth, begun)]
    if whole:
        return []
    first, space, rest = plain.partition(" ")
    if space and first == EVERY:  # Any command may stand after it.
        begun = [command for command in around.usable if command.name.startswith(rest.removeprefix("/"))]
        return [replace(way, line=f"/{EVERY} {way.line[1:]}") for way in (_way(c.name, [c]) for c in begun)]
    near = [] if space else _commands(plain, around.usable)
    return [_way(command.name, [command]) for command in near]


def _way(name: str, group: Sequence[Command]) -> Suggestion:
    first = group[0]
    if len(group) == 1 and first.name == name:
        return Suggestion(f"/{name} " if first.params else f"/{name}", first.usage, first.summary)
    after = dict.fromkeys(command.name.removeprefix(f"{name} ").split()[0] for command in group)
    return Suggestion(f"/{name} ", f"/{name} …", ", ".join(after))


def _commands(text: str, commands: Sequence[Command]) -> list[Command]:
    plain = " ".join(text.split()).removeprefix("/").casefold()
    begun = [command for command in commands if command.name.startswith(plain)]
    if begun or not plain:
        return begun
    near = process.extract(plain, [command.name for command in commands], limit=3, score_cutoff=60)
    return [commands[place] for _, _, place in near]


def _records(text: str, library: Library, *, resembling: bool) -> list[Value]:
    """Complete an id, or find the ids of what has such a name, or those that have such words in them."""
    plain = text.strip().casefold()
    if not plain:
        return []
    if ids := list(islice(library.ids_from(plain), MOST)):
        return [Value(record_id, record_id, label(library, record_id)) for record_id in ids]
    things = library.names.complete(plain, _WITH_IDS, MOST, resembling=False)
    if not things and (ids := _having(plain.split(), library)):
        return [Value(record_id, record_id, label(library, record_id)) for record_id in ids]
    if not things and resembling:
        things = library.names.complete(plain, _WITH_IDS, MOST)
    return [Value(thing.id, name(thing), thing.id) for thing in things]


def _having(words: Sequence[str], library: Library) -> list[str]:
    """Give ids that have all of some words in them, in the order of the record."""
    first, *others = sorted(words, key=len, reverse=True)
    found = (one for one in library.ids_with(first) if all(word in one for word in others))
    return list(islice(found, MOST))


def _offered(text: str, choices: Iterable[str]) -> list[Value]:
    """Give the choices that begin so, then those that have it in them."""
    plain = text.strip().casefold().replace(" ", "_")
    found = [(not folded.startswith(plain), one) for one in choices if plain in (folded := one.casefold())]
    return [Value(one, one) for _, one in sorted(found, key=itemgetter(0))[:MOST]]


def _dates(text: str, around: Surroundings) -> list[Value]:
    today = around.today
    plain = text.strip()
    read = read_date(plain, today)
    own = [Value(plain, read.spoken(), str(read))] if read and plain else []
    entries = around.library.timeline()
    first = entry_date(entries[0]).year if entries else today.year
    years = [str(year) for year in range(today.year, first - 1, -1)]
    spoken = ["last month", "last year", *years]
    return (
        own + [Value(form, form) for form in spoken if form.startswith(plain.casefold()) and form != plain][: MOST - 1]
    )


def _hint(thing: object) -> str:
    if isinstance(thing, Person | Organisation):
        return thing.summary
    return "question" if isinstance(thing, Question) else "debate"
