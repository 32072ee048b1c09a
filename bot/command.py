"""A command, described once for every platform, and one use of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from enum import Enum
from random import Random
from typing import TypeAlias

from bot.card import Button, Card, Form
from bot.desk import Desk
from bot.errors import Ambiguous, MissingArguments, Unknown, Unreadable, UserError
from bot.labels import either, label
from bot.posting import Poster
from bot.roles import WHOSE, Role
from bot.tenants import Tenant
from bot.when import read_date
from briefings.dates import PartialDate
from briefings.library import Library
from briefings.model import About, Holder, Organisation, Person, Question, Record
from briefings.names import ANYTHING, HOLDERS, Found, Named, Sort

LONGEST = 200
"""So many characters an argument has at most, unless its parameter says otherwise."""
_MENTION = re.compile(r"<@!?([A-Za-z0-9]+)(\|[^<>]*)?>")
_CHANNEL = re.compile(r"<#([A-Za-z0-9]+)(\|[^<>]*)?>")
_BARE = re.compile(r"[A-Za-z0-9_./:-]+")
"""What needs no quotation marks in a line."""
_HALF = re.compile("[\ud800-\udfff]")


class Kind(Enum):
    """What a parameter takes."""

    TEXT = "text"
    QUERY = "query"
    """Text in which quotation marks have a meaning of their own."""
    LINK = "link"
    HOLDER = "person or organisation"
    QUESTION = "question"
    DOSSIER = "debate"
    SUBJECT = "question or debate"
    ABOUT = "person, organisation, question or debate"
    RECORD = "record id"
    COMMAND = "command"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    USER = "user"
    CHANNEL = "channel"
    FILE = "file"


SORTS: Mapping[Kind, frozenset[Sort]] = {
    Kind.HOLDER: HOLDERS,
    Kind.QUESTION: frozenset({Sort.QUESTION}),
    Kind.DOSSIER: frozenset({Sort.DOSSIER}),
    Kind.SUBJECT: frozenset({Sort.QUESTION, Sort.DOSSIER}),
    Kind.ABOUT: ANYTHING,
}
"""The kinds that are given by a name, and what may bear it."""


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a command; `limit` is the most characters it takes."""

    name: str
    summary: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    limit: int = LONGEST
    label: str = ""
    """The few words above its field in a form; the summary when there are none."""
    hint: str = ""
    """What stands under its field."""
    listed: bool = True
    """Whether it has a place in a line and is told of; one that is not listed is taken by its name alone."""
    by_name: bool = False
    """Whether it is told of, but has no place in a line: a stray word must not turn the whole answer into another."""
    clearable: bool = False
    """Whether an empty value means “take it out”; of every other parameter an empty value is no value."""
    exact: bool = False
    """Whether its words are kept to the letter, so that what cannot be seen in them is refused and not passed over."""
    several: bool = False
    """Whether it takes several values, separated by commas; those of a text are ids of records."""
    offers: Callable[[], Iterable[str]] | None = None
    """Gives what is offered while it is written, where its kind tells nothing."""


PAGE = Param("page", "Which page", Kind.NUMBER, listed=False)
KNOWN_AT = Param("known_at", "As our record had it at the end of this day", Kind.DATE, by_name=True)
"""Read by the dispatch, which puts the library of that day into the call."""


SHARE = Param("share", "Show the answer to everyone here", Kind.CHOICE, choices=("yes", "no"), listed=False)
PRIVATE = Param("private", "Show the answer to me alone", Kind.CHOICE, choices=("yes", "no"), listed=False)
"""Read by the dispatch, of every command whose answers others may see."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that someone sends along; `name` is what they call it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where; ids are the platform's own. `role` is the one that the platform gives them."""

    tenant: str
    user: str
    channel: str
    role: Role = Role.EVERYONE
    guest: bool = False
    """Whether they are no full member here, so that they have everyone's role whatever was said of them."""
    quiet: bool = False
    """Whether only they see an answer there, unless they want it shown."""
    pressing: bool = False
    """Whether they pressed something that others may see: what comes of it is theirs alone, if they are `quiet`."""
    zone: str = ""
    """The IANA name of the time zone that the platform says they are in; "" where it does not say."""


@dataclass(frozen=True, slots=True)
class Command:
    """What can be asked; the name may be several words: `record add quote`.

    `private` answers are seen by the asker alone on every platform.
    """

    name: str
    summary: str
    run: Callable[[Call], Awaitable[Card | Form]]
    params: tuple[Param, ...] = ()
    role: Role = Role.EVERYONE
    setting: str = ""
    """The tenant's setting that gives it to others than those of its role, if there is one."""
    private: bool = False
    lasting: bool = True
    """Whether the same call gives the same card until the record or the day changes."""
    example: str = ""
    title: str = ""
    """What stands above its form; its name when there is nothing."""
    submit: str = "Ask"
    """What the button of its form says."""
    instead: str = ""
    """The command that whoever may not use this one can use with the same arguments."""
    dialog: Callable[[Call], Awaitable[Form]] | None = None
    """Makes the form of a call, when it is another than one field for every listed parameter."""

    @property
    def accepted(self) -> tuple[Param, ...]:
        """All parameters that can be given, also those that say who sees the answer."""
        return self.params if self.private else (*self.params, SHARE, PRIVATE)

    @property
    def listed(self) -> tuple[Param, ...]:
        """The parameters that are told of, in the order of their places in a line."""
        return tuple(param for param in self.params if param.listed)

    @property
    def placed(self) -> tuple[Param, ...]:
        """The parameters that a word without a name can be meant for, in their order."""
        return tuple(param for param in self.listed if not param.by_name)

    @property
    def usage(self) -> str:
        """The command with its parameters: `/stance <who> [question] [as_of]`."""
        return " ".join((f"/{self.name}", *map(_mark, self.listed)))


def _mark(param: Param) -> str:
    name = f"{param.name}:…" if param.by_name else param.name
    return f"<{name}>" if param.required else f"[{name}]"


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a command: the arguments as they were given, and everything needed to answer.

    The readers below give an argument in its own type, `None` when it was not given, and raise a
    `UserError` that says what would be right.
    """

    command: Command
    given: Mapping[str, str]
    asker: Asker
    library: Library
    """What is answered from: the tenant's, as it is or as it was known at some moment."""
    commands: tuple[Command, ...]
    today: dt.date
    random: Random
    last_shown: MutableMapping[str, str]
    """The quote that each channel was last shown at random."""
    desk: Desk
    """Where the record is changed, and its history read."""
    tenant: Tenant
    poster: Poster | None = None
    """What posts into channels by itself there, where it is on."""
    files: Mapping[str, Upload] = field(default_factory=dict)
    submitted: bool = False
    """Whether the arguments come from a form, which is given back with what is to be mended in it."""
    around: tuple[str, str] = ("", "")
    """What stands before and after an argument that is read as one of a list."""

    def of(self, command: Command, given: Mapping[str, str]) -> Call:
        """Give the call of another command by the same person."""
        return replace(self, command=command, given=given, files={}, submitted=False)

    @property
    def needed_role(self) -> Role:
        """The role that whoever asks needs for it here."""
        return WHOSE.get(self.tenant.settings.get(self.command.setting, ""), self.command.role)

    def line(self, **changed: str | int | None) -> str:
        """Write this call as a line, with some arguments changed; `None` leaves one out."""
        return write_line(self.command.name, {**self.given, **changed})

    def text(self, name: str) -> str | None:
        """Give an argument as it is; "" is one that is to be taken out."""
        return self.given.get(name)

    def needed(self, name: str) -> str:
        """Give a required argument as text."""
        value = self.given.get(name)
        if not value:
            raise MissingArguments(name)
        return value

    def holder(self, name: str, *, exactly: bool = False) -> Holder | None:
        """Give a person or organisation; `exactly` is for what is written: no typo and no part of a name will do."""
        found = self._named(name, Kind.HOLDER, exactly=exactly)
        return found if isinstance(found, Person | Organisation) else None

    def needed_holder(self, name: str, *, exactly: bool = False) -> Holder:
        """Give a required person or organisation."""
        self.needed(name)
        found = self.holder(name, exactly=exactly)
        if found is None:
            raise MissingArguments(name)
        return found

    def question(self, name: str, *, exactly: bool = False) -> Question | None:
        found = self._named(name, Kind.QUESTION, exactly=exactly)
        return found if isinstance(found, Question) else None

    def subject(self, name: str, *, exactly: bool = False) -> Question | About | None:
        found = self._named(name, Kind.SUBJECT, exactly=exactly)
        return found if isinstance(found, Question | About) else None

    def dossier(self, name: str, *, exactly: bool = False) -> About | None:
        found = self._named(name, Kind.DOSSIER, exactly=exactly)
        return found if isinstance(found, About) else None

    def about(self, name: str) -> Named | None:
        return self._named(name, Kind.ABOUT)

    def record(self, name: str, *, exactly: bool = False) -> Record:
        """Give the record with a required id, or the person, organisation or question of this name."""
        record_id = self.needed(name).strip().casefold()
        if record := self.library.get(record_id):
            return record
        found = self.library.names.find(record_id, frozenset(Sort) - {Sort.DOSSIER})
        certain = len(found.matches) == 1 and (found.exact or not exactly)
        if certain and (record := self.library.get(found.matches[0].id)):
            return record
        near = (found.matches or found.near)[:5]
        buttons = tuple(Button(label(thing), self.line(**{name: thing.id})) for thing in near)
        too = "a person’s whole name" if exactly else "a person’s name"
        text = f"No record has the id “{short(record_id)}”. Ids look like q-…, ev-… or pos-…; {too} will do too."
        raise Unknown(text, buttons=buttons, field=name)

    def user(self, name: str) -> str | None:
        """Give a user’s id, written as it is or as platforms write whom someone mentions: `<@U1|name>`."""
        value = (self.given.get(name) or "").strip()
        found = _MENTION.fullmatch(value)
        return (found.group(1) if found else value) or None

    def channel(self, name: str) -> str:
        """Give a channel’s id, written as it is or as platforms write one; where it is asked when none is given."""
        value = (self.given.get(name) or "").strip()
        found = _CHANNEL.fullmatch(value)
        return (found.group(1) if found else value.removeprefix("#")) or self.asker.channel

    def date(self, name: str) -> PartialDate | None:
        value = self.given.get(name)
        if not value:
            return None
        date = read_date(value, self.today)
        if date is None:
            typed = f'{name}:2023, {name}:2023-05, {name}:"may 2023" or {name}:"last month"'
            forms = "2023, 2023-05, may 2023 or last month" if self.submitted else typed
            raise Unreadable(f"“{short(value)}” is no date here. Write {forms}.", field=name)
        return date

    def period(self) -> tuple[PartialDate | None, PartialDate | None]:
        """Give the `from` and `to` dates, which must not run backwards."""
        first, last = self.date("from"), self.date("to")
        if first and last and first.earliest > last.latest:
            turned = self.line(**{"from": str(last), "to": str(first), "page": None})
            text = f"“from {first} to {last}” runs backwards. Try from:{last} to:{first}."
            raise Unreadable(text, buttons=(Button(f"{last} to {first}", turned),), field="from")
        return first, last

    def number(self, name: str, default: int) -> int:
        value = self.given.get(name)
        if not value:
            return default
        if not (value.isascii() and value.isdecimal() and len(value) < 10):  # noqa: PLR2004  fits any database
            text = f"“{short(value)}” is no number. Write {'' if self.submitted else f'{name}:'}{default}."
            raise Unreadable(text, field=name)
        return int(value)

    def choice(self, name: str, choices: tuple[str, ...]) -> str | None:
        value = self.given.get(name)
        if not value:
            return None
        if value.casefold() not in choices:
            buttons = () if self.submitted else tuple(Button(one, self.line(**{name: one})) for one in choices)
            written = f"{'' if self.submitted else f'{name}:'}{' or '.join(choices)}"
            text = f"“{short(value)}” is not one of the choices. Write {written}."
            raise Unreadable(text, buttons=buttons, field=name)
        return value.casefold()

    def _named(self, name: str, kind: Kind, *, exactly: bool = False) -> Named | None:
        value = self.given.get(name)
        if not value:
            return None
        found = self.library.names.find(value, SORTS[kind])
        certain = found.exact if exactly else found.whole
        # Lest someone else be taken for them.
        if not certain and (gone := self.tenant.edition.retracted_called(value)):
            source = Button("When and why", write_line("source", {"id": gone.id}))
            raise Unknown(f"{gone.name} was taken off the record here.", buttons=(source,), field=name)
        if exactly and not certain:
            found = Found(near=found.matches or found.near)
        if len(found.matches) == 1:
            return found.matches[0]
        asking = exactly and kind is Kind.HOLDER and not found.matches
        raise self._refusal(name, value, found, kind, "It is " if asking else "")

    def _refusal(self, name: str, value: str, found: Found, kind: Kind, lead: str) -> UserError:
        things = found.matches or found.near
        before, after = self.around
        lines = (self.line(**{name: f"{before}{thing.id}{after}", "page": None}) for thing in things[:5])
        buttons = tuple(Button(f"{lead}{label(thing)}", line) for thing, line in zip(things, lines, strict=False))
        if found.matches:
            more = "" if len(found.matches) <= len(buttons) else f" These are {len(buttons)} of {len(found.matches)}."
            # In a form there may be no place for what can be pressed.
            several = f"several: {either(things[:5])}" if self.submitted else "several"
            text = f"“{short(value)}” may mean {several}. Which one?{more}"
            return Ambiguous(text, buttons=buttons, field=name)
        who = "No one" if kind is Kind.HOLDER else f"No {kind.value}"
        text = f"{who} called “{short(value)}” is on record."
        if buttons:
            meant = either(things[:5]) if self.submitted else "one of these"
            return Unknown(f"{text} Did you mean {meant}?", buttons=buttons, field=name)
        if self.submitted:
            return Unknown(text, field=name)
        by_name = kind in {Kind.QUESTION, Kind.DOSSIER, Kind.SUBJECT}
        onward = Button("Questions and debates", "/debates") if by_name else Button("Everyone on record", "/people")
        return Unknown(text, buttons=(onward,), field=name)


Line: TypeAlias = str


def write_line(command: str, given: Mapping[str, str | int | None]) -> Line:
    """Write a call as one line that reads back to the same arguments."""
    parts = [f"{name}:{_quote(str(value))}" for name, value in given.items() if value is not None]
    return " ".join([f"/{command}", *parts])


def _quote(value: str) -> str:
    if _BARE.fullmatch(value):
        return value
    value = _HALF.sub("\ufffd", value)  # No button could be sent to anyone with half a character in it.
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def short(text: str) -> str:
    """Cut what someone typed to a length that fits into a sentence about it."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 60 else f"{one_line[:59]}…"  # noqa: PLR2004  a third of a phone's screen
