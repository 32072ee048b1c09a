"""The JSON Schemas that editors check content files with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from briefings.load import FILES, SHIPPED, TABLES, Table
from briefings.model import About
from briefings.schema import schemas


def _schema(file: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schemas()[f"{file.removesuffix('.toml')}.schema.json"])
    return schema


def _references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def test_every_content_file_has_a_schema() -> None:
    assert set(schemas()) == {f"{Path(file).stem}.schema.json" for file in FILES}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.noun)
def test_every_noun_has_a_definition_with_its_fields(table: Table) -> None:
    schema = _schema(table.file)
    name = table.type.__name__
    assert schema["properties"][table.noun] == {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}
    assert list(schema["$defs"][name]["properties"]) == [field.name for field in fields(table.type)]
    assert schema["$defs"][name]["additionalProperties"] is False


@pytest.mark.parametrize("file", FILES)
def test_every_reference_in_a_schema_leads_to_a_definition(file: str) -> None:
    schema = _schema(file)
    references = set(_references(schema))
    assert references
    assert references <= {f"#/$defs/{name}" for name in schema["$defs"]}


@pytest.mark.parametrize("file", FILES)
def test_a_schema_allows_nothing_but_its_tables(file: str) -> None:
    schema = _schema(file)
    head = [field.name for field in fields(About)] if file == "dossier.toml" else []
    assert list(schema["properties"]) == head + [table.noun for table in TABLES if table.file == file]
    assert schema["additionalProperties"] is False


def test_a_dossiers_head_is_required() -> None:
    assert set(_schema("dossier.toml")["required"]) == {field.name for field in fields(About)}


def test_a_schema_says_what_an_id_and_a_date_look_like() -> None:
    quote = _schema("quotes.toml")["$defs"]["Quote"]["properties"]
    assert quote["id"]["pattern"].startswith("^(?:q-")
    assert quote["id"]["maxLength"] == 80
    assert quote["said"]["pattern"] == r"^\d{4}(-\d{2}(-\d{2})?)?$"


def test_the_written_schemas_are_these() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (SHIPPED.parent / "schemas").glob("*.json")}
    assert written == schemas()
