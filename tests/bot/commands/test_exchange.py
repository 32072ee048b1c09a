"""`/export` and `/import`: the record leaves as files and comes in, all of a file or nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping

import pytest
import pytest_asyncio

from bot.card import Facts, File, Form
from bot.command import Asker, Upload
from bot.dispatch import Answer, Dispatch
from bot.forms import LARGEST_FILE
from bot.importing import planned, take_in
from bot.roles import Role
from bot.store import schema
from bot.tenants import Tenants
from briefings.library import Library
from briefings.rows import read
from tests.bot.asking import (
    Ask,
    asking,
    buttons,
    card_of,
    dispatch_over,
    facts,
    form_of,
    parts_of,
    refusal_of,
    text_of,
)
from tests.bot.desks import asked, change, correcting, desk_at, retracting
from tests.bot.keeping import kept

HOME = "town-square-lighting"
OWLS = "q-lind-2021-06-10-owls"
SNOW = "q-ruzicka-2022-01-the-snow"
ROWS = (
    "kind,speaker,words,said,source\n"
    "quote,Tomáš Růžička,The snow has no opinion on lamps.,2022-01,https://snow.example.org/a\n"
)
CURATOR = Role.CURATOR


@pytest.fixture
def dispatch(tenants: Tenants) -> Dispatch:
    return dispatch_over(tenants)


@pytest.fixture
def ask(dispatch: Dispatch) -> Ask:
    return asking(dispatch)


@pytest_asyncio.fixture
async def others(sample_library: Library, empty_sqlite: str) -> AsyncIterator[Dispatch]:
    """Give a bot with the same shipped record, which nobody has changed."""
    await asyncio.to_thread(schema.upgrade, empty_sqlite)
    async with kept(sample_library, empty_sqlite) as tenants:
        yield dispatch_over(tenants)


async def submit(
    dispatch: Dispatch, fields: Mapping[str, str] = {}, file: Upload | None = None, role: Role = CURATOR
) -> Answer:
    """Send the form of /import."""
    files = {"file": file} if file else {}
    asker = Asker("playground:local", "u1", "square", role)
    return await dispatch.submit("import", fields, asker, files)


def files_of(answer: Answer) -> dict[str, str]:
    return {part.name: part.data.decode() for part in parts_of(card_of(answer), File)}


async def test_only_curators_may(ask: Ask) -> None:
    for line in ("/export", "/import", f'/import rows:"{ROWS}"'):
        assert "Only curators" in text_of(refusal_of(await ask(line)))


async def test_what_was_changed_is_a_file_a_debate_with_what_is_in_it(ask: Ask) -> None:
    nothing = card_of(await ask("/export", CURATOR))
    assert "Nothing on record stands otherwise" in text_of(nothing)
    assert buttons(nothing) == {"Export all of it": "/export what:all"}
    card_of(await ask(f'/import rows:"{ROWS}"', CURATOR))
    card_of(await ask(f'/record retract {OWLS} reason:"misheard"', CURATOR))
    answer = await ask("/export", CURATOR)
    assert answer.private
    assert "1 source, 1 quote and 1 retraction, as they stand." in text_of(card_of(answer))
    (text,) = files_of(answer).values()
    assert list(files_of(answer)) == [f"{HOME}.toml"]
    assert f'id = "{SNOW}"' in text
    assert f'[[retraction]]\nid = "{OWLS}"\nreason = "misheard"' in text
    assert "doubled" not in text


async def test_a_briefing_that_rests_on_what_is_retracted_is_said_to_be_left_out(ask: Ask) -> None:
    await ask('/record retract ev-2022-09-12-vote reason:"Not ours"', CURATOR)
    assert "Left out" not in text_of(card_of(await ask("/export", CURATOR)))
    for line in ("/export all", f"/export {HOME}"):
        assert f"Left out: br-{HOME}, as its summary" in text_of(card_of(await ask(line, CURATOR)))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("/export all", f"{HOME}.toml"),
        ("/export all json", "record.json"),
        ("/export what:all format:csv", "record.csv"),
        ("/export csv", "changes.csv"),
        ("/export the lighting of the town square json", f"{HOME}.json"),
        (f"/export {HOME}", f"{HOME}.toml"),
    ],
)
async def test_what_is_wanted_is_written_as_it_is_wanted(ask: Ask, line: str, name: str) -> None:
    card_of(await ask(f'/import rows:"{ROWS}"', CURATOR))
    assert list(files_of(await ask(line, CURATOR))) == [name]


async def test_a_debate_that_is_not_on_record_is_told(ask: Ask) -> None:
    assert "No debate called" in text_of(refusal_of(await ask("/export the harbour", CURATOR)))
    assert "not one of the choices" in text_of(refusal_of(await ask("/export format:xml", CURATOR)))


@pytest.mark.parametrize("form", ["toml", "json", "csv"])
async def test_what_one_exports_another_imports(ask: Ask, others: Dispatch, form: str) -> None:
    card_of(await ask(f'/import rows:"{ROWS}"', CURATOR))
    card_of(await ask(f'/record retract {OWLS} reason:"misheard"', CURATOR))
    ((name, text),) = files_of(await ask(f"/export changes {form}", CURATOR)).items()
    first = card_of(await submit(others, file=Upload(name, text.encode())))
    assert "2 new and 1 retracted." in text_of(first)
    assert "can be taken back" in text_of(first)
    again = card_of(await submit(others, file=Upload(name, text.encode())))
    assert "stands on record so already" in text_of(again)
    theirs = asking(others)
    for line in (f"/source {SNOW}", "/quote ana-van-der-lind", "/export all json"):
        assert text_of((await theirs(line, CURATOR)).body) == text_of((await ask(line, CURATOR)).body)


async def test_a_form_asks_for_a_file_or_rows(ask: Ask, dispatch: Dispatch) -> None:
    form = form_of(await ask("/import", CURATOR))
    assert [field.name for field in form.fields] == ["file", "rows", "dry", "reason", "anyway"]
    back = await submit(dispatch)
    assert isinstance(back.body, Form)
    assert back.body.fields[0].error == "Choose a file, or write rows."
    both = await submit(dispatch, {"rows": ROWS}, Upload("a.csv", ROWS.encode()))
    assert isinstance(both.body, Form)
    assert both.body.fields[1].error == "Send a file or rows, not both at once."


async def test_the_difference_is_shown_first(ask: Ask, dispatch: Dispatch, tenants: Tenants) -> None:
    before = await tenants.get("playground:local")
    card = card_of(await submit(dispatch, {"rows": ROWS, "dry": "yes"}))
    assert facts(card) == {
        "src-snow-example-org": "https://snow.example.org/a",
        SNOW: "The snow has no opinion on lamps.",
    }
    assert (await tenants.get("playground:local")) is before
    press = buttons(card)["Import it"]
    assert "2 new." in text_of(card_of(await ask(press, CURATOR)))
    file = card_of(
        await submit(
            dispatch, {"dry": "yes", "anyway": "yes"}, Upload("a.csv", ROWS.replace("2022-01", "2022").encode())
        )
    )
    assert buttons(file) == {}


async def test_a_correction_shows_each_field(dispatch: Dispatch, ask: Ask) -> None:
    ((_, text),) = files_of(await ask("/export all json", CURATOR)).items()
    rows = [{**row, "title": "The vote"} for row in json.loads(text) if row["id"] == "ev-2022-09-12-vote"]
    card = card_of(await submit(dispatch, {"reason": "read again"}, Upload("x.json", json.dumps(rows).encode())))
    assert "1 corrected." in text_of(card)
    assert list(facts(card)) == ["ev-2022-09-12-vote · Title"]
    history = text_of(card_of(await ask("/history ev-2022-09-12-vote", CURATOR)))
    assert "read again" in history
    audit = text_of(card_of(await ask("/audit", Role.ADMIN)))
    assert "x.json" in audit


async def test_faults_are_listed_and_all_stays_out(dispatch: Dispatch, tenants: Tenants) -> None:
    rows = [{"kind": "poem"} for _ in range(30)]
    card = refusal_of(await submit(dispatch, file=Upload("p.json", json.dumps(rows).encode())))
    assert card.title == "Nothing was imported"
    (listed,) = parts_of(card, Facts)
    assert [fact.label for fact in listed.rows] == [f"row {number} · kind" for number in range(1, 21)]
    assert "And 10 more." in text_of(card)
    assert not [*(await tenants.get("playground:local")).edition.changed()]


async def test_faults_in_pasted_rows_come_back_with_the_rows(dispatch: Dispatch) -> None:
    rows = ROWS.replace("2022-01", "someday")
    answer = await submit(dispatch, {"rows": rows})
    assert isinstance(answer.body, Form)
    field = answer.body.fields[1]
    assert field.value == rows
    assert "row 1: said: “someday” is no date" in field.error


async def test_what_is_nearly_on_record_is_taken_when_it_is_meant(dispatch: Dispatch) -> None:
    card_of(await submit(dispatch, {"rows": ROWS}))
    near = Upload("near.csv", ROWS.replace("no opinion", "no opinions").encode())
    assert f"are nearly those of {SNOW}" in text_of(refusal_of(await submit(dispatch, file=near)))
    assert "1 new." in text_of(card_of(await submit(dispatch, {"anyway": "yes"}, near)))


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (Upload("a.json", b"[" * (LARGEST_FILE + 1)), "at most 5 MB can be read"),
        (Upload("a.csv", "kind,é".encode("latin-1")), "is not UTF-8 at byte 5"),
        (Upload("a.json", b"[" * 100_000), "cannot be read as JSON"),
        (Upload("a.png", b"\x89PNG\r\n\x1a\n\0\0"), "is not UTF-8 at byte 0"),
    ],
)
async def test_what_cannot_be_read_is_told(dispatch: Dispatch, file: Upload, said: str) -> None:
    assert said in text_of((await submit(dispatch, file=file)).body)


async def test_an_empty_file_holds_no_record(dispatch: Dispatch) -> None:
    card = card_of(await submit(dispatch, file=Upload("a.json", b"[]")))
    assert "There is no record in it." in text_of(card)


async def test_whoever_lost_the_role_meanwhile_is_refused(dispatch: Dispatch, tenants: Tenants) -> None:
    assert "Only curators" in text_of(refusal_of(await submit(dispatch, {"rows": ROWS}, role=Role.EVERYONE)))
    assert not [*(await tenants.get("playground:local")).edition.changed()]


async def test_a_large_import_lets_others_be_answered(dispatch: Dispatch, ask: Ask) -> None:
    rows = [
        {
            "kind": "quote",
            "speaker": "tomas-ruzicka",
            "words": f"Loaf {number} of {number * 7} rose at {number * 13} by {number * 31} in {number * 97}.",
            "said": "2022",
            "source": "src-gazette",
        }
        for number in range(2_000)
    ]
    upload = Upload("many.json", json.dumps(rows).encode())
    importing = asyncio.create_task(submit(dispatch, {"anyway": "yes"}, upload))
    answered = 0
    while not (await asyncio.wait([importing], timeout=0))[0]:
        card_of(await ask("/stance ana moreau"))
        answered += 1
    assert "2,000 new." in text_of(card_of(await importing))
    assert answered > 20


async def test_what_changes_while_an_import_is_planned_is_planned_for(tenants: Tenants) -> None:
    desk = desk_at(tenants)
    raced: list[object] = []
    loop = asyncio.get_running_loop()

    def race(_done: int, _of: int) -> None:
        if not raced:
            change_it = change(desk, correcting(OWLS, note="Read again"), retracting("ev-2022-05-petition"))
            raced.append(asyncio.run_coroutine_threadsafe(change_it, loop).result(10))

    rows = read(ROWS, "csv")
    plan, _ = await take_in(desk, rows, "rows", asked(), race)
    assert plan.new == 2
    library = (await tenants.get(desk.tenant)).library
    assert library.get(SNOW)
    assert library.get("ev-2022-05-petition") is None
    assert (await planned(desk, rows, asked())).drafts == ()
