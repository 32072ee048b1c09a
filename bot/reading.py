"""Reading one line: `/timeline openai from:2023 to:"may 2024"` into a command and its arguments."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from bot.card import Button
from bot.command import SORTS, Command, Kind, Param, short, write_line
from bot.errors import Unreadable
from bot.families import EVERY, family, split_line
from bot.roles import Role
from bot.when import read_date
from briefings.library import Library
from briefings.names import ANYTHING, Sort

LONGEST_LINE = 4_000
"""A line longer than this is refused; the longest message of any platform is no question."""
_LONGEST_NAME = 12
_CLOSING = {'"': ('"', '"”“'), "“": ("”", '”“"'), "„": ("“”", '“”"'), "‟": ("”", '”"')}
"""What closes a quotation that opens so: its own mark, or, where there is none, any."""
_JOINING: Mapping[str | Kind, frozenset[str]] = {
    "two": frozenset({"and", "vs", "vs.", "versus", "with", "to"}),
    "from": frozenset({"from", "since"}),
    "to": frozenset({"to", "until"}),
    "since": frozenset({"since"}),
    "as_of": frozenset({"as", "of", "in", "on"}),
    Kind.QUESTION: frozenset({"on", "about"}),
}
"""Words that people write before a parameter, and that are no part of it."""
_ESCAPE = re.compile(r'\\(["\\“”])')
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Whatever is no letter, mark or space that a person could have meant; a tab and the end of a line are left."""
_NAMED = re.compile(r"[A-Za-z_]+:")
_WORD = re.compile(r"\S+")
_ENDED = re.compile(r"\s*$|\s+[A-Za-z_]+:")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+", re.IGNORECASE)
_SORTS: Mapping[Kind, frozenset[Sort]] = {**SORTS, Kind.RECORD: ANYTHING}
"""The kinds that may be given by a name, though a record has an id, too, and what may bear it."""


class Reading(NamedTuple):
    """What a line says: the command, and its arguments as text by parameter name."""

    command: Command
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or a quoted run of words, where it stands in the line, and the parameter it is named for."""

    text: str
    start: int
    end: int
    name: str = ""


def read_line(
    line: str, commands: Sequence[Command], library: Library, today: dt.date, role: Role = Role.ADMIN
) -> Reading:
    """Read a line, with or without its slash; raise `UserError` for what cannot be understood.

    What is offered instead of an unknown command is what this role may use. What cannot be seen is passed over, but
    refused in a line with words that are to be kept exactly.
    """
    if len(line) > LONGEST_LINE:
        text = f"That is {len(line):,} characters; at most {LONGEST_LINE:,} can be read. Send a shorter part."
        raise Unreadable(text)
    command, rest = split_line(seen(line), commands, role)
    given = _Reader(command, commands, library, today).read(rest)
    if any(given.get(param.name) for param in command.params if param.exact) and (found := unseen(line)):
        raise Unreadable(f"There is a character in it that cannot be seen ({found}). Take it out, then send it again.")
    return Reading(command, given)


def seen(text: str) -> str:
    """Take out what cannot be seen and means nothing: control characters, half characters, marks that turn text."""
    return _UNSEEN.sub("", text)


def unseen(text: str) -> str:
    """Say what `seen` would take out of a text first, and where it stands; nothing when it leaves the text as it is.

    Blanks around a text are no part of it, and a line may end as Windows ends it.
    """
    text = text.strip().replace("\r\n", "\n")
    found = _UNSEEN.search(text)
    if found is None:
        return ""
    before = seen(text[: found.start()]).split()
    return f"U+{ord(found[0]):04X} {f'after “{short(before[-1])}”' if before else 'at the beginning'}"


class _Reader:
    """Reads the arguments of one command."""

    def __init__(self, command: Command, commands: Sequence[Command], library: Library, today: dt.date) -> None:
        self.command = command
        self.commands = commands
        self.params = {param.name: param for param in command.accepted}
        self.library = library
        self.today = today
        self.given: dict[str, str] = {}

    def read(self, text: str) -> dict[str, str]:
        words: list[_Token] = []
        emptied = set[str]()
        for token in self._dated(list(self._tokens(text))):
            if not token.name:
                words.append(token)
            elif token.name in self.given:
                raise Unreadable(f"“{token.name}:” stands twice. Give it once.")
            else:
                self.given[token.name] = token.text
                if self.params[token.name].clearable and token.end > token.start + len(token.name) + 1:
                    emptied.add(token.name)  # Its quotation marks say that nothing is what is meant.
        self._fill(words, text)
        for name, value in self.given.items():
            if len(value) > self.params[name].limit:
                limit = f"at most {self.params[name].limit:,} can be read. Send a shorter part."
                raise Unreadable(f"“{name}” is {len(value):,} characters long; {limit}", field=name)
        return {
            name: value if value.strip() else ""
            for name in self.params
            if (value := self.given.get(name, "")).strip() or name in emptied
        }

    def _dated(self, tokens: list[_Token]) -> Iterator[_Token]:
        """Let a date that is given by name take the words after it that belong to it: `from:may 2023`."""
        place = 0
        while place < len(tokens):
            token, run = tokens[place], 1
            if token.name and self.params[token.name].kind is Kind.DATE:
                following = list(takewhile(lambda word: not word.name, tokens[place + 1 : place + 4]))
                run += self._date_run([token, *following], most=4) - 1 if following else 0
                run = max(run, 1)
                token = replace(token, text=" ".join(word.text for word in tokens[place : place + run]))
            yield token
            place += run

    # -- tokens -----------------------------------------------------------------------------------

    def _tokens(self, text: str) -> Iterator[_Token]:
        place = 0
        while found := _WORD.search(text, place):
            token = self._key_token(text, found.start()) or _quoted(text, found.start()) or _word(found)
            yield token
            place = token.end

    def _key_token(self, text: str, start: int) -> _Token | None:
        name = self._name_at(text, start)
        if not name:
            return None
        value = self._value_at(text, start + len(name) + 1)
        return _Token(value.text, start, value.end, name)

    def _name_at(self, text: str, start: int) -> str:
        """Give the name of the parameter whose value begins here, or nothing."""
        name, colon, _ = text[start : start + 1 + max(map(len, self.params), default=0)].partition(":")
        return name.casefold() if colon and name.casefold() in self.params else ""

    def _value_at(self, text: str, start: int) -> _Token:
        """Read the value of a name; one that is parted from it by a space is taken too."""
        if value := _quoted(text, start) or _bare(text, start):
            return value
        following = _WORD.search(text, start)
        if following is None or self._name_at(text, following.start()):
            return _Token("", start, start)
        return _quoted(text, following.start()) or _word(following)

    # -- words without a name ---------------------------------------------------------------------

    def _fill(self, words: list[_Token], text: str) -> None:
        free = [param for param in self.command.placed if param.name not in self.given]
        if not any(param.kind in {Kind.TEXT, Kind.QUERY} for param in self.command.placed):
            self._refuse_names(words, text)
        for place, param in enumerate(free):
            words = self._joined_by(words, param)
            if not words:
                return
            count = self._take(param, words, free[place + 1 :])
            if count:
                self.given[param.name] = self._value(param, words[:count], text)
                words = words[count:]
        if words:
            self._left_over(words, text, [param for param in free if param.name not in self.given])

    def _refuse_names(self, words: list[_Token], text: str) -> None:
        for word in words:
            if found := _NAMED.match(text[word.start : word.end]):
                asked = f"It is asked as {self.command.usage}."
                raise Unreadable(f"“{found.group()}” is no parameter of /{self.command.name}. {asked}")

    def _joined_by(self, words: list[_Token], param: Param) -> list[_Token]:
        """Skip a word that only joins, as in `altman and musk` or `since 2023`."""
        joins = _JOINING.get(param.name, _JOINING.get(param.kind, frozenset()))
        while len(words) > 1 and words[0].text.casefold() in joins:
            words = words[1:]
        return words

    def _left_over(self, words: list[_Token], text: str, free: list[Param]) -> None:
        named = next((param for param in free if param.kind in SORTS), None)
        left = _joined(words, text)
        if named is None:
            used = write_line(self.command.name, self.given)
            error = f"“{short(left)}” has no place in /{self.command.name}. It is asked as {self.command.usage}."
            raise Unreadable(
                error, buttons=(Button("Ask without it", used), Button("Help", f"/help {self.command.name}"))
            )
        # Its reader says that there is no such name, and offers the near ones.
        self.given[named.name] = left

    def _take(self, param: Param, words: list[_Token], later: list[Param]) -> int:
        """Say how many of the first words belong to a parameter."""
        match param.kind:
            case Kind.TEXT | Kind.QUERY:
                return len(words)
            case Kind.DATE:
                return self._date_run(words)
            case Kind.NUMBER:
                return int(words[0].text.isdecimal())
            case Kind.CHOICE:
                return int(words[0].text.casefold() in param.choices)
            case Kind.COMMAND:
                return self._command_run(words)
            case Kind.RECORD:
                return self._record_run(param, words, later)
            case kind if kind in SORTS:
                return self._needed_run(param, words, later) if param.required else self._name_run(param, words)
            case _:
                return 1

    def _command_run(self, words: list[_Token]) -> int:
        """Count the words of a command's name; after the beginning of a family all words are meant for it."""
        plain = [word.text.casefold() for word in words]
        plain[0] = plain[0].removeprefix("/")
        names = {command.name for command in self.commands}
        named = [count for count in range(len(words), 0, -1) if " ".join(plain[:count]) in names]
        in_family = plain[0] == EVERY or family(plain[0], self.commands)
        return named[0] if named else len(words) if in_family else 1

    def _record_run(self, param: Param, words: list[_Token], later: list[Param]) -> int:
        """Count the words of a name; an id is one word, and so is what is written as ids are."""
        named = self._name_run(param, words)
        return named or (1 if _ID.fullmatch(words[0].text) else self._needed_run(param, words, later))

    def _name_run(self, param: Param, words: list[_Token], *, partly: bool = False) -> int:
        """Count the longest run of first words that names something, or, with `partly`, that is a part of a name."""
        for count in range(min(len(words), _LONGEST_NAME), 0, -1):
            run = " ".join(word.text for word in words[:count])
            found = self.library.names.find(run, _SORTS[param.kind], partly=partly)
            if found.whole or (partly and found.matches):
                return count
        return 0

    def _needed_run(self, param: Param, words: list[_Token], later: list[Param]) -> int:
        """Count the words of a name that has to be there; an unknown one takes what no later parameter can."""
        count = self._name_run(param, words) or self._name_run(param, words, partly=True)
        rest = words[count:]
        if count and (not rest or any(self._take(other, rest, []) for other in later)):
            return count
        if count and not self._resembles(param, words[: count + 1]):
            return count
        return self._unknown_run(words, later)

    def _resembles(self, param: Param, words: list[_Token]) -> bool:
        return self.library.names.resembles(" ".join(word.text for word in words), _SORTS[param.kind])

    def _unknown_run(self, words: list[_Token], later: list[Param]) -> int:
        """Count the words before those that the next parameter by name can take, or all."""
        following = next((param for param in later if param.kind in SORTS), None)
        if following:
            for count in range(1, min(len(words), _LONGEST_NAME)):
                if self._name_run(following, words[count:]):
                    return count
        return len(words)

    def _date_run(self, words: list[_Token], most: int = 4) -> int:
        for count in range(min(len(words), most), 0, -1):
            if read_date(" ".join(word.text for word in words[:count]), self.today):
                return count
        return 0

    @staticmethod
    def _value(param: Param, words: list[_Token], text: str) -> str:
        if param.kind is Kind.QUERY or (param.kind is Kind.TEXT and len(words) > 1):
            return _joined(words, text)
        return " ".join(word.text for word in words)


def _joined(words: list[_Token], text: str) -> str:
    """Give the words as they were written, with what stood between neighbours."""
    pieces = [text[words[0].start : words[0].end]]
    for before, word in pairwise(words):
        between = text[before.end : word.start]
        pieces.append((" " if between.strip() else between) + text[word.start : word.end])
    return "".join(pieces)


def _quoted(text: str, start: int) -> _Token | None:
    """Read a run in quotation marks; `None` when none opens here or it never closes."""
    closing = _CLOSING.get(text[start : start + 1])
    if closing is None:
        return None
    for mark in closing:
        # Told quickly, since a line may be nothing but marks that open.
        if any(text.find(letter, start + 1) > 0 for letter in mark) and (end := _closed(text, start + 1, mark)):
            return _Token(_ESCAPE.sub(r"\1", text[start + 1 : end]), start, end + 1)
    return None


def _closed(text: str, place: int, marks: str) -> int:
    """Give the place of the mark that closes a quotation, 0 for none.

    Several in a row are part of what is quoted, unless it ends with them: the last then closes it.
    """
    first = 0
    while place < len(text):
        if text[place] == "\\" and text[place + 1 : place + 2]:
            place += 2
            continue
        end = place
        while text[end : end + 1] and text[end] in marks:
            end += 1
        if end - place == 1 or (end > place and _ENDED.match(text, end)):
            return end - 1
        first = first or (place if end > place else 0)
        place = max(end, place + 1)
    return first


def _word(found: re.Match[str]) -> _Token:
    return _Token(found.group(), found.start(), found.end())


def _bare(text: str, start: int) -> _Token | None:
    """Read a value without quotation marks; `None` when none begins here."""
    found = _WORD.match(text, start)
    return _word(found) if found else None
