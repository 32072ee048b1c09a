"""Who sees an answer: the asker alone or everyone there, by the command, the line, the tenant and the platform."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.command import Asker
from bot.dispatch import Answer, Dispatch
from bot.errors import Forbidden
from bot.reading import LONGEST_LINE
from bot.roles import Role
from bot.tenants import Tenants
from tests.bot.asking import card_of, dispatch_over, quote_ids, refusal_of, text_of
from tests.bot.desks import desk_at

TENANT = "playground:local"


async def _answer(dispatch: Dispatch, line: str, *, quiet: bool, role: Role = Role.EVERYONE) -> Answer:
    return await dispatch.answer(line, Asker(TENANT, "u1", "square", role, quiet=quiet))


@pytest.mark.parametrize(
    ("line", "quiet", "private"),
    [
        ("/stance ruzicka", False, False),
        ("/stance ruzicka", True, True),
        ("/stance ruzicka share:yes", True, False),
        ("/stance ruzicka share:no", False, True),
        ("/stance ruzicka private:yes", False, True),
        ("/stance ruzicka private:no", True, False),
        ("/stance ruzicka share:YES", True, False),
        ("/timeline from:1999 to:2000", True, True),
        ("/stance nobody-at-all share:yes", True, True),
        ("/compare share:yes", True, True),
        ("/suggestions", False, True),
        ("/timeline share:perhaps", False, True),
    ],
)
async def test_who_sees_an_answer(dispatch: Dispatch, line: str, quiet: bool, private: bool) -> None:  # noqa: FBT001  a case's own words
    for _again in range(2):
        assert (await _answer(dispatch, line, quiet=quiet)).private is private


async def test_a_private_answer_has_the_line_that_shows_it_to_everyone(dispatch: Dispatch) -> None:
    answer = await _answer(dispatch, "/timeline council page:1", quiet=True)
    shown = await _answer(dispatch, answer.share, quiet=True)
    assert (answer.private, shown.private, shown.share) == (True, False, "")
    assert card_of(shown).title == card_of(answer).title


async def test_what_is_shown_is_the_very_quote_that_was_picked(dispatch: Dispatch) -> None:
    for _some in range(5):
        answer = await _answer(dispatch, "/quote", quiet=True)
        shown = await _answer(dispatch, answer.share, quiet=True)
        assert quote_ids(card_of(shown)) == quote_ids(card_of(answer))


@pytest.mark.parametrize("seen", ["share:yes", "private:yes"])
async def test_who_sees_an_answer_is_not_said_of_what_its_buttons_lead_to(dispatch: Dispatch, seen: str) -> None:
    card = card_of(await _answer(dispatch, f"/timeline {seen}", quiet=True))
    assert any("page:2" in button.line for button in card.buttons)
    assert not any(seen in button.line for button in card.buttons)


async def test_a_line_that_is_mended_by_a_button_is_seen_as_it_was_meant_to_be(dispatch: Dispatch) -> None:
    refused = await _answer(dispatch, "/stance moreau share:yes", quiet=True)
    (button, *_) = refusal_of(refused).buttons
    assert not (await _answer(dispatch, button.line, quiet=True)).private


@pytest.mark.parametrize("line", ["/stance ruzicka private:yes", "/stance ruzicka private:yes share:yes"])
async def test_what_was_wanted_in_private_can_be_shown_later(dispatch: Dispatch, line: str) -> None:
    answer = await _answer(dispatch, line, quiet=True)
    assert answer.private
    assert not (await _answer(dispatch, answer.share, quiet=True)).private


@pytest.mark.parametrize("line", ["/suggestions", "/stance", "/stance nobody-at-all", f"/search {'w ' * 90}"])
async def test_what_is_not_for_others_has_no_such_line(dispatch: Dispatch, line: str) -> None:
    answer = await _answer(dispatch, line, quiet=True)
    assert len(answer.share) <= LONGEST_LINE
    assert bool(answer.share) == line.startswith("/search")


@pytest.mark.parametrize(("setting", "private"), [("private", True), ("public", False)])
async def test_a_tenant_turns_it_round(tenants: Tenants, setting: str, private: bool) -> None:  # noqa: FBT001  a case's own words
    dispatch = dispatch_over(tenants)
    for quiet in (True, False):
        before = await _answer(dispatch, "/stance ruzicka", quiet=quiet)
        assert before.private is quiet
    await _answer(dispatch, f"/settings answers:{setting}", quiet=False, role=Role.ADMIN)
    for quiet in (True, False):
        assert (await _answer(dispatch, "/stance ruzicka", quiet=quiet)).private is private
    await _answer(dispatch, '/settings answers:""', quiet=False, role=Role.ADMIN)
    assert (await _answer(dispatch, "/stance ruzicka", quiet=True)).private


async def test_a_guest_has_everyones_role_whatever_was_said_of_them(tenants: Tenants) -> None:
    dispatch = dispatch_over(tenants)
    await dispatch.answer("/curators add u1", Asker(TENANT, "chief", "square", Role.ADMIN))
    member = await dispatch.answer("/review", Asker(TENANT, "u1", "square"))
    assert member.fault is None
    guest = Asker(TENANT, "u1", "square", Role.ADMIN, guest=True)
    for line in ("/review", "/export", "/record retract q-lind-2021-06-10-owls reason:no"):
        answer = await dispatch.answer(line, guest)
        assert answer.fault == "asker's"
        assert "Only" in text_of(answer.body)


async def test_a_guest_who_was_appointed_is_refused_at_the_desk_too(tenants: Tenants) -> None:
    await dispatch_over(tenants).answer("/curators add u1", Asker(TENANT, "chief", "square", Role.ADMIN))
    desk = replace(desk_at(tenants, TENANT, granted=Role.ADMIN), guest=True)
    with pytest.raises(Forbidden):
        async with desk.writing(Role.CURATOR):
            raise AssertionError("a guest came in")
    with pytest.raises(Forbidden):
        async with desk.reading(Role.CURATOR):
            raise AssertionError("a guest came in")
