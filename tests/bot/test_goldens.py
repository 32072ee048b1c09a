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
from briefings.library import Library
from tests.bot.asking import Ask, asking, dispatch_over

FOLDER = Path(__file__).parents[1] / "golden" / "cards"
LINES = {
    "stance": "/stance ana moreau",
    "stance-as-of": "/stance ana moreau as_of:2021",
    "stance-gap": "/stance zoe-moreau",
    "stance-question": "/stance ana moreau all night",
    "stance-question-gap": "/stance zoe-moreau all night",
    "stance-which-one": "/stance moreau",
    "stance-unknown": "/stance xylophone",
    "stance-form": "/stance",
    "timeline": "/timeline",
    "timeline-last-page": "/timeline page:2",
    "timeline-range": "/timeline town council from:2021 to:2022-05 order:oldest",
    "timeline-gap": "/timeline dsc 2023",
    "timeline-backwards": "/timeline from:2022-05 to:2021",
    "quote": "/quote zoe-moreau",
    "quote-all": "/quote ana-moreau page:1",
    "quote-matches": "/quote lamp",
    "quote-gap": "/quote growwl",
    "briefing": "/briefing",
    "briefing-gap": "/briefing colour",
    "compare": "/compare dsc tom the baker",
    "compare-question": "/compare ana-moreau dsc all night",
    "search": '/search "every second" -owls',
    "search-people": "/search baker",
    "search-gap": "/search zyzzyva",
    "check-exact": "/check I abstain, because my sister proposed it.",
    "check-clipped": "/check The owls left the bell tower",
    "check-differs": "/check The bats left the bell tower in the winter when you doubled the bright lamps",
    "check-disputed": "/check As long as I am mayor this square will never, ever be dark",
    "check-unlike": "/check Streetlights are older than this town",
    "new": "/new 2022-06",
    "new-gap": "/new",
    "people": "/people",
    "debates": "/debates",
    "source-quote": "/source q-ruzicka-2022-04-02-bread",
    "source-event": "/source ev-2022-09-12-vote",
    "source-position": "/source pos-ana-moreau-all-night-2022-03",
    "source-person": "/source ana-van-der-lind",
    "source-source": "/source src-minutes-2022",
    "help": "/help",
    "help-command": "/help timeline",
    "error-unknown-command": "/stanse ana",
    "error-no-place": "/timeline dsc and more",
    "error-too-long": "/search " + "x" * 201,
    "error-ours": "/crash",
}


async def _crash(_call: Call) -> Card:
    raise RuntimeError


@pytest.fixture
def ask_any(sample_library: Library) -> Ask:
    return asking(dispatch_over(sample_library, *COMMANDS, Command("crash", "Crash", _crash)))


@pytest.mark.parametrize("name", LINES)
async def test_a_card_is_as_it_was_looked_at(ask_any: Ask, name: str, request: pytest.FixtureRequest) -> None:
    body = (await ask_any(LINES[name])).body
    files = {FOLDER / f"{name}.json": _data(body), FOLDER / f"{name}.txt": f"{as_text(body)}\n"}
    for golden, text in files.items():
        if request.config.getoption("--refresh-goldens"):
            golden.write_text(text, encoding="utf-8", newline="")
        assert golden.is_file(), f"{golden} is missing; run pytest tests/bot --refresh-goldens and look at it"
        assert text == golden.read_bytes().decode(), golden.name


def test_no_golden_is_left_over() -> None:
    assert {golden.stem for golden in FOLDER.iterdir()} <= set(LINES)


def test_every_command_has_a_golden() -> None:
    assert {line.split()[0][1:] for line in LINES.values()} >= {command.name for command in COMMANDS}


def _data(body: Card | Form) -> str:
    return json.dumps(as_json(body), ensure_ascii=False, indent=1) + "\n"
