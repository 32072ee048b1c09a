"""A second opinion on what the loopback Discord took: Discord's own description of its API, where it is at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.platforms.discord.loopback import Discord

OPENAPI = Path(__file__).parents[4] / "shared/conformance/discord-openapi.json"
OK = range(200, 300)
_NUMBER_OR_TEXT = re.compile(r"default_member_permissions|attachments\[\d+\]\.id")
"""Where numbers and their digits mean the same to Discord, and its own examples have the other than its description."""


def opinions(discord: Discord) -> list[str]:
    """Give what the description says against bodies that were taken; nothing where it is not at hand."""
    if not OPENAPI.is_file():
        return []
    taken = [(call.operation, call.body) for call in discord.world.calls if call.status in OK and call.body is not None]
    answers = [("create_interaction_response", body) for body in discord.world.answers]
    return [fault for operation, body in (*taken, *answers) for fault in against(operation, body)]


def against(operation: str, body: object) -> Iterator[str]:
    validator = _validators().get(operation)
    for error in validator.iter_errors(body) if validator else ():
        if not _NUMBER_OR_TEXT.search(error.json_path):
            yield f"{operation} {error.json_path}: {error.message[:300]}"


@cache
def _validators() -> Mapping[str, Draft202012Validator]:
    described = json.loads(OPENAPI.read_text(encoding="utf-8"))
    inside = {"components": described["components"]}
    return {name: Draft202012Validator({**schema, **inside}) for name, schema in _bodies(described["paths"])}


def _bodies(paths: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for operations in paths.values():
        for each in operations.values():
            if isinstance(each, dict) and "requestBody" in each:
                body = each["requestBody"]["content"].get("application/json", {})
                if "schema" in body:
                    yield each["operationId"], body["schema"]
