"""What someone may be about to type: commands, parameters and their values, best first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import process

from bot.cards.parts import label, name
from bot.command import SORTS, Command, Kind, Param, write_line
from bot.errors import UserError
from bot.reading import read_line
from bot.when import read_date
from briefings.library import Library, entry_date
from briefings.model import Organisation, Person, Question

MOST = 25
"""So many are offered at most, which is what the narrowest platform shows."""
_LONGEST_RUN = 5


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


def values(param: Param, text: str, around: Surroundings) -> list[Value]:
    """Give values for a parameter that begin like `text`, or resemble it; at most `MOST`. Never raises."""
    match param.kind:
        case kind if kind in SORTS:
            things = around.library.names.complete(text, SORTS[kind], MOST)
            return [Value(thing.id, name(thing), _hint(thing)) for thing in things]
        case Kind.DATE:
            return _dates(text, around)
        case Kind.CHOICE:
            return [Value(choice, choice) for choice in param.choices if choice.startswith(text.casefold())]
        case Kind.COMMAND:
            return [
                Value(command.name, f"/{command.name}", command.summary) for command in _commands(text, around.commands)
            ]
        case Kind.RECORD:
            ids = islice(around.library.ids_from(text.strip().casefold()), MOST) if text.strip() else ()
            return [Value(record_id, record_id, label(around.library, record_id)) for record_id in ids]
        case _:
            return []


def suggest(line: str, around: Surroundings) -> list[Suggestion]:
    """Give ways to go on with a line that is being typed. Never raises."""
    typed = line.lstrip()
    head, space, rest = typed.partition(" ")
    if not space:
        return [
            Suggestion(f"/{command.name} " if command.params else f"/{command.name}", command.usage, command.summary)
            for command in _commands(head.removeprefix("/"), around.commands)
        ]
    command = next((command for command in around.commands if command.name == head.removeprefix("/").casefold()), None)
    if command is None:
        return []
    keyed = _keyed(command, rest)
    if keyed:
        before, param, fragment = keyed
        found = values(param, fragment, around)
        return [Suggestion(f"{head} {before}{_argument(param, value)} ", value.label, value.hint) for value in found]
    return _positional(command, head, rest, around)


def _keyed(command: Command, rest: str) -> tuple[str, Param, str] | None:
    """Split off a `name:value` that is being typed at the end of the line."""
    for param in command.params:
        before, found, fragment = rest.rpartition(f"{param.name}:")
        if found and (not before or before[-1].isspace()) and _open(fragment):
            return before, param, fragment.lstrip('"“„')
    return None


def _open(fragment: str) -> bool:
    quoted = fragment[:1] in {'"', "“", "„"}
    return not any(mark in fragment[1:] for mark in '"”') if quoted else not any(c.isspace() for c in fragment)


def _positional(command: Command, head: str, rest: str, around: Surroundings) -> list[Suggestion]:
    words = rest.split(" ")
    for run in range(min(len(words), _LONGEST_RUN), 0, -1):
        before, fragment = " ".join(words[:-run]), " ".join(words[-run:])
        given = _given(command, before, around)
        if given is None:
            continue
        free = [param for param in command.params if param.name not in given and param.name != "page"]
        found = values(free[0], fragment, around) if free else []
        if found and not _complete(found, fragment):
            lead = f"{head} {before} " if before else f"{head} "
            return [Suggestion(f"{lead}{_argument(free[0], v)} ", v.label, v.hint) for v in found] + _names(
                f"{head} {rest}", free, fragment
            )
        if not fragment:
            return _names(f"{head} {rest}", free, fragment)
    return []


def _complete(found: Sequence[Value], fragment: str) -> bool:
    return len(found) == 1 and found[0].value == fragment


def _names(line: str, free: Iterable[Param], fragment: str) -> list[Suggestion]:
    """Offer the parameters that are still free by their names."""
    if fragment:
        return []
    return [Suggestion(f"{line}{param.name}:", f"{param.name}:", param.summary) for param in free]


def _given(command: Command, before: str, around: Surroundings) -> set[str] | None:
    try:
        return set(read_line(f"{command.name} {before}", around.commands, around.library, around.today).given)
    except UserError:
        return None


def _argument(param: Param, value: Value) -> str:
    return write_line("", {param.name: value.value}).removeprefix("/ ")


def _commands(text: str, commands: Sequence[Command]) -> list[Command]:
    plain = text.strip().removeprefix("/").casefold()
    begun = [command for command in commands if command.name.startswith(plain)]
    if begun or not plain:
        return begun
    near = process.extract(plain, [command.name for command in commands], limit=3, score_cutoff=60)
    return [commands[place] for _, _, place in near]


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
