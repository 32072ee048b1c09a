"""Records to canonical TOML, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import tomlkit
from tomlkit.items import Item as TomlItem
from tomlkit.items import Table

from briefings.load import FILES, NOUNS, TABLES, adapter
from briefings.model import About, Dossier, Record

_NOUN = {kind: noun for noun, kind in NOUNS.items()}
RETRACTION = "retraction"
"""The noun of what is not shown any more."""
REVIEW = """\
# Every entry is whole, as it is to stand. After review, put each into the content file of its noun, over the entry
# with the same id, and take out what a [[retraction]] names; `onrecord check` then lists what still refers to that.

"""
BESIDE = """\
# What the content files beside this one do not hold, since it is not shown: what is retracted, and what rests on that.
# `onrecord import` of their folder takes in both; where they are content, `onrecord check` has no need of this file.

"""
_TAKEN_OTHERWISE = frozenset('[{"=+-@＝＋－＠')
LONGEST_LINE = 140
"""A list or inline table longer than this many characters is spread over lines of its own."""


class Retraction(NamedTuple):
    """Says that something is not to be shown, without its words. `own` is one that never came with the program."""

    id: str
    noun: str
    reason: str
    own: bool = False

    def fields(self) -> dict[str, str]:
        """Give what is written of it; whoever never had one is told of what kind it was."""
        kind = {"of": self.noun} if self.own else {}
        return {"id": self.id, "reason": self.reason, **kind}


class Item(NamedTuple):
    """One line of an export: a record as it stands in a dossier, or that it is retracted."""

    dossier: str
    what: Record | About | Retraction


def noun(record: Record | About) -> str:
    """Name what a record is, as files and interfaces do: `quote`."""
    return _NOUN[type(record)]


def as_dict(value: object) -> dict[str, Any]:
    """Give the fields of a record that say something, in the order of the model, as JSON knows them."""
    of: type = type(value)
    fields: dict[str, Any] = adapter(of).dump_python(value, mode="json", exclude_defaults=True)
    return fields


def to_toml(dossier: Dossier) -> dict[str, str]:
    """Give the content files of a dossier, by file name; reading them gives an equal dossier."""
    files: dict[str, tomlkit.TOMLDocument] = {}
    for name in FILES:
        document = files[name] = tomlkit.document()
        if name == "dossier.toml":
            for key, value in as_dict(dossier.about).items():
                document.add(key, _item(value))
    for table in TABLES:
        rows = getattr(dossier, table.field)
        if rows:
            tables = tomlkit.aot()
            for row in rows:
                tables.append(_table(as_dict(row)))
            files[table.file].add(table.noun, tables)
    return {name: _schema_line(name) + tomlkit.dumps(document) for name, document in files.items()}


def _schema_line(file: str) -> str:
    return f"#:schema ../../schemas/{file.removesuffix('.toml')}.schema.json\n\n"


def change_files(items: Iterable[Item], lead: str = REVIEW) -> dict[str, str]:
    """Give one TOML file for each dossier, by its id: entries as content files hold them, then what is retracted.

    `lead` is the comment that each begins with: what it is and what is to be done with it.
    """
    by_dossier: dict[str, list[Item]] = {}
    for item in items:
        by_dossier.setdefault(item.dossier, []).append(item)
    return {dossier: lead + _change_file(dossier, own) for dossier, own in by_dossier.items()}


def _change_file(dossier: str, items: Iterable[Item]) -> str:
    document = tomlkit.document()
    head: Mapping[str, Any] = {"id": dossier}
    tables = {noun: tomlkit.aot() for noun in (*(table.noun for table in TABLES), RETRACTION)}
    for _, what in items:
        if isinstance(what, About):
            head = as_dict(what)
        elif isinstance(what, Retraction):
            tables[RETRACTION].append(_table(what.fields()))
        else:
            tables[noun(what)].append(_table(as_dict(what)))
    for key, value in head.items():
        document.add(key, _item(value))
    for name, rows in tables.items():
        if rows:
            document.add(name, rows)
    return tomlkit.dumps(document)


def to_json(items: Iterable[Item]) -> str:
    """Give a JSON list of `{"kind": "quote", "id": …, "dossier": …}`."""
    return json.dumps([_row(item) for item in items], ensure_ascii=False, indent=1) + "\n"


def to_csv(items: Iterable[Item]) -> str:
    """Give CSV with a column for every field that is used; a cell that is no text holds JSON."""
    rows = [_row(item) for item in items]
    columns = list(dict.fromkeys(column for row in rows for column in row)) or ["kind", "id"]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _row(item: Item) -> dict[str, Any]:
    dossier, what = item
    if isinstance(what, Retraction):
        return {"kind": RETRACTION, "id": what.id, "dossier": dossier, **what.fields()}
    # `kind` says what a record is; a kind of its own, such as a source's, goes by its full name.
    called = noun(what)
    fields = {f"{called}_kind" if key == "kind" else key: value for key, value in as_dict(what).items()}
    home = {} if isinstance(what, About) else {"dossier": dossier}
    return {"kind": called, "id": what.id, **home, **fields}


def _cell(value: object) -> str:
    # Text that could be taken for JSON on the way back, or for a formula by a spreadsheet, is written as JSON too.
    if isinstance(value, str) and value.lstrip()[:1] not in _TAKEN_OTHERWISE:
        return value
    return json.dumps(value, ensure_ascii=False)


def _table(fields: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in fields.items():
        table.add(key, _nested(value) or _item(value))
    return table


def _nested(value: Any) -> TomlItem | None:  # noqa: ANN401  whatever a record holds
    """Give what is too long for one line as tables of their own; `None` for everything else."""
    if isinstance(value, Mapping) and len(_item(value).as_string()) > LONGEST_LINE:
        return _table(value)
    if isinstance(value, list) and any(isinstance(part, Mapping) and _nested(part) for part in value):
        tables = tomlkit.aot()
        for part in value:
            tables.append(_table(part))
        return tables
    return None


def _item(value: Any) -> TomlItem:  # noqa: ANN401  whatever a record holds
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.update({key: _item(part) for key, part in value.items()})
        return inline
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(_item(part) for part in value)
        array.multiline(len(array.as_string()) > LONGEST_LINE or any(isinstance(part, Mapping) for part in value))
        return array
    scalar: TomlItem = tomlkit.item(value)
    return scalar
