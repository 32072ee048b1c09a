"""`onrecord export`, `import` and `erase`: the record leaves as files, comes back, and loses words for good."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.commands import exchange
from briefings.load import FILES, load
from tests.bot.asking import SAMPLE
from tests.bot.shell.conftest import Run

pytestmark = pytest.mark.usefixtures("small")
OTHER = ("--tenant", "slack:T2")
HOME = "town-square-lighting"
OWLS = "q-lind-2021-06-10-owls"
SNOW = "The snow has no opinion on lamps, said nobody but the baker."
ROWS = (
    "kind,id,speaker,words,said,source,title,note\n"
    f'quote,q-snow,Tomáš Růžička,"{SNOW}",2022-01,https://snow.example.org/a,On snow,\n'
)
FORMS = pytest.mark.parametrize("form", ["toml", "json", "csv"])


@pytest.fixture
def changed(run: Run, folder: Path) -> Path:
    """Change the record: add a quote with its source, correct a shipped event, retract a shipped quote."""
    (folder / "rows.csv").write_text(ROWS, "utf-8")
    rows = json.loads(run("export", "--all", "--format", "json").stdout)
    event = next(row for row in rows if row["id"] == "ev-2022-09-12-vote")
    gone = {"kind": "retraction", "id": OWLS, "reason": "misheard"}
    (folder / "more.json").write_text(json.dumps([{**event, "title": "The vote"}, gone]), "utf-8")
    assert run("import", "rows.csv").stdout.splitlines()[0] == "Imported: 2 new."
    assert (
        run("import", "more.json", "--reason", "read again").stdout.splitlines()[0]
        == "Imported: 1 corrected, 1 retracted."
    )
    return folder


def everything(run: Run, *tenant: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run("export", "--all", "--format", "json", *tenant).stdout)
    return rows


@FORMS
@pytest.mark.parametrize("what", [(), ("--all",)], ids=["changes", "all"])
def test_what_one_tenant_changed_another_takes_in(run: Run, changed: Path, form: str, what: tuple[str, ...]) -> None:
    out = "out" if form == "toml" else f"out.{form}"
    result = run("export", *what, "--format", form, "--out", out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert everything(run, *OTHER) != everything(run)
    first = run("import", out, *OTHER)
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.startswith("Imported: 2 new, 1 corrected, 1 retracted")
    assert everything(run, *OTHER) == everything(run)
    for tenant in ((), OTHER):
        again = run("import", str(changed / out), *tenant)
        assert again.exit_code == 0
        assert "new" not in again.stdout
        assert "corrected" not in again.stdout
        assert "unchanged" in again.stdout
    assert run("import", "rows.csv", *OTHER).stdout == "Imported: 1 unchanged.\n"


def test_changes_are_one_file_a_debate(run: Run, changed: Path) -> None:
    result = run("export")
    assert f'id = "{HOME}"' in result.stdout
    assert f'[[retraction]]\nid = "{OWLS}"\nreason = "misheard"' in result.stdout
    assert run("export", "--out", "changes.toml").stdout == "changes.toml\n"
    assert run("export", "--out", "folder").stdout == f"folder/{HOME}.toml\n"
    assert (changed / "changes.toml").read_text("utf-8") == result.stdout
    assert (changed / f"folder/{HOME}.toml").read_text("utf-8") == result.stdout


def test_several_debates_need_a_folder(run: Run, changed: Path) -> None:
    head = dict.fromkeys(("title", "topic", "asks", "summary", "method"), "The harbour")
    own = {"kind": "dossier", "id": "harbour", **head, "compiled": "2023", "language": "en"}
    (changed / "own.json").write_text(json.dumps([own]), "utf-8")
    assert run("import", "own.json").exit_code == 0
    for out in ((), ("--out", "one.toml")):
        result = run("export", *out)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "That is 2 debates, each with files of its own: name a folder with --out.\n"
    assert run("export", "--out", "out").stdout.split() == ["out/harbour.toml", f"out/{HOME}.toml"]
    result = run("import", "out", *OTHER)
    assert result.stdout.splitlines()[0] == "Imported: 3 new, 1 corrected, 1 retracted."


def test_the_whole_record_as_toml_is_a_file_a_noun(run: Run, folder: Path) -> None:
    result = run("export", "--all", "--out", "one.toml")
    assert (result.exit_code, result.stderr) == (
        2,
        "The whole record is a file for each noun: name a folder with --out.\n",
    )
    assert run("export", "--all", "--out", "out").exit_code == 0
    assert load([folder / "out"]) == load([SAMPLE])
    assert sorted(path.name for path in (folder / f"out/{HOME}").iterdir()) == sorted(FILES)


def test_the_whole_record_is_fit_to_be_content_whatever_was_retracted(run: Run, folder: Path) -> None:
    for gone in ("src-gazette", "tomas-ruzicka"):
        assert run("ask", f'/record retract {gone} reason:"Not ours"', "--role", "curator").exit_code == 0
    assert run("export", "--all", "--out", "out").exit_code == 0
    result = run("check", "out")
    assert (result.exit_code, result.stdout.splitlines()) == (0, [f"Nothing to mend in {HOME}: 5 quotes."])
    assert "src-gazette" in (folder / f"out/{HOME}.toml").read_text("utf-8")
    assert run("import", "out").stdout == "Imported: 37 unchanged.\n"
    assert run("ask", '/record retract ev-2022-09-12-vote reason:"Not ours"', "--role", "curator").exit_code == 0
    assert run("export", "--all", "--out", "out").stderr == (
        f"Left out: br-{HOME}, as its summary rests on what is retracted. Corrected, it can be shown again.\n"
    )
    assert run("check", "out").exit_code == 0


def test_an_import_says_how_it_is_taken_back_and_is(run: Run, folder: Path) -> None:
    (folder / "rows.csv").write_text(ROWS, "utf-8")
    before = everything(run, *OTHER)
    line = run("import", "rows.csv", *OTHER).stdout.splitlines()[-1].removeprefix("All of it is taken back by ")
    assert line == "/record undo number:1 to:2"
    assert everything(run, *OTHER) != before
    assert run("ask", line, "--role", "curator", *OTHER).exit_code == 0
    assert everything(run, *OTHER) == before
    assert "taken back already" in run("ask", line, "--role", "curator", *OTHER).stderr


def test_a_dry_run_shows_the_difference_and_writes_nothing(run: Run, changed: Path) -> None:
    before = everything(run)
    rows = ROWS.replace(",\n", ",Read twice\n")
    (changed / "again.csv").write_text(rows.replace("2022-01", "2022"), "utf-8")
    result = run("import", "again.csv", "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "q-snow: said: 2022-01 → 2022",
        "q-snow: note: Read twice",
        "Would be imported: 1 corrected.",
    ]
    assert everything(run) == before
    assert run("import", "rows.csv", "--dry-run", *OTHER).stdout.splitlines()[-1] == "Would be imported: 2 new."
    assert everything(run, *OTHER) != before


def test_a_fault_in_the_last_row_keeps_everything_out(run: Run, changed: Path) -> None:
    before = everything(run)
    (changed / "bad.csv").write_text(
        ROWS.replace("q-snow", "q-ice").replace(SNOW, "Bread, then ice.")
        + "quote,q-late,ana-moreau,Late again I am,2099,src-lost,,\n"
    )
    result = run("import", "bad.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "bad.csv: row 2: said: is in the future; write when it was",
        "bad.csv: row 2: source: “src-lost” is no source here; add it to sources.toml or correct the id",
        "2 to mend. Nothing was imported.",
    ]
    assert everything(run) == before


def test_what_was_retracted_is_refused_with_the_reason(run: Run, changed: Path) -> None:
    rows = run("export", "--all", "--format", "json", *OTHER).stdout
    (changed / "all.json").write_text(rows, "utf-8")
    result = run("import", "all.json")
    assert result.exit_code == 2
    assert ": id: was retracted on " in result.stderr
    assert f": misheard. Leave it out, or reinstate {OWLS} first" in result.stderr


def test_what_is_nearly_on_record_comes_in_anyway(run: Run, changed: Path) -> None:
    (changed / "near.csv").write_text(ROWS.replace("q-snow", "q-near").replace("no opinion", "no opinions"), "utf-8")
    assert run("import", "near.csv").exit_code == 2
    assert run("import", "near.csv", "--anyway").stdout.splitlines()[0] == "Imported: 1 new."


def test_a_file_comes_in_by_standard_input_too(folder: Path) -> None:
    result = CliRunner().invoke(main, ["import", "-"], input=ROWS, catch_exceptions=False)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "Imported: 2 new.")
    result = CliRunner().invoke(main, ["import", "-"], input=b"\xff\xfe", catch_exceptions=False)
    assert result.exit_code == 2
    assert result.stderr.startswith("standard input: is not UTF-8 at byte 0")
    assert folder.exists()


def test_files_and_folders_that_cannot_be_read_are_told(run: Run, folder: Path) -> None:
    (folder / "empty").mkdir()
    result = run("import", "empty")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        2,
        "empty: holds no record; a folder is read by its .toml files",
    )
    assert run("import", "nowhere.csv").exit_code == 2
    (folder / "folder.toml").mkdir()
    (folder / "spoilt").mkdir()
    (folder / "spoilt/dossier.toml").write_bytes(b"\xff")
    (folder / "spoilt/more.toml").mkdir()
    result = run("import", "spoilt")
    assert result.exit_code == 2
    assert "dossier.toml: is not UTF-8 at byte 0" in result.stderr
    assert "more.toml: cannot be read: Is a directory" in result.stderr


def test_a_file_may_be_larger_than_in_a_chat(run: Run, folder: Path) -> None:
    rows = [
        {
            "kind": "source",
            "url": f"https://s{number}.example.org/",
            "title": "T",
            "publisher": "P",
            "source_kind": "press",
        }
        for number in range(10)
    ]
    text = json.dumps(rows) + " " * (6 * 1024 * 1024)
    (folder / "large.json").write_text(text, "utf-8")
    assert run("import", "large.json").stdout.splitlines()[0] == "Imported: 10 new."


# -- erase ----------------------------------------------------------------------------------------


def _holding(folder: Path, words: str) -> list[Path]:
    return [path for path in (folder / "data").rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def test_erased_words_are_in_no_file(run: Run, changed: Path) -> None:
    (changed / "twice.csv").write_text(ROWS.replace("but the baker", "but the old baker"), "utf-8")
    reason = "It was the old baker who had no opinion on lamps"
    assert run("import", "twice.csv", "--reason", reason, "--anyway").exit_code == 0
    suggestion = '/suggest speaker:tomas-ruzicka words:"Frost says nothing, ever." said:2022 source:src-gazette'
    assert run("ask", suggestion).exit_code == 0
    assert run("ask", "/review 1 approve", "--role", "curator").exit_code == 0
    suggested = next(row["id"] for row in everything(run) if "Frost" in row.get("words", ""))
    assert _holding(changed, "no opinion on lamps")
    for record_id in ("q-snow", suggested):
        result = run("erase", record_id, "--reason", "a court’s order", "--yes")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == f"Erased the quote {record_id} for playground:local.\n"
    assert _holding(changed, "no opinion on lamps") == []
    assert _holding(changed, "old baker") == []
    assert _holding(changed, "Frost says") == []
    answer = run("ask", "/history q-snow", "--role", "curator")
    assert answer.exit_code == 0
    assert "a court’s order" in answer.stdout


@pytest.mark.parametrize("shipped", [False, True])
def test_erased_words_are_in_no_suggestion(run: Run, changed: Path, *, shipped: bool) -> None:
    words = "We asked for the stars to be left alone, and for nothing else at all"
    add = f'/record add quote speaker:tomas-ruzicka words:"{words}" said:2022 source:src-gazette id:q-stars'
    suggest = "/suggest speaker:tomas-ruzicka said:2022 source:src-gazette anyway:yes words:"
    record_id = "q-stars"
    if shipped:
        record_id, words = OWLS, "The owls left the bell tower in the winter when you doubled the lamps."
        suggest = suggest.replace("tomas-ruzicka", "ana-van-der-lind").replace("said:2022", "said:2020")
    near = [words.upper(), words.replace("the", "these", 1), f"{words.rstrip('.')}, I tell you", "Left alone at last."]
    tenant = OTHER if shipped else ()
    for one in near:
        assert run("ask", f'{suggest}"{one}"', *tenant).exit_code == 0
    reject = '/review 1 reject reason:"Asked for the stars already"'
    assert run("ask", reject, *tenant, "--role", "curator").exit_code == 0
    if not shipped:
        assert run("ask", add, "--role", "curator").exit_code == 0
    assert run("erase", record_id, "--reason", "a court’s order", "--yes").exit_code == 0
    for part in (words[3:25], words[3:25].upper(), "I tell you", "Asked for the stars"):
        assert _holding(changed, part) == [], part
    queue = run("ask", "/review", *tenant, "--role", "curator").stdout
    assert "Left alone at last." in queue
    assert "1 suggestion waiting" in queue
    assert run("ask", "/review 2 approve", *tenant, "--role", "curator").exit_code == 2
    mine = run("ask", "/suggestions", *tenant).stdout
    assert mine.count("Why: The same words were erased from the record") == 2
    assert run("erase", record_id, "--yes").exit_code == 0


def test_what_is_erased_stays_so(run: Run, changed: Path) -> None:
    assert run("erase", "q-snow", "--yes").exit_code == 0
    assert run("import", "rows.csv").exit_code == 2
    assert run("ask", "/record reinstate q-snow", "--role", "curator").exit_code == 2
    assert "q-snow was erased" in run("ask", "/record undo 2", "--as", "shell", "--role", "curator").stderr
    assert all(row["id"] != "q-snow" for row in everything(run) if row["kind"] == "quote")
    assert run("erase", "q-snow", "--yes").exit_code == 0
    (row,) = (row for row in everything(run) if row["id"] == "q-snow")
    assert row["kind"] == "retraction"
    assert changed.exists()


def test_it_is_asked_whether_it_is_meant(changed: Path) -> None:
    for typed in ("n\n", ""):
        result = CliRunner().invoke(main, ["erase", "q-snow"], input=typed, catch_exceptions=False)
        assert (result.exit_code, result.stdout) == (2, "")
        assert SNOW in result.stderr
        assert result.stderr.endswith("Nothing was erased.\n")
    assert _holding(changed, SNOW)
    result = CliRunner().invoke(main, ["erase", "q-snow"], input="y\n", catch_exceptions=False)
    assert result.exit_code == 0
    assert _holding(changed, SNOW) == []


def test_a_shipped_record_is_erased_for_everyone(run: Run, changed: Path) -> None:
    circle = "q-circle-2021-looking-up"
    words = "A town that never puts out its lamps"
    assert run("import", "rows.csv", *OTHER).exit_code == 0
    corrected = f'/record correct {circle} occasion:"A leaflet of theirs" reason:"x"'
    assert run("ask", corrected, "--role", "curator", *OTHER).exit_code == 0
    result = run("erase", circle, "--yes")
    assert result.exit_code == 0
    assert result.stdout == f"Erased the quote {circle} for 2 tenants and all that come.\n"
    assert result.stderr == f"Its words still stand in {SAMPLE / 'quotes.toml'}: take the entry {circle} out there.\n"
    assert _holding(changed, words) == []
    assert _holding(changed, "A leaflet of theirs") == []
    for tenant in ((), OTHER, ("--tenant", "slack:new")):
        assert all(row["id"] != circle for row in everything(run, *tenant) if row["kind"] == "quote")
        assert f"{circle} was erased on" in run("ask", f"/source {circle}", *tenant).stdout
    assert _holding(changed, words) == []
    assert run("erase", circle, "--yes").exit_code == 0


def test_what_is_erased_for_everyone_is_not_put_back_by_who_comes_later(run: Run, changed: Path) -> None:
    circle, late = "q-circle-2021-looking-up", ("--tenant", "slack:late", "--role", "curator")
    assert run("erase", circle, "--reason", "a court’s order", "--yes").exit_code == 0
    told = f"{circle} was erased on "
    add = '/record add quote speaker:dark-sky-circle words:"Anything at all." said:2021 source:src-gazette'
    for line in (f"/source {circle}", f"{add} id:{circle}", f"/record reinstate {circle}"):
        answer = run("ask", line, *late)
        assert told in answer.stdout + answer.stderr, line
    rows = f"kind,id,speaker,words,said,source\nquote,{circle},dark-sky-circle,Anything at all.,2021,src-gazette\n"
    (changed / "again.csv").write_text(rows, "utf-8")
    refused = run("import", "again.csv", "--tenant", "slack:late")
    assert refused.exit_code == 2
    assert "was erased on" in refused.stdout + refused.stderr
    assert all(row["id"] != circle for row in everything(run, "--tenant", "slack:late") if row["kind"] == "quote")


def test_the_reason_stays_when_it_is_erased_once_more(run: Run, changed: Path) -> None:
    for record_id in ("q-snow", "q-circle-2021-looking-up"):
        assert run("erase", record_id, "--reason", "a court’s order", "--yes").exit_code == 0
        assert run("erase", record_id, "--reason", "once more", "--yes").exit_code == 0
        answer = run("ask", f"/history {record_id}", "--role", "curator")
        assert "a court’s order" in answer.stdout
        assert "a court’s order" in run("ask", "/audit", "--role", "admin").stdout
    assert changed.exists()


def test_what_cannot_be_erased_is_told(run: Run, changed: Path) -> None:
    result = run("erase", "q-lost", "--yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "q-lost never was on record for playground:local. Nothing was erased.\n"
    result = run("erase", HOME, "--yes")
    assert result.exit_code == 2
    assert "is a whole debate" in result.stderr
    assert changed.exists()


def test_words_that_a_reader_holds_in_the_file_are_told_of(run: Run, changed: Path) -> None:
    reader = sqlite3.connect(changed / "data/onrecord.db")
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM revision").fetchall()
        result = run("erase", "q-snow", "--yes")
    finally:
        reader.close()
    assert result.exit_code == 1
    assert "erase it again" in result.stderr
    assert run("erase", "q-snow", "--yes").exit_code == 0
    assert _holding(changed, SNOW) == []


def test_the_commands_of_the_chat_know_the_same_forms() -> None:
    assert exchange.EXPORT.params[1].choices == ("toml", "json", "csv")
