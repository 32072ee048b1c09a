"""`onrecord check`, `schema`, `export` and `generate`: the record as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from briefings import rows
from briefings.load import FILES, NOUNS, load, parse
from tests.bot.asking import SAMPLE
from tests.bot.shell.conftest import Run

# -- check ----------------------------------------------------------------------------------------


def test_the_shipped_content_has_nothing_to_mend(run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].startswith("Nothing to mend in open-source-ai: ")


def test_a_folder_is_checked_alone(run: Run, copied: Path) -> None:
    result = run("check", str(copied))
    assert result.exit_code == 0
    assert result.stdout == "Nothing to mend in town-square-lighting: 10 quotes.\n"


def test_every_fault_is_listed_and_counted(run: Run, spoilt: Path) -> None:
    result = run("check", str(spoilt))
    faults = result.stdout.splitlines()
    assert result.exit_code == 1
    assert faults == sorted(faults)
    for fault in (
        "people.toml: tomas-ruzicka: colour: is no field here",
        "people.toml: tomas-ruzicka: summary: is missing; add it",
        "quotes.toml: q-circle-2021-looking-up: said: “someday” is no date",
        "quotes.toml: q-circle-2022-05-warm: source: “src-lost” is no source here",
    ):
        assert fault in result.stdout
    assert result.stderr == f"{len(faults)} to mend.\n"


def test_what_should_be_looked_at_is_warned_of_and_is_no_fault(run: Run, copied: Path) -> None:
    quotes = copied / "quotes.toml"
    again = '\n[[quote]]\nid = "q-again"\nspeaker = "zoe-moreau"\nwords = "I abstain because my sister proposed it"\n'
    again += 'said = "2022"\noccasion = "Somewhere"\nsource = "src-gazette"\n'
    quotes.write_text(quotes.read_text("utf-8") + again, "utf-8")
    result = run("check", str(copied))
    assert result.exit_code == 0
    assert "quotes.toml: q-again: words: are nearly those of q-zoe-moreau" in result.stdout
    assert result.stdout.startswith("warning: ")


def test_without_a_folder_everything_that_would_be_served_is_checked(run: Run, spoilt: Path) -> None:
    result = run("check", ONRECORD_CONTENT=str(spoilt))
    assert result.exit_code == 1
    assert "sample/quotes.toml: q-circle-2021-looking-up: said" in result.stdout
    result = run("check", ONRECORD_CONTENT=str(spoilt / "nowhere"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "ONRECORD_CONTENT" in result.stderr


def test_a_folder_without_a_dossier_and_one_that_is_not_there_are_told(run: Run, folder: Path) -> None:
    result = run("check", str(folder))
    assert result.exit_code == 1
    assert "holds no dossier" in result.stdout
    result = run("check", str(folder / "nowhere"))
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


# -- schema ---------------------------------------------------------------------------------------


def test_a_schema_is_written_for_every_content_file(run: Run, folder: Path) -> None:
    result = run("schema", "--out", "a/b")
    written = [f"a/b/{name.removesuffix('.toml')}.schema.json" for name in FILES]
    assert (result.exit_code, result.stdout.split()) == (0, written)
    for path in written:
        assert json.loads((folder / path).read_text("utf-8"))["type"] == "object"


def test_schemas_go_to_stdout_otherwise(run: Run) -> None:
    result = run("schema")
    assert result.exit_code == 0
    assert result.stdout.count('"$schema"') == len(FILES)


# -- export ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
def test_without_changes_there_is_nothing_to_export(run: Run) -> None:
    result = run("export")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Use --all for the whole record." in result.stderr


@pytest.mark.usefixtures("small")
def test_the_whole_record_as_toml_reads_back_the_same(run: Run, folder: Path) -> None:
    result = run("export", "--all", "--out", "out")
    assert result.exit_code == 0
    assert result.stdout.split() == [f"out/town-square-lighting/{name}" for name in FILES]
    assert load([folder / "out"]) == load([SAMPLE])


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("form", ["json", "csv"])
def test_the_whole_record_as_json_or_csv_reads_back_the_same(run: Run, folder: Path, form: str) -> None:
    result = run("export", "--all", "--format", form, "--out", "to/record")
    assert (result.exit_code, result.stdout) == (0, "to/record\n")
    text = (folder / "to/record").read_text("utf-8")
    read = rows.read(text, form)
    (sample,) = load([SAMPLE])
    assert read.faults == []
    wholes = [parse(NOUNS[row.noun], row.fields)[0] for row in read.rows]
    assert wholes == [sample.about, *sample.records()]
    assert {row.dossier for row in read.rows[1:]} == {"town-square-lighting"}


@pytest.mark.usefixtures("small")
def test_it_goes_to_stdout_without_a_file(run: Run) -> None:
    rows = json.loads(run("export", "--all", "--format", "json").stdout)
    assert {row["kind"] for row in rows} >= {"question", "person", "organisation", "source", "quote", "event"}
    assert all({"speaker", "words", "said", "source"} <= set(row) for row in rows if row["kind"] == "quote")
    assert run("export", "--all", "--format", "csv").stdout.startswith("kind,id,")
    toml = run("export", "--all").stdout
    assert [line for line in toml.splitlines() if line.startswith("# town-square-lighting/")] == [
        f"# town-square-lighting/{name}" for name in FILES
    ]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("form", ["toml", "json", "csv"])
def test_a_place_that_cannot_be_written_is_told(run: Run, folder: Path, form: str) -> None:
    (folder / "file").touch()
    result = run("export", "--all", "--format", form, "--out", "file/below")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "file/below" in result.stderr
    assert "cannot be written: " in result.stderr


@pytest.mark.parametrize("arguments", [("schema", "--out", "file/below"), ("generate",)])
def test_nor_does_another_command_fall_over_it(run: Run, folder: Path, arguments: tuple[str, ...]) -> None:
    for name in ("file", "briefings", "docs"):
        (folder / name).touch()
    result = run(*arguments)
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_a_faulty_record_is_not_exported(run: Run, spoilt: Path) -> None:
    result = run("export", "--all", ONRECORD_CONTENT=str(spoilt))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is no date" in result.stderr


# -- generate -------------------------------------------------------------------------------------


def test_generated_files_are_checked_and_mended(run: Run, folder: Path) -> None:
    schemas = (f"briefings/schemas/{name.removesuffix('.toml')}.schema.json" for name in FILES)
    made = ["docs/commands.md", "config/slack-manifest.json", "config/discord-commands.json", *schemas]
    missing = run("generate", "--check")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert sorted(missing.stderr.splitlines()) == sorted(
        f"{path} is out of date; run onrecord generate" for path in made
    )
    assert not [*folder.iterdir()]
    assert sorted(run("generate").stdout.split()) == sorted(made)
    assert run("generate", "--check").exit_code == 0
    assert run("generate").stdout == ""
    page = folder / "docs/commands.md"
    page.write_text(page.read_text("utf-8").replace("/stance", "/stanze"), "utf-8")
    stale = run("generate", "--check")
    assert (stale.exit_code, stale.stderr) == (1, "docs/commands.md is out of date; run onrecord generate\n")
    assert run("generate").stdout == "docs/commands.md\n"
    assert run("generate", "--check").exit_code == 0


def test_the_page_of_commands_has_each_of_them_with_its_usage(run: Run, folder: Path) -> None:
    run("generate")
    page = (folder / "docs/commands.md").read_text("utf-8")
    assert [line for line in page.splitlines() if line.startswith("## ")] == [f"## /{c.name}" for c in COMMANDS]
    assert all(command.usage in page for command in COMMANDS)
