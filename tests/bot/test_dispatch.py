"""The one door: what is kept, who is refused, whose fault it was."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

import pytest

from bot.card import Card, Form, State, as_text
from bot.command import Asker, Call, Command, Kind, Param
from bot.commands import COMMANDS
from bot.dispatch import MOST_KEPT, Recent
from bot.errors import Forbidden, Unreadable
from bot.roles import Role
from bot.tenants import Tenant, Tenants
from briefings.edition import Edition, Shipped
from briefings.library import Library
from briefings.model import Dossier
from tests.bot.asking import Ask, asking, buttons, card_of, dispatch_over, form_of, refusal_of

ASKER = Asker("playground:local", "u1", "square")


async def _say(call: Call) -> Card:
    return Card(f"said {call.text('x') or 'nothing'}")


async def _crash(_call: Call) -> Card:
    raise RuntimeError("the inside of it")


async def _refuse(_call: Call) -> Card:
    raise Unreadable("Not like this.")


async def _need(call: Call) -> Card:
    return Card(call.needed("x"))


X = (Param("x", "What to say", Kind.TEXT, required=True),)
SAY = Command("say", "Say it", _say, X)


# -- what is kept ---------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["/stance dsc", "/timeline", "/check The owls left", "/help", "/stance"])
async def test_the_same_line_gets_the_very_same_answer(ask: Ask, line: str) -> None:
    assert await ask(line) is await ask(line, channel="elsewhere")


@pytest.mark.parametrize("line", ["/quote", "/quote dsc", "/stance nobody", "/nonsense"])
async def test_chance_and_errors_are_answered_anew(ask: Ask, line: str) -> None:
    assert await ask(line) is not await ask(line)


def _tenant(library: Library) -> Tenant:
    return Tenant(Edition(Shipped(library, {})), generation=1)


async def test_a_changed_record_gives_a_fresh_answer(
    sample: Dossier, library_of: Callable[..., Library], edited: Callable[..., Dossier]
) -> None:
    tenants = Tenants(library_of(sample))
    dispatch = dispatch_over(tenants)
    before = await dispatch.answer("/source dark-sky-circle", ASKER)
    tenants.publish(ASKER.tenant, _tenant(library_of(edited("dark-sky-circle", name="Night Circle"))))
    after = await dispatch.answer("/source dark-sky-circle", ASKER)
    assert (card_of(before).title, card_of(after).title) == ("Dark Sky Circle", "Night Circle")


async def test_a_new_day_gives_a_fresh_answer(sample_library: Library) -> None:
    today = dt.date(2022, 10, 1)
    dispatch = dispatch_over(sample_library, today=lambda: today)
    first, second = [await dispatch.answer("/new", ASKER) for _ in range(2)]
    today = dt.date(2022, 12, 1)
    third = await dispatch.answer("/new", ASKER)
    assert first is second
    assert (card_of(first).title, card_of(third).title) == ("New since 1 Sep 2022", "New since 1 Nov 2022")


async def test_every_tenant_is_answered_from_its_own_record(
    sample: Dossier, library_of: Callable[..., Library], edited: Callable[..., Dossier]
) -> None:
    tenants = Tenants(library_of(sample))
    tenants.publish("slack:T2", _tenant(library_of(edited("colour", text="Which hue?"))))
    dispatch = dispatch_over(tenants)
    askers = [Asker(tenant, "u", "c") for tenant in ("slack:T1", "slack:T2")]
    titles = [card_of(await dispatch.answer("/source colour", asker)).title for asker in askers]
    assert titles == ["What colour should the lamps have?", "Which hue?"]


async def test_a_higher_role_is_not_given_what_was_kept_for_a_lower_one(sample_library: Library) -> None:
    ask = asking(dispatch_over(sample_library, *COMMANDS, Command("mend", "Mend it", _say, role=Role.CURATOR)))
    seen = [as_text((await ask("/help", role=role)).body).count("/mend") for role in Role]
    assert seen == [0, 1, 1]


async def test_only_so_many_answers_are_kept_and_those_asked_for_lately(sample_library: Library) -> None:
    ask = asking(dispatch_over(sample_library, SAY))
    first, second = await ask("/say 0"), await ask("/say 1")
    for number in range(2, MOST_KEPT):
        await ask(f"/say {number}")
    assert await ask("/say 0") is first
    await ask("/say more")
    assert await ask("/say 0") is first
    assert await ask("/say 1") is not second


def test_the_latest_values_of_the_keys_seen_last_are_remembered() -> None:
    recent = Recent()
    for number in range(MOST_KEPT):
        recent[str(number)] = "a"
    recent["0"] = "b"
    recent["new"] = "c"
    assert len(recent) == MOST_KEPT
    assert (recent["0"], recent["new"]) == ("b", "c")
    assert "1" not in recent


# -- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("needed", [Role.CURATOR, Role.ADMIN])
@pytest.mark.parametrize("role", Role)
async def test_a_command_answers_its_role_and_those_above_alone(
    sample_library: Library, needed: Role, role: Role
) -> None:
    ask = asking(dispatch_over(sample_library, Command("mend", "Mend it", _say, role=needed)))
    answer = await ask("/mend", role)
    if role >= needed:
        assert card_of(answer).title == "said nothing"
    else:
        card = refusal_of(answer)
        assert card.title == Forbidden.title
        assert f"Only {needed.name.lower()}s can do that here" in as_text(card)


async def test_who_may_not_is_refused_before_anything_else_is_asked(sample_library: Library) -> None:
    ask = asking(dispatch_over(sample_library, Command("mend", "Mend it", _need, X, role=Role.CURATOR)))
    assert refusal_of(await ask("/mend")).title == Forbidden.title
    assert form_of(await ask("/mend", Role.CURATOR)).command == "mend"


@pytest.mark.parametrize("private", [True, False])
async def test_an_answer_is_as_private_as_its_command(sample_library: Library, *, private: bool) -> None:
    ask = asking(dispatch_over(sample_library, Command("say", "Say it", _say, private=private)))
    assert (await ask("/say")).private is private


# -- whose fault ----------------------------------------------------------------------------------


async def test_an_error_that_the_asker_can_mend_is_a_private_card(sample_library: Library) -> None:
    card = refusal_of(await asking(dispatch_over(sample_library, Command("no", "No", _refuse)))("/no"))
    assert (card.title, card.state) == ("Not understood", State.ERROR)
    assert as_text(card) == "Not understood\n\nNot like this."


async def test_a_crash_is_our_fault_logged_and_shown_without_its_inside(
    sample_library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    ask = asking(dispatch_over(sample_library, Command("crash", "Crash", _crash)))
    answer = await ask("/crash")
    assert (answer.fault, answer.private) == ("ours", True)
    assert isinstance(answer.body, Card)
    assert answer.body.state is State.ERROR
    text = as_text(answer.body)
    assert "Something went wrong on our side" in text
    assert not [word for word in ("Traceback", "RuntimeError", "inside") if word in text]
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "failed command=crash tenant=playground:local user=u1"
    assert record.exc_info
    assert str(record.exc_info[1]) == "the inside of it"


async def test_after_a_crash_the_same_line_is_tried_again(sample_library: Library) -> None:
    outcomes: list[RuntimeError | Card] = [RuntimeError("once"), Card("all right")]

    async def run(_call: Call) -> Card:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    ask = asking(dispatch_over(sample_library, Command("try", "Try", run)))
    assert (await ask("/try")).fault == "ours"
    assert card_of(await ask("/try")).title == "all right"


async def test_one_line_is_logged_for_an_answer_and_no_words_of_it(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.dispatch")
    await ask("/check a very private thought")
    await ask("/nonsense private")
    done, unknown = [record.getMessage() for record in caplog.records if record.name == "bot.dispatch"]
    assert done.startswith("answered command=check tenant=playground:local channel=square user=u1 fault=- ms=")
    assert unknown.startswith("answered command=- tenant=playground:local channel=square user=u1 fault=asker's ms=")
    assert "private" not in caplog.text


# -- what is missing, and what is unknown ---------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("/stance", {}),
        ("/stance question:colour", {"question": "colour"}),
        ("/compare dsc", {"one": "dsc"}),
        ("/compare two:dsc", {"two": "dsc"}),
        ("/search who:dsc from:2022 page:2", {"who": "dsc", "from": "2022"}),
        ("/check", {}),
        ("/source", {}),
    ],
)
async def test_what_is_missing_is_asked_for_with_what_was_given(ask: Ask, line: str, kept: dict[str, str]) -> None:
    form = form_of(await ask(line))
    command = next(command for command in COMMANDS if command.name == form.command)
    assert isinstance(form, Form)
    assert form.title == f"/{command.name}"
    assert [(field.name, field.label, field.required, field.value) for field in form.fields] == [
        (param.name, param.summary, param.required, kept.get(param.name, ""))
        for param in command.params
        if param.name != "page"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "/stanc dsc",
        "/",
        "/stance moreau",
        "/stance ana",
        "/stance tomas ruzh",
        "/stance nobody-like-that",
        "/timeline nowhere like this",
        "/briefing dark",
        "/compare dsc moreau",
        "/source ana",
        "/timeline from:2023 to:2022",
        "/timeline order:sideways",
        "/timeline dsc and more",
        "/timeline page:9",
        "/people page:9",
        "/search lamp page:9",
        "/quote lamp page:9",
        "/new since:2021 page:9",
        "/quote ana-moreau page:9",
        "/compare dsc dsc",
    ],
)
async def test_every_button_on_a_refusal_leads_to_an_answer(ask: Ask, line: str) -> None:
    lines = buttons(refusal_of(await ask(line)))
    assert lines
    for onward in lines.values():
        answer = await ask(onward)
        assert answer.fault is None, (onward, as_text(answer.body))
