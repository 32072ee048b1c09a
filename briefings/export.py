"""Records to canonical TOML, JSON and CSV, and back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from tomlkit.items import Item, Table

from briefings.faults import ContentError, Fault
from briefings.load import FILES, NOUNS, TABLES, adapter, parse
from briefings.model import About, Dossier, Record

_NOUN = {kind: noun for noun, kind in NOUNS.items()}
_SURPLUS = "more cells"
LONGEST_LINE = 140
"""A list or inline table longer than this many characters is spread over lines of its own."""


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


def to_json(records: Iterable[Record]) -> str:
    """Give records as a JSON list of `{"kind": "quote", "id": …}`."""
    rows = [_row(record) for record in records]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str, file: str = "JSON") -> list[Record]:
    """Read what `to_json` wrote; raise `ContentError` with every fault by row and field."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ContentError([Fault(file, "", "", f"cannot be read as JSON: {error}")]) from None
    if not isinstance(rows, list):
        raise ContentError([Fault(file, "", "", 'must be a list of records; write [{"kind": "quote", …}, …]')])
    return _records(rows, file)


def to_csv(records: Iterable[Record]) -> str:
    """Give records as CSV with a column for every field that is used; a cell that is no text holds JSON."""
    rows = [_row(record) for record in records]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def from_csv(text: str, file: str = "CSV") -> list[Record]:
    """Read what `to_csv` wrote; raise `ContentError` with every fault by row and field."""
    try:
        lines = csv.DictReader(io.StringIO(text), restkey=_SURPLUS)
        rows = [{key: _value(cell) for key, cell in row.items() if cell} for row in lines]
    except csv.Error as error:
        raise ContentError([Fault(file, "", "", f"cannot be read as CSV: {error}")]) from None
    return _records(rows, file)


def _row(record: Record) -> dict[str, Any]:
    # `kind` says what a record is; a kind of its own, such as a source's, goes by its full name.
    called = noun(record)
    return {"kind": called} | {f"{called}_kind" if key == "kind" else key: v for key, v in as_dict(record).items()}


def _records(rows: Iterable[Any], file: str) -> list[Record]:
    records: list[Record] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, 1):
        kind = row.get("kind") if isinstance(row, Mapping) else None
        entry = f"row {number}"
        if not isinstance(kind, str) or kind not in NOUNS:
            faults.append(Fault(file, entry, "kind", f"{kind!r} is no kind of record; write one of {', '.join(NOUNS)}"))
            continue
        if _SURPLUS in row:
            faults.append(
                Fault(file, entry, "", "has more cells than there are columns; quote cells that hold a comma")
            )
            continue
        own = {"kind" if key == f"{kind}_kind" else key: value for key, value in row.items() if key != "kind"}
        record, wrong = parse(NOUNS[kind], own)
        if record is not None:
            records.append(record)
        faults += (Fault(file, entry, field, text) for field, text in wrong)
    if faults:
        raise ContentError(faults)
    return records


def _cell(value: object) -> str:
    # Text that could be taken for JSON on the way back is written as JSON too.
    if isinstance(value, str) and value[:1] not in {"[", "{", '"'} and not _is_number(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _value(cell: Any) -> Any:  # noqa: ANN401  a cell of any kind, or the list of surplus cells
    if isinstance(cell, str) and (cell[:1] in {"[", "{", '"'} or _is_number(cell)):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            return cell
    return cell


def _is_number(text: str) -> bool:
    return text.lstrip("-").isdecimal()


def _table(fields: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in fields.items():
        table.add(key, _nested(value) or _item(value))
    return table


def _nested(value: Any) -> Item | None:  # noqa: ANN401  whatever a record holds
    """Give what is too long for one line as tables of their own; `None` for everything else."""
    if isinstance(value, Mapping) and len(_item(value).as_string()) > LONGEST_LINE:
        return _table(value)
    if isinstance(value, list) and any(isinstance(part, Mapping) and _nested(part) for part in value):
        tables = tomlkit.aot()
        for part in value:
            tables.append(_table(part))
        return tables
    return None


def _item(value: Any) -> Item:  # noqa: ANN401  whatever a record holds
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.update({key: _item(part) for key, part in value.items()})
        return inline
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(_item(part) for part in value)
        array.multiline(len(array.as_string()) > LONGEST_LINE or any(isinstance(part, Mapping) for part in value))
        return array
    scalar: Item = tomlkit.item(value)
    return scalar
