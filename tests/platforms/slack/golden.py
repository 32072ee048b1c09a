"""What is sent to Slack as golden files: one for each body, read when it changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.card import Card, Form
from bot.platforms.slack.blocks import render
from bot.platforms.slack.views import view

GOLDEN = Path(__file__).parents[2] / "golden" / "slack"


def check_golden(name: str, body: Card | Form, request: pytest.FixtureRequest) -> None:
    """Hold that a body is sent as it was looked at; `--refresh-goldens` writes it anew."""
    golden = GOLDEN / f"{name}.json"
    text = json.dumps(_sent(body), ensure_ascii=False, indent=1) + "\n"
    if request.config.getoption("--refresh-goldens"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="")
    assert golden.is_file(), f"{golden} is missing; run pytest --refresh-goldens and look at it"
    assert text == golden.read_bytes().decode()


def _sent(body: Card | Form) -> dict[str, Any]:
    if isinstance(body, Form):
        return view(body, meta="kept")
    rendered = render(body, share="/share", asked_by="U1", alone=True)
    messages = [
        {"blocks": one.blocks, "text": one.text, "files": [file.name for file in one.files]}
        for one in rendered.messages
    ]
    return {"messages": messages, "calls": dict(rendered.calls)}
