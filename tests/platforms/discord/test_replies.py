"""First answers and what follows them: nobody is mentioned, who sees it is said once, files are not forgotten."""

from __future__ import annotations

import json

import pytest

from bot.card import Button, File
from bot.platforms.discord.components import Message
from bot.platforms.discord.replies import Deferral, Reply, begun, deferred, edited, first, rest, said, told
from tests.platforms.discord.opinion import OPENAPI, against

V2, EPHEMERAL = 1 << 15, 1 << 6
WORDS = Message([{"type": 10, "content": "Words"}])
ROWS = Message([{"type": 13, "file": {"url": "attachment://rows.csv"}}], (File("rows.csv", "text/csv", b"x"),))


def check_described(operation: str, body: object) -> None:
    """Hold that a body is as Discord describes it, where its description is at hand."""
    if OPENAPI.is_file():
        assert list(against(operation, body)) == []


@pytest.mark.parametrize(("private", "flags"), [(True, V2 | EPHEMERAL), (False, V2)])
def test_an_answer_mentions_nobody_and_says_who_sees_it(*, private: bool, flags: int) -> None:
    made = first(Reply((WORDS,), private=private))
    data = {"components": WORDS.components, "flags": flags, "allowed_mentions": {"parse": []}}
    assert made == {"type": 4, "data": data}
    check_described("create_interaction_response", made)


@pytest.mark.parametrize(
    "reply",
    [
        *(
            Reply((WORDS,), private=private, replaces=replaces)
            for private in (True, False)
            for replaces in (True, False)
        ),
        Reply((WORDS, ROWS)),
        Reply((ROWS, WORDS)),
        Reply(modal={"title": "Ask"}),
        Reply(choices=({"name": "Zoë", "value": "zoe-moreau"},)),
    ],
)
def test_what_is_sent_first_says_what_it_is_to_say(reply: Reply) -> None:
    assert json.loads(begun(reply)) == first(reply)


def test_half_a_character_is_sent_as_a_question_mark() -> None:
    assert json.loads(begun(Reply((Message([{"type": 10, "content": "a\ud800b"}]),))))["data"]["components"] == [
        {"type": 10, "content": "a?b"}
    ]


def test_what_takes_a_place_leaves_no_file_there_and_says_not_who_sees_it() -> None:
    made = first(Reply((WORDS,), replaces=True))
    assert made["type"] == 7
    assert made["data"]["flags"] == V2
    assert made["data"]["attachments"] == []
    check_described("create_interaction_response", made)


def test_what_has_files_is_put_off_and_comes_whole_after_it() -> None:
    reply = Reply((ROWS, WORDS))
    assert first(reply) == {"type": 5, "data": {"flags": EPHEMERAL}}
    assert list(rest(reply)) == [ROWS, WORDS]
    assert first(Reply((ROWS,), private=False)) == {"type": 5, "data": {"flags": 0}}
    assert first(Reply((ROWS,), replaces=True)) == {"type": 6}


def test_what_has_no_room_in_the_first_comes_after_it() -> None:
    assert list(rest(Reply((WORDS, ROWS)))) == [ROWS]
    assert list(rest(Reply((WORDS,)))) == []
    assert list(rest(Reply(modal={}))) == []


def test_a_form_and_suggestions_are_answers_of_their_own() -> None:
    assert first(Reply(modal={"title": "Ask"})) == {"type": 9, "data": {"title": "Ask"}}
    assert first(Reply()) == {"type": 8, "data": {"choices": []}}
    choice = {"name": "Zoë", "value": "zoe-moreau"}
    made = first(Reply(choices=(choice,)))
    assert made == {"type": 8, "data": {"choices": [choice]}}
    check_described("create_interaction_response", made)


def test_what_is_put_off_settles_who_sees_it_or_keeps_the_place() -> None:
    assert deferred(Deferral()) == {"type": 5, "data": {"flags": EPHEMERAL}}
    assert deferred(Deferral(private=False)) == {"type": 5, "data": {"flags": 0}}
    assert deferred(Deferral(replaces=True)) == {"type": 6}


def test_what_is_told_is_private_and_leads_on() -> None:
    reply = told("It is gone.", Button("What can be asked", "/help"))
    assert reply.private
    (message,) = reply.messages
    written = str(message.components)
    assert "That did not work" in written
    assert "It is gone" in written
    assert "=/help" in written
    assert "That did not work" not in str(told("It is gone.", title="Gone").messages[0].components)


def test_new_messages_and_edits_are_as_discord_describes_them() -> None:
    check_described("execute_webhook", said(WORDS, private=True))
    check_described("update_original_webhook_message", edited(WORDS))
