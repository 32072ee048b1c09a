"""`onrecord ask`: one line, answered in the terminal or as data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.card import Card
from bot.command import Call, Command
from bot.roles import Role
from tests.bot.shell.conftest import Run


async def _crash(_call: Call) -> Card:
    raise RuntimeError("the inside")


MEND = Command("mend", "Mend it", _crash)


@pytest.mark.parametrize("line", ["/stance musk", "stance musk", "/quote", "/help", "/new", "/check nothing like it"])
def test_an_answer_is_printed_and_ends_with_0(run: Run, line: str) -> None:
    result = run("ask", line)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("╭")


def test_a_card_is_printed_with_its_words_its_source_and_its_ways_onward(run: Run) -> None:
    shown = " ".join(run("ask", "/stance musk").stdout.replace("│", " ").split())
    for words in ("Elon Musk on open-source AI", "newest evidence", "○ not checked", "/timeline about:elon-musk"):
        assert words in shown


def test_an_answer_is_given_as_data(run: Run) -> None:
    result = run("ask", "/stance musk", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    data = json.loads(result.stdout)
    assert data["title"] == "Elon Musk on open-source AI"
    assert "elon-musk" in data["records"]
    assert {"label": "Timeline", "line": "/timeline about:elon-musk"} in data["choices"]
    assert {"kind", "text"} <= set(data["parts"][0])


def test_words_of_every_script_are_given_as_they_are(run: Run) -> None:
    assert "“où est ✓”" in json.loads(run("ask", "/quote où est ✓", "--json").stdout)["title"]
    assert "où est ✓" in run("ask", "/quote où est ✓", "--json").stdout


def test_an_error_that_can_be_mended_is_told_on_stderr_and_ends_with_2(run: Run) -> None:
    result = run("ask", "/stance zukerberk")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "No one called “zukerberk” is on record." in result.stderr
    assert "Mark Zuckerberg: /stance who:mark-zuckerberg" in result.stderr


def test_an_error_card_is_data_on_stdout_and_ends_with_2(run: Run) -> None:
    result = run("ask", "/nonsense", "--json")
    assert (result.exit_code, result.stderr) == (2, "")
    data = json.loads(result.stdout)
    assert (data["title"], data["state"]) == ("Not on record", "gap")
    assert {"label": "What can be asked", "line": "/help"} in data["choices"]


def test_a_form_is_data_with_its_fields(run: Run) -> None:
    result = run("ask", "/compare altman", "--json")
    assert result.exit_code == 0
    form = json.loads(result.stdout)["form"]
    assert form["title"] == "/compare"
    assert [(field["name"], field["required"]) for field in form["fields"]] == [
        ("one", True),
        ("two", True),
        ("question", False),
    ]
    assert form["fields"][0]["value"] == "altman"


def test_a_form_is_printed_with_its_fields(run: Run) -> None:
    result = run("ask", "/stance")
    assert result.exit_code == 0
    assert "who:" in result.stdout
    assert "(optional)" in result.stdout


@pytest.mark.parametrize("as_data", [False, True])
def test_a_fault_of_ours_ends_with_1_and_shows_no_trace(
    run: Run, monkeypatch: pytest.MonkeyPatch, *, as_data: bool
) -> None:
    monkeypatch.setattr("bot.wiring.COMMANDS", (MEND,))
    result = run("ask", "/mend", *(["--json"] if as_data else []))
    assert result.exit_code == 1
    text = result.stdout if as_data else result.stderr
    assert "Something went wrong on our side" in text
    assert "inside" not in text


@pytest.mark.parametrize(("role", "status"), [("everyone", 2), ("curator", 1), ("admin", 1)])
def test_it_asks_as_whoever_it_is_told_to(run: Run, monkeypatch: pytest.MonkeyPatch, role: str, status: int) -> None:
    monkeypatch.setattr("bot.wiring.COMMANDS", (replace(MEND, role=Role.CURATOR),))
    assert run("ask", "/mend", "--role", role, "--tenant", "slack:T1", "--as", "u7").exit_code == status


@pytest.mark.parametrize("tenant", ["", " ", "slack", "slack:", ":T1"])
@pytest.mark.parametrize(
    "line", [("ask", "/help"), ("export",), ("import", "-"), ("erase", "q-1", "--yes")], ids=lambda line: str(line[0])
)
def test_a_tenant_that_is_none_is_a_wrong_use(run: Run, line: tuple[str, ...], tenant: str) -> None:
    result = run(*line, "--tenant", tenant)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"“{tenant}” is no tenant. Write platform:place" in result.stderr


@pytest.mark.parametrize("line", ["", "\x00", "x" * 10_000, "/check " + "\u202e" * 300, "-h" * 3])
def test_bad_input_ends_with_a_card(run: Run, line: str) -> None:
    result = run("ask", "--", line)
    assert result.exit_code in {0, 2}
    assert result.stdout or result.stderr


def test_further_dossiers_are_asked_too(run: Run, copied: Path) -> None:
    result = run("ask", "/stance tom the baker", "--json", ONRECORD_CONTENT=str(copied))
    assert json.loads(result.stdout)["title"] == "Tomáš Růžička on the lighting of the town square"
    both = run("ask", "/debates", "--json", ONRECORD_CONTENT=str(copied.parent))
    headings = [part["text"] for part in json.loads(both.stdout)["parts"] if part["kind"] == "heading"]
    assert headings == ["The open-source AI debate", "The town square lighting debate"]


def test_a_faulty_dossier_stops_it_with_every_fault(run: Run, spoilt: Path) -> None:
    result = run("ask", "/help", ONRECORD_CONTENT=str(spoilt))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "quotes.toml: q-circle-2021-looking-up: said: “someday” is no date" in result.stderr
    assert "people.toml: tomas-ruzicka: colour: is no field here" in result.stderr
    assert "people.toml: tomas-ruzicka: summary: is missing; add it" in result.stderr
    assert "q-circle-2022-05-warm: source: “src-lost” is no source here" in result.stderr


def test_wrong_settings_stop_it_by_their_names(run: Run) -> None:
    result = run("ask", "/help", PORT="eighty", ONRECORD_LOG_LEVEL="LOUD")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "PORT: 'eighty' cannot be used" in result.stderr
    assert "ONRECORD_LOG_LEVEL: 'LOUD' cannot be used" in result.stderr


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_it_fits_the_terminal_and_is_no_wider_than_can_be_read(run: Run, width: str) -> None:
    lines = run("ask", "/stance musk", COLUMNS=width).stdout.splitlines()
    assert max(map(len, lines)) == min(int(width), 100)
