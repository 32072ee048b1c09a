"""One golden file, as data and as text, for each representative card over the sample dossier.

After a wanted change: `pytest tests/bot --refresh-goldens`, and read the diff.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.card import Card, Form, as_text
from bot.card_json import as_json
from bot.command import Call, Command
from bot.commands import COMMANDS
from bot.roles import Role
from bot.tenants import Tenants
from briefings.model import Dossier
from tests.bot.asking import Ask, asking, dispatch_over
from tests.bot.golden_deliveries import DELIVERED, delivered
from tests.bot.golden_lines import CURATED, LINES

FOLDER = Path(__file__).parents[1] / "golden" / "cards"


async def _crash(_call: Call) -> Card:
    raise RuntimeError


@pytest.fixture
def ask_any(tenants: Tenants) -> Ask:
    return asking(dispatch_over(tenants, *COMMANDS, Command("crash", "Crash", _crash)))


@pytest.mark.parametrize("name", [*LINES, *CURATED])
async def test_a_card_is_as_it_was_looked_at(ask_any: Ask, name: str, request: pytest.FixtureRequest) -> None:
    for line in CURATED.get(name, ()):
        answer = await ask_any(line, Role.ADMIN)
    body = (answer if name in CURATED else await ask_any(LINES[name])).body
    _check_golden(name, body, request)


@pytest.mark.parametrize("name", DELIVERED)
def test_what_a_channel_is_told_is_as_it_was_looked_at(
    sample: Dossier, name: str, request: pytest.FixtureRequest
) -> None:
    _check_golden(name, delivered(name, sample), request)


def test_no_golden_is_left_over() -> None:
    assert {golden.stem for golden in FOLDER.iterdir()} <= {*LINES, *CURATED, *DELIVERED}


def test_every_command_has_a_golden() -> None:
    lines = [*LINES.values(), *(lines[-1] for lines in CURATED.values())]
    assert [
        command.name for command in COMMANDS if not any(f"{line} ".startswith(f"/{command.name} ") for line in lines)
    ] == []


def _check_golden(name: str, body: Card | Form, request: pytest.FixtureRequest) -> None:
    files = {FOLDER / f"{name}.json": _data(body), FOLDER / f"{name}.txt": f"{as_text(body)}\n"}
    for golden, text in files.items():
        if request.config.getoption("--refresh-goldens"):
            golden.write_text(text, encoding="utf-8", newline="")
        assert golden.is_file(), f"{golden} is missing; run pytest tests/bot --refresh-goldens and look at it"
        assert text == golden.read_bytes().decode(), golden.name


def _data(body: Card | Form) -> str:
    return json.dumps(as_json(body), ensure_ascii=False, indent=1) + "\n"
