"""Modals in the loopback Slack: triggers, stacks, updates, and answers that Slack would not take."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.bare import bare_bot, by_socket, text
from tests.platforms.slack.loopback import Impossible, Outcome, Person, Slack

Block = dict[str, Any]
SECTION: Block = {"type": "section", "text": text("words")}
Answering = Callable[[AsyncAck], Awaitable[object]]


def field(name: str, **more: Any) -> Block:  # noqa: ANN401  parts of an element
    element = {"type": "plain_text_input", "action_id": "v", **more}
    return {"type": "input", "block_id": name, "label": text(name), "element": element}


def modal(*blocks: Block, **more: Any) -> Block:  # noqa: ANN401  parts of a view
    return {
        "type": "modal",
        "callback_id": "view",
        "title": text("View"),
        "submit": text("Send"),
        "blocks": list(blocks),
        **more,
    }


def opening(slack: Slack, *views: Block) -> tuple[AsyncApp, list[str]]:
    """Make a bot whose /open opens these views by one trigger; give it with the codes that it got."""
    app, codes = bare_bot(slack), list[str]()

    @app.command("/open")
    async def opens(ack: AsyncAck, client: AsyncWebClient, body: Block) -> None:
        for view in views:
            try:
                await client.views_open(trigger_id=body["trigger_id"], view=view)
                codes.append("")
            except SlackApiError as error:
                codes.append(error.response["error"])
        await ack()

    return app, codes


async def answered(slack: Slack, alice: Person, answer: Answering, view: Block) -> Outcome:
    """Let somebody submit a view to a bot that answers like this."""
    app, _ = opening(slack, view)

    @app.view("view")
    async def submitted(ack: AsyncAck) -> None:
        await answer(ack)

    async with by_socket(slack, app):
        form = (await alice.slash("/open")).form
        return await alice.submit(form, {"words": "said"})


async def test_a_trigger_opens_one_view(slack: Slack, alice: Person) -> None:
    app, codes = opening(slack, modal(SECTION), modal(SECTION))
    async with by_socket(slack, app):
        assert (await alice.slash("/open")).form.title == "View"
    assert codes == ["", "exchanged_trigger_id"]


async def test_a_trigger_is_good_for_three_seconds(slack: Slack, alice: Person) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    trigger = slack.world.triggers.give(slack.workspace.id, alice.id, alice.user.team)
    slack.clock.advance(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=trigger, view=modal(SECTION))
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_open(trigger_id="1.2.three", view=modal(SECTION))
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_open(trigger_id=trigger, view={"type": "modal", "blocks": [SECTION]})
    assert not alice.views


async def test_a_view_that_slack_does_not_take_keeps_its_trigger(slack: Slack, alice: Person) -> None:
    app, codes = opening(slack, modal(SECTION, title=text("x" * 25)), modal(SECTION))
    async with by_socket(slack, app):
        assert (await alice.slash("/open")).form.title == "View"
    assert codes == ["invalid_arguments", ""]


async def test_an_update_keeps_what_was_typed_where_the_ids_stay(slack: Slack, alice: Person) -> None:
    app, _ = opening(slack, modal(field("words"), field("gone")))
    async with by_socket(slack, app):
        form = (await alice.slash("/open")).form
        await alice.choose(form, "words", "typed")
        await alice.choose(form, "gone", "typed too")
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        await client.views_update(view_id=form.id, view=modal(field("words"), field("new")), hash=form.hash)
        assert form.typed["words"]["v"]["value"] == "typed"
        assert list(form.inputs()) == ["words", "new"]
        with pytest.raises(SlackApiError, match="hash_conflict"):
            await client.views_update(view_id=form.id, view=modal(SECTION), hash="0.0")
        await alice.close(form)
        with pytest.raises(SlackApiError, match="not_found"):
            await client.views_update(view_id=form.id, view=modal(SECTION))


async def test_an_answer_updates_pushes_or_clears(slack: Slack, alice: Person) -> None:
    other = modal(SECTION, title=text("Other"))
    outcome = await answered(slack, alice, lambda ack: ack(response_action="update", view=other), modal(field("words")))
    assert [view.title for view in alice.views] == ["Other"]
    assert outcome.form.title == "Other"
    await answered(slack, alice, lambda ack: ack(response_action="push", view=other), modal(field("words")))
    assert [view.title for view in alice.views] == ["View", "Other"]
    assert alice.views[1].previous == alice.views[0].id
    await answered(slack, alice, lambda ack: ack(response_action="clear"), modal(field("words")))
    assert not alice.views
    assert not slack.refused


async def test_errors_stand_only_at_fields_that_there_are(slack: Slack, alice: Person) -> None:
    outcome = await answered(
        slack, alice, lambda ack: ack(response_action="errors", errors={"who": "no"}), modal(field("words"))
    )
    assert outcome.error == "invalid_response"
    assert slack.refused[-1].details[0].startswith("no input block has the block_id `who`")
    assert not alice.views[0].errors


async def test_a_fourth_view_is_not_pushed(slack: Slack, alice: Person) -> None:
    app, _ = opening(slack, modal(field("words")))

    @app.view("view")
    async def submitted(ack: AsyncAck) -> None:
        await ack(response_action="push", view=modal(field("words")))

    async with by_socket(slack, app):
        await alice.slash("/open")
        for _ in range(2):
            await alice.submit(alice.views[-1], {"words": "said"})
        assert len(alice.views) == 3
        assert (await alice.submit(alice.views[-1], {"words": "said"})).error == "push_limit_reached"


async def test_a_view_that_wants_to_know_is_told_that_it_was_closed(slack: Slack, alice: Person) -> None:
    app, _ = opening(slack, modal(SECTION, notify_on_close=True))
    closed: list[str] = []

    @app.view_closed("view")
    async def told(ack: AsyncAck, view: Block) -> None:
        closed.append(view["id"])
        await ack()

    async with by_socket(slack, app):
        form = (await alice.slash("/open")).form
        await alice.close(form)
    assert closed == [form.id]
    with pytest.raises(Impossible):
        await alice.submit(form)


async def test_a_client_does_not_send_what_a_field_does_not_take(slack: Slack, alice: Person) -> None:
    choices = {
        "type": "input",
        "block_id": "choice",
        "optional": True,
        "label": text("Choice"),
        "element": {"type": "static_select", "action_id": "v", "options": [{"text": text("One"), "value": "1"}]},
    }
    app, _ = opening(slack, modal(field("words", max_length=5), choices))
    async with by_socket(slack, app):
        form = (await alice.slash("/open")).form
        with pytest.raises(Impossible, match="0 to 5 characters"):
            await alice.submit(form, {"words": "too long"})
        with pytest.raises(Impossible, match="one line"):
            await alice.submit(form, {"words": "a\nb"})
        with pytest.raises(Impossible, match="no option"):
            await alice.submit(form, {"words": "said", "choice": "Two"})
        await alice.choose(form, "choice", "One")
        assert form.typed["choice"]["v"]["selected_option"]["value"] == "1"


async def test_files_go_along_with_a_form(slack: Slack, alice: Person) -> None:
    upload = {
        "type": "input",
        "block_id": "file",
        "label": text("File"),
        "element": {"type": "file_input", "action_id": "v", "max_files": 1, "filetypes": ["csv"]},
    }
    app, _ = opening(slack, modal(upload))
    sent: list[Block] = []

    @app.view("view")
    async def submitted(ack: AsyncAck, view: Block) -> None:
        sent.extend(view["state"]["values"]["file"]["v"]["files"])
        await ack()

    async with by_socket(slack, app):
        form = (await alice.slash("/open")).form
        with pytest.raises(Impossible):
            await alice.submit(form, files={"file": [("a.exe", b"a")]})
        await alice.submit(form, files={"file": [("a.csv", b"a,b")]})
    assert [(file["name"], file["size"]) for file in sent] == [("a.csv", 3)]
    assert sent[0]["url_private_download"].startswith(slack.world.base)
