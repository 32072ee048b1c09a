"""Reading content folders, and telling everything that is wrong with them."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from briefings.faults import ContentError, Fault
from briefings.load import FILES, load, parse, read
from briefings.model import (
    About,
    Disputed,
    Dossier,
    Gap,
    Organisation,
    Person,
    Point,
    Position,
    Question,
    Quote,
    Source,
)

PERSON = {"id": "ana", "name": "Ana", "summary": "Mayor"}
QUOTE = {"id": "q-a", "speaker": "a", "words": "Yes", "said": "2020", "occasion": "Talk", "source": "src-a"}
POSITION = {"id": "pos-a", "who": "a", "question": "q", "date": "2020", "score": 1, "reading": "Was for it"}
SOURCE = {"id": "src-a", "url": "https://example.org/", "publisher": "A", "kind": "press"}
QUESTION = {"id": "q", "text": "Why?", "proposition": "So.", "short": "why"}


@pytest.fixture
def folder(tmp_path: Path, sample_folder: Path) -> Path:
    """Give a copy of the sample that may be spoilt."""
    return Path(shutil.copytree(sample_folder, tmp_path / "lighting"))


def _dossier(folder: Path) -> tuple[Dossier | None, list[Fault]]:
    """Read a folder by itself: its dossier, if it has a head, and what is wrong with it."""
    content = read([folder])
    return next(iter(content.dossiers), None), content.faults


@pytest.fixture
def told(folder: Path) -> Callable[[], list[str]]:
    """Read the copy and give what was told of it."""

    def tell() -> list[str]:
        _, faults = _dossier(folder)
        return [str(fault) for fault in faults]

    return tell


def _append(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + dedent(text), encoding="utf-8")


def test_a_content_folder_is_read_whole(sample: Dossier) -> None:
    assert sample.about.id == "town-square-lighting"
    counts = [len(rows) for rows in (sample.people, sample.organisations, sample.questions, sample.quotes)]
    assert counts == [4, 2, 2, 10]
    counts = [len(rows) for rows in (sample.events, sample.positions, sample.gaps, sample.briefings, sample.disputed)]
    assert counts == [4, 9, 2, 1, 1]
    assert len(list(sample.records())) == sum([4, 2, 2, 10, 4, 9, 1, 1, len(sample.sources)])
    assert sample.people[2].name == "Zoë Moreau"


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """Give a folder of a dossier that is nothing but its head."""
    folder = tmp_path / "harbour"
    folder.mkdir()
    fields = {"id": "harbour", "title": "The harbour", "topic": "the harbour", "asks": "Dredge it?", "language": "en"}
    head = {**fields, "compiled": "2023", "summary": "Invented.", "method": "None."}
    (folder / "dossier.toml").write_text("".join(f'{key} = "{value}"\n' for key, value in head.items()))
    return folder


def test_a_folder_may_be_a_dossier_or_hold_several(tmp_path: Path, folder: Path, harbour: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "todo.txt").write_text("not content")
    content = read([tmp_path])
    assert [dossier.about.id for dossier in content.dossiers] == ["harbour", "town-square-lighting"]
    assert (content.faults, content.warnings()) == ([], [])
    assert read([harbour, folder]) == content


def test_one_dossier_in_two_folders_is_told(folder: Path, harbour: Path) -> None:
    shutil.copy(harbour / "dossier.toml", folder)
    found = [fault for fault in read([folder, harbour]).faults if fault.field == "id"]
    assert [(fault.file, fault.entry) for fault in found] == [("harbour/dossier.toml", "harbour")]


@pytest.mark.parametrize("name", [name for name in FILES if name != "dossier.toml"])
def test_a_file_may_be_missing(folder: Path, name: str, told: Callable[[], list[str]]) -> None:
    (folder / name).unlink()
    assert not [problem for problem in told() if problem.startswith(f"lighting/{name}")]


def test_a_folder_without_a_dossier_is_told(tmp_path: Path) -> None:
    for empty in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ContentError) as error:
            load([empty])
        assert str(error.value) == f"{empty.name}: holds no dossier; a dossier is a folder with a dossier.toml"


def test_content_beside_a_dossier_is_not_passed_over_for_want_of_its_head(tmp_path: Path, folder: Path) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "harbour"))
    (other / "dossier.toml").rename(other / "dosier.toml")
    faults = read([tmp_path]).faults
    assert "harbour/dossier.toml" in {fault.file for fault in faults}


def test_a_missing_head_is_told(folder: Path) -> None:
    (folder / "dossier.toml").unlink()
    content = read([folder.parent])
    assert "lighting/dossier.toml: is missing; it says what the dossier is about" in map(str, content.faults)
    assert content.dossiers == ()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", '[[question]]\nid = "q"\n'])
def test_an_empty_head_is_told(folder: Path, text: str, told: Callable[[], list[str]]) -> None:
    (folder / "dossier.toml").write_text(text)
    assert any("dossier.toml" in problem and "title" in problem for problem in told())


def test_rules_are_told_with_faults_of_form_all_at_once(folder: Path) -> None:
    _append(folder / "quotes.toml", '[[quote]]\nid = "q-x"\nspeaker = "ana-moreau"\nnote = " "\n')
    _append(folder / "people.toml", "[[person]]\n")
    _append(folder / "disputed.toml", "[[disputed]\n")
    _append(folder / "positions.toml", '[[gap]]\nwho = "nobody"\nquestion = "colour"\n')
    with pytest.raises(ContentError) as error:
        load([folder])
    found = [(fault.file.partition("/")[2], fault.entry, fault.field) for fault in error.value.faults]
    assert sorted(found) == [
        ("disputed.toml", "", ""),
        ("people.toml", "person 5", "id"),
        ("people.toml", "person 5", "name"),
        ("people.toml", "person 5", "summary"),
        ("positions.toml", "nobody/colour", "who"),
        ("quotes.toml", "q-x", "note"),
        ("quotes.toml", "q-x", "said"),
        ("quotes.toml", "q-x", "source"),
        ("quotes.toml", "q-x", "words"),
    ]


def test_a_rule_is_told_where_the_entry_stands(folder: Path) -> None:
    _append(folder / "positions.toml", '[[gap]]\nwho = "nobody"\nquestion = "colour"\n')
    with pytest.raises(ContentError) as error:
        load([folder])
    assert [fault.file for fault in error.value.faults] == ["lighting/positions.toml"]


def test_a_warning_is_told_where_the_entry_stands_and_keeps_nothing_from_being_read(folder: Path) -> None:
    quotes = folder / "quotes.toml"
    quotes.write_text(quotes.read_text("utf-8").replace("he shrugged. “Yellow", "he shrugged. “Mellow"), "utf-8")
    (warning,) = read([folder]).warnings()
    assert (warning.file, warning.entry) == ("lighting/quotes.toml", "q-ruzicka-2022-04-02-bread")
    assert (warning.field, warning.problem[:32]) == ("words", "do not stand so in the evidence;")
    assert len(load([folder])) == 1


def test_a_sound_folder_is_loaded(folder: Path, sample: Dossier) -> None:
    assert load([folder]) == (sample,)


def _many_quotes(words: str) -> str:
    return "".join(
        f'[[quote]]\nid = "q-{number}"\nspeaker = "ana-moreau"\nsaid = "2021"\nsource = "src-gazette"\n'
        f'occasion = "{"On the square, " * 15}or near it"\nwords = """{words}"""\n'
        for number in range(700)
    )


@pytest.mark.parametrize("words", ["Lamps.", "Lamps\n[[quote]]\nLamps", "Lamps = [\n[[quote]]\n1"])
def test_a_very_long_file_is_read_like_a_short_one(folder: Path, words: str) -> None:
    (folder / "quotes.toml").write_text(_many_quotes(words))
    dossier, _ = _dossier(folder)
    assert dossier is not None
    assert [(quote.id, quote.words) for quote in dossier.quotes] == [(f"q-{number}", words) for number in range(700)]


@pytest.mark.parametrize("fault", ["[[quote]\n", "[[quote]]\nid = \n", '[[quote]]\nid = "a"\nid = "b"\n'])
def test_a_fault_in_a_very_long_file_is_told_with_its_line(
    folder: Path, fault: str, told: Callable[[], list[str]]
) -> None:
    text = _many_quotes("Lamps.") + fault
    (folder / "quotes.toml").write_text(text)
    with pytest.raises(tomllib.TOMLDecodeError) as error:
        tomllib.loads(text)
    assert told() == [f"lighting/quotes.toml: cannot be read as TOML: {error.value}"]


def test_an_entry_of_a_very_long_file_is_told_by_its_number(folder: Path, told: Callable[[], list[str]]) -> None:
    (folder / "quotes.toml").write_text(_many_quotes("Lamps.") + "[[quote]]\n")
    numbered = [problem for problem in told() if problem.startswith("lighting/quotes.toml: quote ")]
    assert {problem.rsplit(": ", 2)[0] for problem in numbered} == {"lighting/quotes.toml: quote 701"}


def test_a_file_that_is_not_utf8_is_told_with_the_place(folder: Path, told: Callable[[], list[str]]) -> None:
    (folder / "people.toml").write_bytes("# Zoë".encode("latin-1"))
    assert told() == ["lighting/people.toml: is not UTF-8 at byte 4; save it as UTF-8"]


@pytest.mark.parametrize(
    "text",
    [
        "[[quote]\n",
        'id = "a"\nid = "b"\n',
        "id = ",
        pytest.param("x = " + "1" * 5000, id="huge"),
        pytest.param("x = " + "[" * 5000, id="deep"),
    ],
)
def test_broken_toml_is_told_with_its_file(folder: Path, text: str, told: Callable[[], list[str]]) -> None:
    (folder / "quotes.toml").write_text(text)
    (problem,) = told()
    assert problem.startswith("lighting/quotes.toml: cannot be read as TOML: ")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that even root cannot read, as Linux has")
def test_a_file_that_cannot_be_read_is_told(folder: Path, told: Callable[[], list[str]]) -> None:
    (folder / "quotes.toml").unlink()
    (folder / "quotes.toml").symlink_to("/proc/self/mem")
    (problem,) = told()
    assert problem.startswith("lighting/quotes.toml: cannot be opened: ")


def test_a_stray_file_is_told_what_belongs_there(folder: Path, told: Callable[[], list[str]]) -> None:
    (folder / "quote.toml").write_text("")
    (folder / "notes.md").write_text("fine")
    assert told() == [f"lighting/quote.toml: is no content file; those are {', '.join(FILES)}"]


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("people.toml", "[[persons]]\n", "persons: does not belong here; this file holds [[person]]"),
        ("people.toml", "[[quote]]\n", "quote: does not belong here; this file holds [[person]]"),
        ("positions.toml", "[x]\n", "x: does not belong here; this file holds [[position]] and [[gap]]"),
        ("dossier.toml", "[[person]]\n", "person: is no field here; fields are id, title, "),
    ],
)
def test_a_stray_table_is_told_what_belongs_there(
    folder: Path, file: str, text: str, problem: str, told: Callable[[], list[str]]
) -> None:
    _append(folder / file, text)
    (found,) = told()
    assert problem in found
    assert found.startswith(f"lighting/{file}: ")


def test_one_table_where_a_list_of_tables_belongs_is_told(folder: Path, told: Callable[[], list[str]]) -> None:
    (folder / "people.toml").write_text('[person]\nid = "ana"\n')
    assert told() == ["lighting/people.toml: person: must be a list of tables; begin each with [[person]]"]


def test_an_entry_that_is_no_table_is_told_by_its_number(folder: Path, told: Callable[[], list[str]]) -> None:
    (folder / "people.toml").write_text('person = [{id = "a", name = "A", summary = "s"}, 2]')
    assert "lighting/people.toml: person 2: input should be a dictionary or an instance of Person" in told()


def test_what_is_sound_in_a_faulty_folder_is_still_read(folder: Path) -> None:
    _append(folder / "people.toml", "[[person]]\n")
    dossier, faults = _dossier(folder)
    assert (dossier and len(dossier.people), len(faults)) == (4, 3)


@pytest.mark.parametrize(
    ("of", "row", "field", "problem"),
    [
        (
            Person,
            {**PERSON, "nmae": 1},
            "nmae",
            "is no field here; fields are id, name, summary, family, aliases, roles",
        ),
        (
            Person,
            {**PERSON, "roles": [{"role": "Mayor", "organisation": "x", "begin": "2020"}]},
            "roles.0.begin",
            "is no field here; fields are role, organisation, start, end, basis",
        ),
        (
            Position,
            {**POSITION, "change": {"since": "pos-b", "kind": "changed", "summary": "s", "why": "w"}},
            "change.why",
            "is no field here; fields are since, kind, summary",
        ),
        (Person, {"id": "ana", "name": "Ana"}, "summary", "is missing; add it"),
        (Person, {**PERSON, "roles": [{"role": "Mayor"}]}, "roles.0.organisation", "is missing; add it"),
        (Person, {**PERSON, "name": 7}, "name", "7 is no text; put it in quotation marks"),
        (Person, {**PERSON, "aliases": "Anna"}, "aliases", 'must be a list; write ["…", "…"]'),
        (Person, {**PERSON, "aliases": ["Anna", 7]}, "aliases.1", "7 is no text; put it in quotation marks"),
        (Person, {**PERSON, "aliases": [""]}, "aliases.0", "“” must be one line without spaces at its ends"),
        (Person, {**PERSON, "name": "a\nb"}, "name", "“aU+000Ab” must be one line"),
        (Person, {**PERSON, "name": "Ana "}, "name", "“Ana ” must be one line without spaces at its ends"),
        (Person, {**PERSON, "name": "a\u202eb"}, "name", "“aU+202Eb” must be one line"),
        (Person, {**PERSON, "name": "x" * 301}, "name", "has 301 characters; at most 300 fit"),
        (Person, {**PERSON, "id": "Ana Moreau"}, "id", "“Ana Moreau” is no id here; write lower-case-words-and-digits"),
        (Person, {**PERSON, "id": "ana-"}, "id", "“ana-” is no id here"),
        (Quote, {**QUOTE, "id": "quote-a"}, "id", "“quote-a” is no id here; write q-lower-case-words-and-digits"),
        (Quote, {**QUOTE, "source": "a"}, "source", "“a” is no id here; write src-lower-case-words-and-digits"),
        (Quote, {**QUOTE, "id": "q-" + "a" * 79}, "id", "has 81 characters; at most 80 fit"),
        (Quote, {**QUOTE, "words": "a\tb"}, "words", "“aU+0009b” must be text without spaces at its ends"),
        (Quote, {**QUOTE, "words": "x" * 4001}, "words", "has 4001 characters; at most 4000 fit"),
        (Quote, {**QUOTE, "said": "June 2020"}, "said", "“June 2020” is no date; write YYYY, YYYY-MM or YYYY-MM-DD"),
        (Quote, {**QUOTE, "said": 2020}, "said", "2020 is no date; write it in quotation marks"),
        (
            Quote,
            {**QUOTE, "confidence": "certain"},
            "confidence",
            "“certain” is not allowed; write “high”, “medium” or",
        ),
        (Quote, {**QUOTE, "original": "example.org"}, "original", "“example.org” is no address; write one that begins"),
        (Source, {**SOURCE, "url": "https://nowhere"}, "url", "“https://nowhere” is no address"),
        (Source, {**SOURCE, "url": "https://me@example.org/"}, "url", "“https://me@example.org/” is no address"),
        (Source, {**SOURCE, "kind": "blog"}, "kind", "“blog” is not allowed; write “primary”, "),
        (Organisation, {**PERSON, "kind": "firm"}, "kind", "“firm” is not allowed; write “company”, "),
        (Position, {**POSITION, "score": 3}, "score", "3 is not allowed; write -2, -1, 0, 1, 2 or “mixed”"),
        (Position, {**POSITION, "change": "none"}, "change", "input should be a dictionary or an instance of Change"),
        (Gap, {"who": "a", "question": "b", "note": 1}, "note", "1 is no text; put it in quotation marks"),
        (Question, {**QUESTION, "short": ""}, "short", "“” must be one line"),
        (Point, {"text": "t"}, "evidence", "is missing; add it"),
    ],
)
def test_a_faulty_field_is_told_what_would_be_right(of: type, row: dict[str, object], field: str, problem: str) -> None:
    value, ((place, told),) = parse(of, row)
    assert (value, place) == (None, field)
    assert told.startswith(problem)


def test_a_language_is_a_code(sample: Dossier) -> None:
    head = {name: getattr(sample.about, name) for name in ("id", "title", "topic", "asks", "summary", "method")}
    assert parse(About, {**head, "compiled": "2023", "language": "deu"})[1] == []
    faults = parse(About, {**head, "compiled": "2023", "language": "EN"})[1]
    assert faults == [("language", "“EN” is no language; write its code, such as en")]


@pytest.mark.parametrize("see", [None, "q-a"])
def test_an_optional_field_may_be_left_out(see: str | None) -> None:
    row = {"id": "dis-a", "who": "a", "words": "No", "where": "https://a.org/?q=1", "kind": "misdated", "why": "Late"}
    entry, faults = parse(Disputed, row if see is None else {**row, "see": see})
    assert (entry.see if entry else "nothing", faults) == (see, [])


def test_words_may_have_several_lines() -> None:
    quote, faults = parse(Quote, {**QUOTE, "words": "One\n\ntwo"})
    assert (quote.words if quote else "nothing", faults) == ("One\n\ntwo", [])


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("a.toml", "ana", "name", "is missing"), "a.toml: ana: name: is missing"),
        (Fault("a.toml", "", "", "is missing"), "a.toml: is missing"),
    ],
)
def test_a_fault_says_where_it_stands_as_far_as_that_is_known(fault: Fault, told: str) -> None:
    assert str(fault) == told


def test_a_faulty_head_hides_no_other_fault(folder: Path) -> None:
    head = folder / "dossier.toml"
    head.write_text(head.read_text().replace("title = ", "titel = ", 1))
    quotes = folder / "quotes.toml"
    quotes.write_text(quotes.read_text().replace('speaker = "ana-moreau"', 'speaker = "nobody"', 1))
    problems = [str(fault) for fault in read([folder]).faults]
    assert any("titel: is no field" in problem for problem in problems)
    assert any("speaker: “nobody” is no person or organisation here" in problem for problem in problems)
