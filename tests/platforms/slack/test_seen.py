"""The reading that other tests rest on finds whatever would have an effect."""

from __future__ import annotations

from typing import Any

import pytest

from tests.platforms.slack.seen import pressed, seen, seen_form

QUIET = {"type": "plain_text", "text": "Words", "emoji": False}


def rich(kind: str, **inside: object) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [{"type": kind, **inside}]}
    return {"type": "rich_text", "elements": [section]}


@pytest.mark.parametrize(
    "block",
    [
        rich("user", user_id="U1"),
        rich("usergroup", usergroup_id="S1"),
        rich("broadcast", range="here"),
        rich("emoji", name="smile"),
        rich("link", url="slack://user", text="here"),
        {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": []}]},
        {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Asked by <@U1> <@U2>"}]},
        {"type": "header", "text": {"type": "plain_text", "text": ":smile:"}},
        {"type": "header", "text": {"type": "plain_text", "text": ":smile:", "emoji": True}},
        {"type": "image", "image_url": "https://a.example/x.png", "alt_text": "x"},
        {"type": "markdown", "text": "**x**"},
        {"type": "actions", "elements": [{"type": "users_select", "action_id": "a"}]},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "a", "text": QUIET, "value": "=/a", "url": "https://a.example"}
            ],
        },
    ],
    ids=lambda block: block["type"],
)
def test_what_would_have_an_effect_is_found(block: dict[str, Any]) -> None:
    assert len(seen([{"blocks": [block], "text": "x"}]).effects) == 1


def test_a_name_calls_no_one_where_one_person_alone_sees_it() -> None:
    blocks = [rich("user", user_id="U1"), rich("channel", channel_id="C1")]
    alone, among = (seen([{"blocks": blocks, "text": "x"}], private=private) for private in (True, False))
    assert (alone.text, alone.names, alone.effects) == ("U1\nC1", ("@U1", "#C1"), ())
    assert (among.names, among.effects) == (("#C1",), ("calls U1",))


@pytest.mark.parametrize("text", ["<!here>", "<@U1>", "<https://a.example>", "@channel", "@Here you are"])
def test_what_would_have_an_effect_in_the_text_is_found(text: str) -> None:
    assert seen([{"blocks": [], "text": text}]).effects


def test_an_input_that_is_none_of_ours_is_found() -> None:
    block = {"type": "input", "block_id": "a", "label": QUIET, "element": {"type": "rich_text_input"}}
    view = {"title": QUIET, "submit": QUIET, "close": QUIET, "private_metadata": "", "blocks": [block]}
    assert seen_form(view).effects == ("rich_text_input input",)


def test_a_label_leads_to_what_is_pressed_the_first_of_several() -> None:
    option = {"text": QUIET, "value": "=/c"}
    menu = {"type": "static_select", "action_id": "m", "placeholder": QUIET, "options": [option]}
    buttons = [{"type": "button", "action_id": each, "text": QUIET, "value": f"=/{each}"} for each in "ab"]
    messages: list[dict[str, Any]] = [
        {"blocks": [], "text": "x"},
        {"blocks": [{"type": "actions", "elements": [menu, *buttons]}], "text": "x"},
    ]
    found = seen(messages, private=True)
    assert found.buttons == ("Words",) * 3
    assert found.private
    assert pressed(found.sends["Words"]) == {"message": 1, "type": "static_select", "action_id": "m", "value": "=/c"}
    assert not found.effects


def test_what_slack_is_told_is_wrong_is_read_beside_what_stands_in_the_dialog() -> None:
    view = {"title": QUIET, "submit": QUIET, "close": QUIET, "private_metadata": "kept", "blocks": []}
    found = seen_form(view, {"a": "Not so."})
    assert found.errors == {"a": "Not so."}
    assert "Not so." in found.text
    assert found.sends == {"private_metadata": "kept"}
