"""Every golden payload is as Discord's own description of its API wants it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.platforms.discord.golden import GOLDEN

OPENAPI = Path(__file__).parents[4] / "shared/conformance/discord-openapi.json"
GOLDENS = sorted(GOLDEN.rglob("*.json"))


@cache
def described(name: str) -> Draft202012Validator:
    if not OPENAPI.is_file():
        pytest.skip(f"{OPENAPI} is not here")
    whole = json.loads(OPENAPI.read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": whole["components"]})


def faults(name: str, payload: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in described(name).iter_errors(payload)]


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: str(path.relative_to(GOLDEN).with_suffix("")))
def test_a_golden_payload_is_as_discord_describes_it(golden: Path) -> None:
    sent: dict[str, Any] = json.loads(golden.read_text(encoding="utf-8"))
    for message in sent.get("messages", ()):
        files = [{"id": str(place), "filename": name} for place, name in enumerate(message["files"])]
        body = {"components": message["components"], "flags": 1 << 15, "allowed_mentions": {"parse": []}}
        assert faults("MessageCreateRequest", {**body, "attachments": files}) == []
        assert faults("CreateMessageInteractionCallbackRequest", {"type": 4, "data": body}) == []
    for modal in sent.get("modals", ()):
        assert faults("ModalInteractionCallbackRequest", {"type": 9, "data": modal}) == []


def test_the_description_refuses_what_it_should() -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "x" * 81, "custom_id": "x"}]}
    assert faults("MessageCreateRequest", {"components": [row]})
