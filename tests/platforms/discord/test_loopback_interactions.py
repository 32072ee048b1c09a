"""Interactions in the loopback Discord: what may be answered, when, how often, and who sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.platforms.discord.bare import by_gateway, hearing
from tests.platforms.discord.calling import Api, Told
from tests.platforms.discord.loopback import Discord, Impossible, Outcome, Person

SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
EPHEMERAL, V2 = 64, 1 << 15
BUTTON = {"type": 1, "components": [{"type": 2, "style": 1, "label": "More", "custom_id": "more"}]}
FORM: dict[str, Any] = {
    "custom_id": "f",
    "title": "A form",
    "components": [{"type": 18, "label": "Words", "component": {"type": 4, "custom_id": "w", "style": 1}}],
}
COMMANDS = [
    {
        "name": "do",
        "description": "Do it",
        "options": [{"type": 3, "name": "what", "description": "What", "autocomplete": True}],
        "integration_types": [0, 1],
    },
    {"name": "Look", "type": 3, "integration_types": [0, 1]},
    {"name": "Greet", "type": 2},
]
Answer = Callable[[dict[str, Any]], Awaitable[None]]


class Hands:
    """Answers what comes by the gateway with calls of a test's own."""

    def __init__(self, discord: Discord, api: Api, came: asyncio.Queue[dict[str, Any]]) -> None:
        self._discord, self._api, self._came = discord, api, came

    async def next(self) -> dict[str, Any]:
        """Give the next interaction."""
        return await asyncio.wait_for(self._came.get(), 10)

    async def answer(self, raw: dict[str, Any], kind: int, data: object = None, query: str = "") -> Told:
        """Answer an interaction first."""
        path = f"/interactions/{raw['id']}/{raw['token']}/callback{query}"
        return await self._api.call("POST", path, {"type": kind, "data": data} if data is not None else {"type": kind})

    async def more(self, raw: dict[str, Any], method: str = "POST", path: str = "", **body: object) -> Told:
        """Say something more."""
        where = f"/webhooks/{raw['application_id']}/{raw['token']}{path}"
        return await self._api.call(method, where, body or None)


@pytest.fixture
async def hands(discord: Discord, api: Api) -> AsyncIterator[Hands]:
    await api.call("PUT", f"/applications/{discord.app.id}/commands", COMMANDS)
    async with hearing(discord) as came:
        yield Hands(discord, api, came)


@asynccontextmanager
async def asked(
    hands: Hands, doing: Awaitable[Outcome]
) -> AsyncIterator[tuple[dict[str, Any], asyncio.Future[Outcome]]]:
    """Give an interaction that somebody began, and what will come of it."""
    outcome = asyncio.ensure_future(doing)
    yield await hands.next(), outcome
    await outcome


async def test_an_interaction_is_answered_once(discord: Discord, hands: Hands, alice: Person) -> None:
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        told = await hands.answer(raw, SAY, {"content": "one"}, "?with_response=true")
        assert told.body["interaction"] == {
            "id": raw["id"],
            "type": 2,
            "response_message_ephemeral": False,
            "response_message_id": told.body["resource"]["message"]["id"],
            "response_message_loading": False,
        }
        assert (await outcome).message.words() == "one"
        again = await hands.answer(raw, SAY, {"content": "two"})
        assert (again.status, again.code) == (400, 40060)
    assert [each.code for each in discord.refused] == [40060]


async def test_an_answer_after_three_seconds_is_none(discord: Discord, hands: Hands, alice: Person) -> None:
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        discord.clock.advance(3.1)
        assert (await outcome).error == "The application did not respond"
        late = await hands.answer(raw, SAY, {"content": "late"})
        assert (late.status, late.code) == (404, 10062)
        assert (await hands.more(raw, content="later")).code == 10015
    assert not alice.messages()


async def test_an_unknown_interaction_is_refused(hands: Hands, alice: Person) -> None:
    async with asked(hands, alice.slash("do")) as (raw, _):
        assert (await hands.answer({**raw, "id": "1"}, SAY, {"content": "x"})).code == 10062
        assert (await hands.answer({**raw, "token": "of-nobody"}, SAY, {"content": "x"})).code == 10062
        assert (await hands.more({**raw, "token": "of-nobody"}, content="x")).code == 10015
        assert (await hands.more({**raw, "application_id": "1"}, content="x")).code == 10015
        assert (await hands.more(raw, content="before the first answer")).code == 10015
        assert (await hands.answer(raw, SAY, {"content": "x"})).status == 204


async def test_an_answer_can_be_changed_for_fifteen_minutes(discord: Discord, hands: Hands, alice: Person) -> None:
    async with asked(hands, alice.slash("do")) as (raw, _):
        await hands.answer(raw, SAY, {"content": "one", "flags": EPHEMERAL})
    assert (await hands.more(raw, "PATCH", "/messages/@original", content="two")).status == 200
    assert (await hands.more(raw, "GET", "/messages/@original")).body["content"] == "two"
    more = (await hands.more(raw, content="three", flags=EPHEMERAL)).body["id"]
    assert (await hands.more(raw, "PATCH", f"/messages/{more}", content="four")).status == 200
    assert [each.words() for each in alice.messages()] == ["two", "four"]
    assert (await hands.more(raw, "DELETE", f"/messages/{more}")).status == 204
    assert (await hands.more(raw, "PATCH", f"/messages/{more}", content="five")).code == 10008
    discord.clock.advance(15 * 60 + 1)
    late = await hands.more(raw, "PATCH", "/messages/@original", content="six")
    assert (late.status, late.code) == (401, 50027)


async def test_an_answer_that_only_one_sees_is_no_message_of_the_channel(
    discord: Discord, hands: Hands, api: Api, alice: Person
) -> None:
    bob = discord.join("bob")
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        await hands.answer(raw, SAY, {"content": "secret", "flags": EPHEMERAL})
        message = (await outcome).message
    assert not bob.messages()
    with pytest.raises(Impossible, match="bob does not see"):
        await bob.press(message, "More")
    told = await api.call("PATCH", f"/channels/{message.channel}/messages/{message.id}", {"content": "x"})
    assert told.code == 10008
    assert (await api.call("GET", f"/channels/{message.channel}/messages")).body == []


@pytest.mark.parametrize("private", [True, False])
async def test_who_sees_an_answer_is_settled_when_it_is_put_off(hands: Hands, alice: Person, *, private: bool) -> None:
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        told = await hands.answer(raw, DEFER, {"flags": EPHEMERAL if private else 0}, "?with_response=1")
        assert told.body["interaction"]["response_message_loading"] is True
        assert (await hands.more(raw, content="at last", flags=0 if private else EPHEMERAL)).status == 200
        message = (await outcome).message
        assert (message.words(), message.ephemeral, message.thinking) == ("at last", private, False)
        assert (await hands.more(raw, content="and more")).status == 200
    assert [each.words() for each in alice.messages()] == ["at last", "and more"]


async def test_an_answer_that_was_put_off_comes_by_an_edit(hands: Hands, alice: Person) -> None:
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        await hands.answer(raw, DEFER)
        shown = {"flags": V2, "components": [{"type": 10, "content": "at last"}]}
        assert (await hands.more(raw, "PATCH", "/messages/@original", **shown)).status == 200
        assert (await outcome).message.words() == "at last"


async def test_an_answer_that_was_put_off_and_never_comes_is_waited_for(hands: Hands, alice: Person) -> None:
    alice.patience = 0.05
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        await hands.answer(raw, DEFER)
        assert (await outcome).error == "is thinking…"
        assert (await outcome).message.thinking


@pytest.mark.parametrize(
    ("kind", "data", "places"),
    [
        (DEFER_UPDATE, None, ["type"]),
        (UPDATE, {"content": "x"}, ["type"]),
        (CHOICES, {"choices": []}, ["type"]),
        (1, None, ["type"]),
        (SAY, {"content": "x" * 2001}, ["content"]),
        (SAY, {"content": "x", "flags": 128}, ["flags"]),
        (SAY, {"flags": V2, "content": "x", "components": [BUTTON]}, ["content"]),
        (SAY, {"components": [BUTTON, BUTTON]}, ["components"]),
        (MODAL, {**FORM, "title": "x" * 46}, ["data.title"]),
        (MODAL, {**FORM, "components": FORM["components"] * 6}, ["data.components"]),
        (SAY, "no object", ["data"]),
    ],
)
async def test_an_answer_that_is_none_is_refused(
    hands: Hands, alice: Person, kind: int, data: object, places: list[str]
) -> None:
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        told = await hands.answer(raw, kind, data)
        assert (told.status, told.code, told.errors()) == (400, 50035, places)
        assert (await hands.answer(raw, SAY, {"content": "better"})).status == 204
        assert (await outcome).message.words() == "better"


async def test_a_press_changes_the_message_or_answers_beside_it(hands: Hands, alice: Person) -> None:
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        await hands.answer(raw, SAY, {"content": "one", "components": [BUTTON]})
        message = (await outcome).message
    async with asked(hands, alice.press(message, "more")) as (raw, outcome):
        assert raw["data"] == {"id": 2, "custom_id": "more", "component_type": 2}
        assert raw["message"]["interaction_metadata"]["user"]["id"] == alice.id
        await hands.answer(raw, UPDATE, {"content": "two"})
        assert (await outcome).message is message
        assert message.words() == "two"
        assert (await hands.more(raw, "GET", "/messages/@original")).body["id"] == message.id
    async with asked(hands, alice.press(message, "More")) as (raw, outcome):
        await hands.answer(raw, DEFER_UPDATE)
        await hands.more(raw, "PATCH", "/messages/@original", content="three")
        assert (await outcome).message.words() == "three"
        assert (await hands.more(raw, content="beside", flags=EPHEMERAL)).status == 200
        assert alice.messages()[-1].ephemeral
    async with asked(hands, alice.press(message, "More")) as (raw, outcome):
        await hands.answer(raw, UPDATE, {"components": []})
        assert (await outcome).message.buttons() == []
        with pytest.raises(Impossible, match="nothing is called"):
            await alice.press(message, "More")


async def test_a_press_that_is_not_answered_fails(discord: Discord, hands: Hands, alice: Person) -> None:
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        await hands.answer(raw, SAY, {"content": "one", "components": [BUTTON]})
        message = (await outcome).message
    async with asked(hands, alice.press(message, "More")) as (raw, outcome):
        discord.clock.advance(3.1)
        assert (await outcome).error == "This interaction failed"


async def test_a_form_is_a_first_answer_to_anything_but_a_form(hands: Hands, alice: Person) -> None:
    async with asked(hands, alice.slash("do")) as (raw, _):
        assert (await hands.answer(raw, MODAL, FORM)).status == 204
    form = alice.form
    assert form is not None
    async with asked(hands, alice.submit(form, {"Words": "weave it"})) as (raw, outcome):
        inside = raw["data"]["components"][0]
        assert inside["component"]["value"] == "weave it"
        assert (await hands.answer(raw, MODAL, FORM)).errors() == ["type"]
        assert (await hands.answer(raw, UPDATE, {"content": "x"})).errors() == ["type"], "no message led to the form"
        await hands.answer(raw, SAY, {"content": "thanks"})
        assert (await outcome).modal is None
    with pytest.raises(Impossible, match="does not have this form open"):
        await alice.submit(form)


async def test_a_form_that_a_button_opens_may_change_the_message(hands: Hands, alice: Person) -> None:
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        await hands.answer(raw, SAY, {"content": "one", "components": [BUTTON]})
        message = (await outcome).message
    async with asked(hands, alice.press(message, "More")) as (raw, _):
        await hands.answer(raw, MODAL, FORM)
    form = alice.form
    assert form is not None
    async with asked(hands, alice.submit(form, {"w": "x"})) as (raw, outcome):
        await hands.answer(raw, UPDATE, {"content": "two"})
        assert (await outcome).message is message


async def test_a_form_that_is_not_answered_stays_open(discord: Discord, hands: Hands, alice: Person) -> None:
    async with asked(hands, alice.slash("do")) as (raw, _):
        await hands.answer(raw, MODAL, FORM)
    form = alice.form
    assert form is not None
    async with asked(hands, alice.submit(form, {"w": "x"})) as (raw, outcome):
        discord.clock.advance(3.1)
        assert (await outcome).error == "Something went wrong. Try again."
        assert (await outcome).form is form
    alice.close(form)
    assert alice.form is None


@pytest.mark.parametrize(
    ("choices", "places"),
    [
        ([{"name": "x", "value": "x"}] * 26, ["data.choices"]),
        ([{"name": "", "value": "x"}], ["data.choices.0.name"]),
        ([{"name": "x" * 101, "value": "x"}], ["data.choices.0.name"]),
        ([{"name": "x", "value": "x" * 101}], ["data.choices.0.value"]),
        ([{"name": "x", "value": 1}], ["data.choices.0.value"]),
        (None, ["data.choices"]),
    ],
)
async def test_choices_that_are_none_are_refused(
    hands: Hands, alice: Person, choices: object, places: list[str]
) -> None:
    async with asked(hands, alice.complete("do", "what", "x")) as (raw, outcome):
        assert raw["data"]["options"] == [{"name": "what", "type": 3, "value": "x", "focused": True}]
        assert (await hands.answer(raw, CHOICES, {"choices": choices})).errors() == places
        assert (await hands.answer(raw, SAY, {"content": "x"})).errors() == ["type"]
        assert (await hands.answer(raw, CHOICES, {"choices": [{"name": "X", "value": "x"}]})).status == 204
        assert (await outcome).offered == ["X"]


async def test_an_app_of_ones_own_may_be_used_anywhere(discord: Discord, hands: Hands, alice: Person) -> None:
    other = discord.add_guild("Elsewhere", installed=False)
    there = discord.join("alice", guild=other)
    with pytest.raises(Impossible, match="not offered"):
        await there.slash("do")
    there.add_app()
    async with asked(hands, there.slash("do")) as (raw, outcome):
        assert raw["authorizing_integration_owners"] == {"1": alice.id}
        assert (raw["context"], raw["guild"]["id"]) == (0, other.id)
        await hands.answer(raw, SAY, {"content": "hello"})
        assert not (await outcome).message.ephemeral
        for number in range(5):
            assert (await hands.more(raw, content=str(number))).status == 200
        assert (await hands.more(raw, content="one too many")).code == 40094
    group = discord.add_group(there, discord.join("bob"))
    there.go_to(group)
    async with asked(hands, there.slash("do")) as (raw, _):
        assert (raw["context"], "guild" in raw, raw["user"]["id"]) == (2, False, alice.id)
        await hands.answer(raw, SAY, {"content": "hello"})


async def test_the_bot_is_asked_alone(hands: Hands, alice: Person) -> None:
    alice.go_to_dm()
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        assert (raw["context"], raw["authorizing_integration_owners"]) == (1, {"0": "0"})
        assert "member" not in raw
        await hands.answer(raw, SAY, {"content": "hello"})
        assert (await outcome).message.words() == "hello"


async def test_a_command_on_a_message_has_the_message(hands: Hands, alice: Person) -> None:
    said = alice.say("a secret", ("a.txt", b"words"))
    async with asked(hands, alice.menu(said, "Look")) as (raw, outcome):
        message = raw["data"]["resolved"]["messages"][raw["data"]["target_id"]]
        assert (message["content"], message["attachments"][0]["filename"]) == ("a secret", "a.txt")
        await hands.answer(raw, SAY, {"content": "seen", "flags": EPHEMERAL})
        answer = (await outcome).message
    with pytest.raises(Impossible, match="only one person sees"):
        await alice.menu(answer, "Look")


async def test_an_interaction_comes_again(discord: Discord, alice: Person) -> None:
    async with by_gateway(discord) as bot:
        outcome = await alice.slash("hello", who="you")
        await alice.redo(outcome)
        await discord.world.changes.until(lambda: discord.refused)
        assert len(bot.heard) == 2
    assert [each.code for each in discord.refused] == [40060]


async def test_a_command_on_somebody_has_them(discord: Discord, hands: Hands, alice: Person) -> None:
    bob = discord.join("bob")
    async with asked(hands, alice.user_menu(bob, "Greet")) as (raw, _):
        assert raw["data"]["target_id"] == bob.id
        assert raw["data"]["resolved"]["users"][bob.id]["username"] == "bob"
        await hands.answer(raw, SAY, {"content": "hello"})


async def test_people_and_channels_are_chosen(discord: Discord, hands: Hands, alice: Person) -> None:
    bob, general = discord.join("bob"), discord.guild.named("general")
    menus = [
        {"type": 1, "components": [{"type": 5, "custom_id": "who", "max_values": 2}]},
        {"type": 1, "components": [{"type": 8, "custom_id": "where", "placeholder": "Where"}]},
    ]
    async with asked(hands, alice.slash("do")) as (raw, outcome):
        await hands.answer(raw, SAY, {"content": "choose", "components": menus})
        message = (await outcome).message
    async with asked(hands, alice.choose(message, "who", bob, alice)) as (raw, _):
        assert raw["data"]["values"] == [bob.id, alice.id]
        assert set(raw["data"]["resolved"]["members"]) == {bob.id, alice.id}
        await hands.answer(raw, DEFER_UPDATE)
        await hands.more(raw, content="thanks")
    async with asked(hands, alice.choose(message, "Where", general)) as (raw, _):
        assert raw["data"]["resolved"]["channels"][general.id]["type"] == 0
        await hands.answer(raw, UPDATE, {"content": "thanks"})
    with pytest.raises(Impossible, match="takes 1 to 1 values"):
        await alice.choose(message, "Where", general, general)
    with pytest.raises(Impossible, match="not there to be pressed"):
        await alice.press(message, "Where")


async def test_a_form_takes_people_channels_and_files(discord: Discord, hands: Hands, api: Api, alice: Person) -> None:
    bob, general = discord.join("bob"), discord.guild.named("general")
    inputs = {"Who": {"type": 5}, "Where": {"type": 8, "required": False, "min_values": 0}, "File": {"type": 19}}
    parts = [{"type": 18, "label": name, "component": {"custom_id": name, **each}} for name, each in inputs.items()]
    async with asked(hands, alice.slash("do")) as (raw, _):
        assert (await hands.answer(raw, MODAL, {**FORM, "components": parts})).status == 204
    form = alice.form
    assert form is not None
    with pytest.raises(Impossible, match="required"):
        await alice.submit(form, {"Who": bob})
    async with asked(hands, alice.submit(form, {"File": ("a.txt", b"words")})) as (raw, _):
        who, where, file = (each["component"]["values"] for each in raw["data"]["components"])
        assert (who, where) == ([bob.id], [])
        told = raw["data"]["resolved"]["attachments"][file[0]]
        assert (told["filename"], await api.fetch(told["url"])) == ("a.txt", (200, b"words"))
        await hands.answer(raw, SAY, {"content": "thanks"})
    async with asked(hands, alice.slash("do")) as (raw, _):
        await hands.answer(raw, MODAL, {**FORM, "components": parts})
    form = alice.form
    assert form is not None
    given = {"Who": bob, "Where": general, "File": ("a.txt", b"")}
    async with asked(hands, alice.submit(form, given)) as (raw, outcome):
        assert raw["data"]["resolved"]["channels"][general.id]["name"] == "general"
        await hands.answer(raw, SAY, {"content": "one"})
        await hands.more(raw, content="two")
        assert [each.words() for each in await alice.waits_for(await outcome, 2)] == ["one", "two"]
