"""Files of records to rows: what stands in JSON, CSV or TOML, before anything is judged by the record it goes into."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from typing import Any, Self

import tomli

from briefings.export import RETRACTION
from briefings.faults import Fault
from briefings.load import NOUNS, TABLES, pieces
from briefings.model import About
from briefings.quoting import quoted

FORMS = ("toml", "json", "csv")
"""What a file may be written in."""
GAP = "gap"
DEEPEST = 8
"""Lists and tables stand at most so deep in each other; a record needs four."""
_ENDINGS = {".toml": "toml", ".json": "json", ".csv": "csv", ".tsv": "csv", ".txt": ""}
_SURPLUS = "\0"
"""Where cells go that stand under no column; no column is called so."""
_LISTS = frozenset({"questions", "tags", "people", "organisations", "quotes", "events"})
_APART, _NAMES_APART = re.compile("[,;]"), re.compile(";")
_TOML = re.compile(r"\s*(#|\[\[\w+\]\]|[\w-]+\s*=)")
_LONGEST_TOLD = 400
_HEAD = frozenset(one.name for one in dataclass_fields(About))


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a file: the noun, its fields as JSON knows them, and the dossier that it says it is in."""

    file: str
    entry: str
    """The id, or where it stands: `row 3`."""
    noun: str
    fields: dict[str, Any]
    dossier: str = ""

    def fault(self, where: str, problem: str) -> Fault:
        cut = problem if len(problem) <= _LONGEST_TOLD else f"{problem[:_LONGEST_TOLD]}…"
        return Fault(self.file, self.entry, where, cut)


@dataclass(slots=True)
class Rows:
    """What could be read of a file, and what is wrong with the rest."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __iadd__(self, other: Rows) -> Self:
        self.rows += other.rows
        self.faults += other.faults
        return self


def read(data: bytes | str, form: str = "", file: str = "", dossier: str = "") -> Rows:
    """Read a file; never raises. `form` is told by the name or by what stands in it, unless it is given.

    `dossier` is that of TOML which names none.
    """
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return _spoilt(file, f"is not UTF-8 at byte {error.start}; save it as UTF-8")
    if "\0" in text:
        place = len(text[: text.index("\0")].encode())
        return _spoilt(file, f"has a NUL at byte {place}: it is no text in UTF-8; save it as UTF-8")
    text = text.replace("\r\n", "\n")
    match form or form_of(file, text):
        case "json":
            return _json(text, file)
        case "toml":
            return _toml(text, file, dossier)
        case _:
            return _csv(text, file)


def form_of(name: str, text: str) -> str:
    """Tell what a file is written in by the end of its name or, where that says nothing, by how it begins."""
    ending = re.search(r"\.\w+$", name.casefold())
    if known := _ENDINGS.get(ending.group() if ending else ""):
        return known
    begin = text.lstrip()
    if _TOML.match(begin):
        return "toml"
    return "json" if begin[:1] in {"[", "{"} else "csv"


def _spoilt(file: str, problem: str) -> Rows:
    return Rows(faults=[Fault(file, "", "", problem)])


# -- JSON -----------------------------------------------------------------------------------------


def _json(text: str, file: str) -> Rows:
    try:
        values = json.loads(text, object_pairs_hook=_pairs)
    except (ValueError, RecursionError) as error:
        return _spoilt(file, f"cannot be read as JSON: {_sentence(error)}")
    if not isinstance(values, list):
        return _spoilt(file, 'must be a list of records; write [{"kind": "quote", …}, …]')
    return _rows(((f"row {number}", value) for number, value in enumerate(values, 1)), file)


class _Twice(dict[str, Any]):
    """A table in which some key stands twice."""

    key = ""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    twice = _Twice(made)
    twice.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return twice


# -- CSV ------------------------------------------------------------------------------------------


def _csv(text: str, file: str) -> Rows:
    head = text.lstrip("\n").partition("\n")[0]
    apart = max(",;\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=apart))
    except csv.Error as error:
        return _spoilt(file, f"cannot be read as CSV: {error}")
    lines = [line for line in lines if any(map(str.strip, line))]
    if not lines:
        return Rows()
    columns = ["_".join(name.casefold().split()) for name in lines[0]]
    if "kind" not in columns and "words" not in columns:
        problem = "is no table with a column for the kind of each record, or of words, nor JSON or TOML; add it: kind"
        return _spoilt(file, problem)
    kind = {} if "kind" in columns else {"kind": "quote"}
    if doubled := [name for name, many in Counter(filter(None, columns)).items() if many > 1]:
        return _spoilt(file, f"has more than one column {quoted(doubled[0])}; keep one")
    found = Rows()
    good: list[tuple[str, object]] = []
    for number, line in enumerate(lines[1:], 1):
        cells = dict(zip((*columns, *([_SURPLUS] * (len(line) - len(columns)))), line, strict=False))
        if any(cells.pop(name, "").strip() for name in ("", _SURPLUS)):
            problem = "has more cells than there are columns; quote cells that hold a comma"
            found.faults.append(Fault(file, f"row {number}", "", problem))
            continue
        values = {name: _value(name, cell.strip()) for name, cell in cells.items() if cell.strip()}
        good.append((f"row {number}", {**kind, **values}))
    found += _rows(good, file)
    return found


def _value(name: str, cell: str) -> object:
    if cell[:1] in {"[", "{", '"'} or (name == "score" and cell.removeprefix("-").isdecimal()):
        try:
            return json.loads(cell, object_pairs_hook=_pairs)
        except (ValueError, RecursionError):
            return cell
    return cell


# -- TOML -----------------------------------------------------------------------------------------


def _toml(text: str, file: str, dossier: str) -> Rows:
    try:
        content = _whole_toml(text)
    except (ValueError, RecursionError) as error:
        return _spoilt(file, f"cannot be read as TOML: {_sentence(error)}")
    nouns = {table.noun for table in TABLES} | {RETRACTION}
    head = {key: value for key, value in content.items() if key in _HEAD}
    found = Rows(faults=[_strange(file, key, nouns) for key in content if key not in nouns and key not in _HEAD])
    if head:
        own = head.get("id")
        dossier = own if isinstance(own, str) else dossier
        if len(head) > 1 or not isinstance(own, str):
            found += _checked(Row(file, str(own or "dossier 1"), "dossier", {}), head)
    for noun in (noun for noun in content if noun in nouns):
        rows = content[noun]
        if not isinstance(rows, list):
            found.faults.append(Fault(file, noun, "", f"must be a list of tables; begin each with [[{noun}]]"))
            continue
        for number, row in enumerate(rows, 1):
            own = row.get("id") if isinstance(row, Mapping) else None
            entry = own if isinstance(own, str) and own else f"{noun} {number}"
            found += _checked(Row(file, entry, noun, {}, dossier), row)
    return found


def _strange(file: str, key: str, nouns: Iterable[str]) -> Fault:
    known = "]], [[".join(sorted(nouns))
    return Fault(file, key[:80], "", f"does not belong here; there can be [[{known}]], and first what the debate is")


def _whole_toml(text: str) -> dict[str, Any]:
    content: dict[str, Any] = {}
    try:
        for piece in pieces(text):
            for key, value in tomli.loads(piece).items():
                if key in content and not (isinstance(value, list) and isinstance(content[key], list)):
                    return tomli.loads(text)
                content[key] = [*content[key], *value] if key in content else value
    except ValueError:
        # A piece may begin inside of a text of several lines; the whole may be right, or tells the right line.
        return tomli.loads(text)
    return content


# -- rows of any form -----------------------------------------------------------------------------


def _rows(values: Iterable[tuple[str, object]], file: str) -> Rows:
    found = Rows()
    for entry, value in values:
        if not isinstance(value, Mapping):
            found.faults.append(Fault(file, entry, "", 'is no record; write {"kind": "quote", …}'))
            continue
        kind = value.get("kind")
        if not isinstance(kind, str) or kind not in {*NOUNS, RETRACTION}:
            known = ", ".join((*NOUNS, RETRACTION))
            what = f"{quoted(kind)} is no kind of record" if isinstance(kind, str) else "is missing or no text"
            found.faults.append(Fault(file, entry, "kind", f"{what}; write one of {known}"))
            continue
        dossier = value.get("dossier") if kind != "dossier" else None
        if not isinstance(dossier, str | None):
            found.faults.append(Fault(file, entry, "dossier", "is no text; write the id of a debate"))
            continue
        placing = {"kind"} if kind == "dossier" else {"kind", "dossier"}
        own = {"kind" if key == f"{kind}_kind" else key: one for key, one in value.items() if key not in placing}
        found += _checked(Row(file, entry, kind, {}, dossier or ""), own, _doubled(value))
    return found


def _checked(row: Row, value: object, twice: str = "") -> Rows:
    """Fill a row with the fields of an entry, which may be written in the ways that people write them."""
    if not isinstance(value, Mapping):
        return Rows(faults=[row.fault("", f"must be a table; begin each with [[{row.noun}]]")])
    if twice:
        return Rows(faults=[row.fault(twice, "stands twice; keep one")])
    for name, one in value.items():
        if _halved(name):
            return Rows(faults=[row.fault("", "has a field with half a character in its name; take it out")])
        if _depth(one) > DEEPEST:
            return Rows(faults=[row.fault(name, "is nested too deeply; no field of a record is")])
        if _halved(one):
            return Rows(faults=[row.fault(name, "has half a character (a lone surrogate); write it whole")])
    row.fields.update(_plain(row.noun, value))
    return Rows([row])


def _plain(noun: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if value is None:
            continue
        called = "questions" if name == "question" and noun in {"quote", "event"} else name
        if isinstance(value, str) and called in _LISTS:
            yield called, [part.strip() for part in _APART.split(value) if part.strip()]
        elif isinstance(value, str) and called == "aliases":
            yield called, [part.strip() for part in _NAMES_APART.split(value) if part.strip()]
        else:
            yield called, value


def _depth(value: object) -> int:
    """Say how deep lists and tables stand in each other, or that it is too deep."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        inner: list[Any] = []
        for one in level:
            if isinstance(one, Mapping):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        if not inner:
            break
        depth, level = depth + 1, inner
    return depth


def _halved(value: object) -> bool:
    """Tell whether a text holds a surrogate, which is no character; to be asked of what is nested but little."""
    if isinstance(value, str):
        return not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, Mapping):
        return any(map(_halved, (*value.keys(), *value.values())))
    return isinstance(value, list) and any(map(_halved, value))


def _doubled(value: object) -> str:
    """Give a key that stands twice in a table, at whatever depth."""
    level = [value]
    while level:
        one = level.pop()
        if isinstance(one, _Twice):
            return one.key
        if isinstance(one, Mapping):
            level += one.values()
        elif isinstance(one, list):
            level += one
    return ""


def _sentence(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:_LONGEST_TOLD]
