"""What is sent to Discord as golden files: one for each body, read when it changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.card import Card, Form
from bot.platforms.discord.components import render
from bot.platforms.discord.modals import modal, steps
from tests.platforms.discord.taken import check_form_taken, check_taken

GOLDEN = Path(__file__).parents[2] / "golden" / "discord"


def check_golden(name: str, body: Card | Form, request: pytest.FixtureRequest) -> None:
    """Hold that a body is sent as it was looked at, and as Discord takes it; `--refresh-goldens` writes it anew."""
    golden = GOLDEN / f"{name}.json"
    text = json.dumps(_sent(body), ensure_ascii=False, indent=1) + "\n"
    if request.config.getoption("--refresh-goldens"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="")
    assert golden.is_file(), f"{golden} is missing; run pytest --refresh-goldens and look at it"
    assert text == golden.read_bytes().decode()


def modals(form: Form) -> list[dict[str, Any]]:
    """Give all steps of a form."""
    return [modal(form, step=step, meta=f"meta {step}") for step in range(1, steps(form) + 1)]


def _sent(body: Card | Form) -> dict[str, Any]:
    if isinstance(body, Form):
        made = modals(body)
        for data in made:
            check_form_taken(data)
        return {"modals": made}
    rendered = render(body, share="/share")
    check_taken(rendered)
    messages = [
        {"components": message.components, "files": [file.name for file in message.files]}
        for message in rendered.messages
    ]
    return {"messages": messages, "calls": dict(rendered.calls)}
