"""JSON Schemas of the content files, for editors that complete and check TOML."""

from __future__ import annotations

import json
from typing import Any

from briefings.load import FILES, TABLES, adapter
from briefings.model import About


def schemas() -> dict[str, str]:
    """Give one JSON Schema for each content file, by its file name: `quotes.schema.json`."""
    return {f"{name.removesuffix('.toml')}.schema.json": _text(_schema(name)) for name in FILES}


def _schema(file: str) -> dict[str, Any]:
    head: dict[str, Any] = {"properties": {}, "type": "object"}
    if file == "dossier.toml":
        head = adapter(About).json_schema()
    definitions: dict[str, Any] = head.pop("$defs", {})
    for table in TABLES:
        if table.file == file:
            rows = adapter(table.type).json_schema(ref_template="#/$defs/{model}")
            definitions |= rows.pop("$defs", {})
            definitions[table.type.__name__] = rows
            head["properties"][table.noun] = {"type": "array", "items": {"$ref": f"#/$defs/{table.type.__name__}"}}
    schema = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": schema, "title": file, **head, "additionalProperties": False, "$defs": definitions}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
