"""Commands of several words: found by their longest name, offered by their families."""

from __future__ import annotations

import pytest

from bot.command import Command, write_line
from bot.errors import Ambiguous, Forbidden, Unknown
from bot.families import branches, family, find_command, split_line
from bot.reading import read_line
from bot.roles import Role
from briefings.library import Library
from tests.bot.asking import TODAY, Ask, asking, buttons, card_of, dispatch_over, facts, refusal_of, text_of
from tests.bot.curating import ADD, CURATING, PLAIN, UNDO

EVERY = (*PLAIN, *CURATING)


@pytest.fixture
def ask(sample_library: Library) -> Ask:
    return asking(dispatch_over(sample_library, *EVERY))


# -- the longest name -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "name", "rest"),
    [
        ("/record add quote", "record add quote", ""),
        ("record add quote", "record add quote", ""),
        (" /RECORD\tAdd \n quote  speaker:x ", "record add quote", "speaker:x "),
        ("/record undo now", "record undo", "now"),
        ("/curators add u1", "curators add", "u1"),
        ("/record search closed source", "search", "closed source"),
        ("/record /search closed", "search", "closed"),
        ("/record help", "help", ""),
        ("/record curators list", "curators list", ""),
        ("/record record undo", "record undo", ""),
        ("/stance record add quote", "stance", "record add quote"),
    ],
)
def test_a_line_is_of_the_command_with_the_longest_name_it_begins_with(line: str, name: str, rest: str) -> None:
    command, after = split_line(line, EVERY)
    assert (command.name, after) == (name, rest)


def test_what_follows_record_is_asked_even_where_there_is_no_such_family() -> None:
    assert split_line("/record stance ana", PLAIN)[0].name == "stance"


@pytest.mark.parametrize("command", CURATING, ids=lambda command: command.name)
def test_a_call_of_several_words_is_written_and_read_back(sample_library: Library, command: Command) -> None:
    line = write_line(command.name, {})
    assert read_line(line, EVERY, sample_library, TODAY).command is command


# -- families -------------------------------------------------------------------------------------


def test_a_family_is_all_commands_whose_names_go_on_after_its_words() -> None:
    assert [command.name for command in family("/Record  add", EVERY)] == ["record add quote", "record add event"]
    assert family("record add quote", EVERY) == []
    assert family("rec", EVERY) == []
    assert family("", EVERY) == []


def test_commands_branch_by_their_first_words_in_their_order() -> None:
    names = {name: [command.name for command in group] for name, group in branches(2, CURATING)}
    assert names["record add"] == ["record add quote", "record add event"]
    assert list(names) == ["record add", "record correct", "record undo", "curators list", "curators add", "import"]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("/record", ["/record add", "/record correct", "/record undo", "/help"]),
        ("record  ", ["/record add", "/record correct", "/record undo", "/help"]),
        ("/record add", ["/record add quote", "/record add event", "/help"]),
        ("/record /", ["/record add", "/record correct", "/record undo", "/help"]),
        ("/curators", ["/curators list", "/curators add", "/help"]),
    ],
)
def test_the_beginning_of_a_family_is_answered_with_its_members(line: str, offered: list[str]) -> None:
    with pytest.raises(Ambiguous) as told:
        split_line(line, EVERY)
    assert [button.line for button in told.value.buttons] == offered


@pytest.mark.parametrize(
    ("line", "says", "first"),
    [
        ("/record ad quote speaker:dsc", "/record ad", "/record add quote speaker:dsc"),
        ("/record add qoute", "/record add qoute", "/record add quote"),
        ("/recrd add quote x", "/recrd", "/record add quote x"),
        ("/recrd", "/recrd", "/record"),
        ("/record corect q-1", "/record corect", "/record correct q-1"),
        ("/record serch lamps", "/record serch", "/search lamps"),
        ("/curator list", "/curator", "/curators list"),
    ],
)
def test_a_mistyped_member_is_answered_with_the_nearest_first(line: str, says: str, first: str) -> None:
    with pytest.raises(Unknown) as told:
        split_line(line, EVERY)
    assert f"“{says}”" in told.value.text
    assert told.value.buttons[0].line == first
    assert told.value.buttons[-1].line == "/help"


def test_what_resembles_no_member_still_leads_to_all_of_them() -> None:
    with pytest.raises(Unknown) as told:
        split_line("/record zzzz", EVERY)
    assert [button.line for button in told.value.buttons] == [
        "/record add",
        "/record correct",
        "/record undo",
        "/help",
    ]


async def test_every_button_that_a_family_offers_leads_on(ask: Ask) -> None:
    for line in ("/record", "/record add", "/curators", "/record ad quote"):
        for onward in buttons(refusal_of(await ask(line, Role.ADMIN))).values():
            answer = await ask(onward, Role.ADMIN)
            assert answer.fault is None or onward == "/record add"


# -- who may --------------------------------------------------------------------------------------


def test_only_what_a_role_may_use_is_offered() -> None:
    with pytest.raises(Unknown) as told:
        split_line("/curator list", EVERY, Role.CURATOR)
    assert [button.line for button in told.value.buttons] == ["/help"]
    with pytest.raises(Forbidden, match="Only admins"):
        split_line("/curators", EVERY, Role.CURATOR)
    with pytest.raises(Forbidden, match="Only admins"):
        split_line("/curators ad", EVERY, Role.CURATOR)


def test_record_alone_tells_everyone_what_may_follow_it() -> None:
    with pytest.raises(Ambiguous, match="Write what to ask after it") as told:
        split_line("/record", EVERY, Role.EVERYONE)
    assert [button.line for button in told.value.buttons] == ["/help"]
    with pytest.raises(Unknown) as typo:
        split_line("/record serch lamps", EVERY, Role.EVERYONE)
    assert [button.line for button in typo.value.buttons] == ["/search lamps", "/help"]


def test_a_command_that_a_role_may_not_use_is_still_known() -> None:
    assert find_command("/record add quote", EVERY, Role.EVERYONE) is ADD


# -- help -----------------------------------------------------------------------------------------


async def test_help_tells_a_family_in_one_line_and_only_to_its_role(ask: Ask) -> None:
    shown = {role: facts(card_of(await ask("/help", role))) for role in Role}
    assert not {"Curators", "Admins"} & set(shown[Role.EVERYONE])
    assert shown[Role.CURATOR]["Curators"] == "/record add, correct, undo · /import"
    assert "Admins" not in shown[Role.CURATOR]
    assert shown[Role.ADMIN]["Admins"] == "/curators list, add"
    assert len(shown[Role.ADMIN]) == len(PLAIN) + 2


async def test_help_shows_a_family_and_a_command_of_several_words(ask: Ask) -> None:
    card = card_of(await ask("/help record", Role.CURATOR))
    assert card.title == "/record …"
    assert list(facts(card)) == [
        "/record add quote <speaker> <words> <said> [kind] [occasion]",
        "/record add event [title]",
        "/record correct <id> [reason]",
        "/record undo",
    ]
    assert buttons(card)["/record undo"] == '/help command:"record undo"'
    assert card_of(await ask('/help command:"record undo"', Role.CURATOR)).title == UNDO.usage
    assert card_of(await ask("/help record add quote", Role.CURATOR)).title == ADD.usage
    assert list(facts(card_of(await ask("/help Record  add", Role.CURATOR)))) == [
        "/record add quote <speaker> <words> <said> [kind] [occasion]",
        "/record add event [title]",
    ]
    assert card_of(await ask("/help record search")).title.startswith("/search")


@pytest.mark.parametrize(("line", "near"), [("/help record ad quote", "/record add quote"), ("/help curatrs", "")])
async def test_help_on_what_is_no_member_offers_the_near_ones(ask: Ask, line: str, near: str) -> None:
    offered = list(buttons(refusal_of(await ask(line, Role.CURATOR))).values())
    assert (near in offered) == bool(near)


async def test_help_on_record_tells_everyone_what_may_follow_it(ask: Ask) -> None:
    assert "Write what to ask after it." in text_of(refusal_of(await ask("/help record")))


async def test_help_on_a_family_of_others_is_refused(ask: Ask) -> None:
    assert "Only admins" in text_of(refusal_of(await ask("/help curators")))
