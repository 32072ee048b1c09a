"""What goes on in the workspaces of the loopback Slack and how the app hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.bare import bare_bot, by_http
from tests.platforms.slack.loopback import App, Impossible, Person, Slack, loopback

Payload = dict[str, Any]
SECTION: Payload = {"type": "section", "text": {"type": "plain_text", "text": "words"}}


class Ear:
    """A bot that keeps everything that it hears."""

    def __init__(self, app: AsyncApp) -> None:
        self.events: list[Payload] = []
        self.commands: list[Payload] = []
        self.interactive: list[Payload] = []
        app.command("/listen")(self.hear_command)
        app.shortcut("keep")(self.hear_interactive)
        app.action("menu")(self.hear_interactive)
        for name in ("message", "app_mention", "app_home_opened", "app_uninstalled", "tokens_revoked"):
            app.event(name)(self.hear_event)

    async def hear_event(self, body: Payload, ack: AsyncAck) -> None:
        self.events.append(body)
        await ack()

    async def hear_command(self, body: Payload, ack: AsyncAck) -> None:
        self.commands.append(body)
        await ack()

    async def hear_interactive(self, body: Payload, ack: AsyncAck) -> None:
        self.interactive.append(body)
        await ack()

    def heard(self) -> list[str]:
        """Give the kinds of the events, with their subtypes."""
        kinds = [(body["event"]["type"], body["event"].get("subtype")) for body in self.events]
        return [f"{kind}.{subtype}" if subtype else kind for kind, subtype in kinds]


@pytest.fixture
async def ear(slack: Slack) -> AsyncIterator[Ear]:
    async def authorize() -> AuthorizeResult:
        install = slack.install
        return AuthorizeResult(
            enterprise_id=None,
            team_id=install.team,
            bot_token=install.token.value,
            bot_id=install.bot,
            bot_user_id=install.bot_user,
        )

    app = AsyncApp(
        client=AsyncWebClient(base_url=slack.api_url),
        authorize=authorize,
        signing_secret=slack.app.signing_secret,
        process_before_response=True,
    )
    listener = Ear(app)
    async with by_http(slack, app):
        yield listener


async def test_a_command_says_where_and_by_whom(ear: Ear, alice: Person) -> None:
    await alice.slash("/listen", "a & b")
    alice.go_to_dm()
    await alice.slash("/listen")
    first, second = ear.commands
    assert (first["text"], first["channel_name"], first["user_name"]) == ("a & b", "general", "alice")
    assert first["is_enterprise_install"] == "false"
    assert second["channel_name"] == "directmessage"
    assert second["channel_id"].startswith("D")


async def test_text_is_escaped_where_the_app_wants_it(slack: Slack, ear: Ear, alice: Person) -> None:
    bob = slack.join("bob")
    slack.app.commands = {"/listen": True}
    await alice.slash("/listen", "@bob in #general said 1 < 2 & more at https://example.org/a?b=c @nobody")
    general = slack.workspace.named("general").id
    said = f"<@{bob.id}|bob> in <#{general}|general> said 1 &lt; 2 &amp; more at <https://example.org/a?b=c> @nobody"
    assert ear.commands[0]["text"] == said


async def test_a_command_that_is_not_registered_is_unknown(slack: Slack, ear: Ear, alice: Person) -> None:
    slack.app.commands = {"/other": False}
    assert (await alice.slash("/listen")).error == "unknown_command"
    assert not ear.commands


async def test_a_shortcut_brings_the_message_along(slack: Slack, ear: Ear, alice: Person) -> None:
    message = await slack.join("bob").say("1 < 2")
    await alice.shortcut(message, "keep")
    told = ear.interactive[0]
    assert (told["type"], told["callback_id"]) == ("message_action", "keep")
    assert told["message"]["text"] == "1 &lt; 2"
    assert told["message_ts"] == message.ts
    await alice.global_shortcut("keep")
    assert ear.interactive[1]["type"] == "shortcut"
    slack.app.shortcuts = frozenset({"other"})
    with pytest.raises(Impossible):
        await alice.shortcut(message, "keep")


async def test_the_app_hears_direct_messages_edits_and_deletions(ear: Ear, alice: Person) -> None:
    await alice.dm("hello")
    message = alice.messages()[-1]
    await alice.edit(message, "hello you")
    await alice.delete(message)
    assert ear.heard() == ["message", "message.message_changed", "message.message_deleted"]
    assert ear.events[0]["event"]["channel_type"] == "im"
    assert ear.events[1]["event"]["previous_message"]["text"] == "hello"


async def test_the_app_hears_only_what_it_asked_for(slack: Slack, ear: Ear, alice: Person) -> None:
    await alice.say("to the channel")
    assert not ear.events
    slack.app.events = (*slack.app.events, "message.channels")
    await alice.say("to the channel")
    assert ear.heard() == ["message"]
    alice.kick()
    await alice.say("to the channel")
    await alice.mention("to the app")
    assert ear.heard() == ["message"]
    alice.invite()
    await alice.mention("to the app")
    assert ear.heard() == ["message", "message", "app_mention"]


async def test_the_app_hears_that_its_home_was_opened(ear: Ear, alice: Person) -> None:
    await alice.open_home()
    event = ear.events[0]["event"]
    assert (event["type"], event["tab"], event["user"]) == ("app_home_opened", "home", alice.id)


async def test_the_app_hears_that_it_was_taken_out(slack: Slack, ear: Ear, alice: Person) -> None:
    message = await alice.say("before")
    await slack.uninstall()
    assert ear.heard() == ["app_uninstalled", "tokens_revoked"]
    assert (await alice.slash("/listen")).error == "unknown_command"
    assert not (await alice.mention("still there")).messages
    assert len(ear.events) == 2
    assert message in alice.messages()


async def test_the_app_hears_of_a_revoked_token(slack: Slack, ear: Ear) -> None:
    await slack.revoke()
    assert ear.events[0]["event"]["tokens"] == {"oauth": [], "bot": [slack.install.bot_user]}


async def test_a_shared_channel_names_both_workspaces(slack: Slack, ear: Ear) -> None:
    beta = slack.world.add_workspace("Beta")
    shared = slack.workspace.named("general")
    slack.world.share(shared, beta)
    carol = slack.join("carol", shared, beta)
    await carol.mention("hello")
    body = ear.events[0]
    assert body["team_id"] == beta.id
    assert body["authorizations"][0]["team_id"] == slack.workspace.id
    assert body["is_ext_shared_channel"]
    assert (body["event"]["user_team"], body["event"]["user"]) == (beta.id, carol.id)
    assert (await carol.slash("/listen")).error == "unknown_command"


async def test_a_guest_of_a_shared_channel_presses_and_submits(slack: Slack) -> None:
    beta = slack.world.add_workspace("Beta")
    shared = slack.workspace.named("general")
    slack.world.share(shared, beta)
    carol = slack.join("carol", shared, beta)
    bot = bare_bot(slack)
    teams: list[tuple[str, str]] = []

    @bot.action("menu")
    async def opens(ack: AsyncAck, body: Payload, client: AsyncWebClient) -> None:
        teams.append((body["team"]["id"], body["user"]["team_id"]))
        view = {"type": "modal", "callback_id": "v", "title": {"type": "plain_text", "text": "V"}, "blocks": [SECTION]}
        view["submit"] = {"type": "plain_text", "text": "Send"}
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @bot.view("v")
    async def submitted(ack: AsyncAck, body: Payload) -> None:
        teams.append((body["team"]["id"], body["view"]["app_installed_team_id"]))
        await ack()

    async with by_http(slack, bot):
        menu = {"type": "button", "action_id": "menu", "text": {"type": "plain_text", "text": "Open"}, "value": "v"}
        await bot.client.chat_postMessage(
            channel=shared.id, text="Open", blocks=[{"type": "actions", "elements": [menu]}]
        )
        outcome = await carol.press(carol.messages()[-1], "Open")
        await carol.submit(outcome.form)
    assert teams == [(slack.workspace.id, beta.id), (beta.id, slack.workspace.id)]
    assert not slack.refused


async def test_a_choice_says_what_was_chosen(slack: Slack, ear: Ear, alice: Person) -> None:
    options = [{"text": {"type": "plain_text", "text": each}, "value": each.lower()} for each in ("One", "Two")]
    menu = {"type": "static_select", "action_id": "menu", "options": options}
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    await client.chat_postMessage(channel=alice.id, text="Choose", blocks=[{"type": "actions", "elements": [menu]}])
    message = alice.messages()[-1]
    await alice.choose(message, "menu", "Two")
    assert ear.interactive[0]["actions"][0]["selected_option"]["value"] == "two"
    assert ear.interactive[0]["message"]["ts"] == message.ts
    with pytest.raises(Impossible):
        await alice.choose(message, "menu", "Three")
    with pytest.raises(Impossible):
        await slack.join("bob").choose(message, "menu", "Two")


async def test_what_has_an_effect_in_a_message_is_found(slack: Slack, alice: Person) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    mrkdwn = {"type": "mrkdwn", "text": "<!channel> &lt;!here&gt; <https://example.org|a> <@U1>"}
    plain = {"type": "plain_text", "text": "<!everyone>"}
    inside = [{"type": "text", "text": "<@U2>"}, {"type": "user", "user_id": "U3"}]
    section = {"type": "rich_text_section", "elements": inside}
    blocks: list[Payload] = [
        {"type": "section", "text": mrkdwn},
        {"type": "header", "text": plain},
        {"type": "rich_text", "elements": [section]},
    ]
    await client.chat_postMessage(channel=alice.id, text="<#C1|general>", blocks=blocks)
    message = alice.messages()[-1]
    assert message.mentions() == ["!channel", "@U1", "U3", "#C1|general"]
    assert message.links() == ["https://example.org"]


async def test_an_app_is_what_its_manifest_says() -> None:
    app = App()
    app.register(
        {
            "display_information": {"name": "Registered"},
            "features": {
                "bot_user": {"display_name": "registered"},
                "slash_commands": [{"command": "/one", "description": "One", "should_escape": True}],
                "shortcuts": [{"type": "message", "callback_id": "keep", "name": "Keep", "description": "Keep"}],
                "app_home": {"home_tab_enabled": True},
            },
            "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
            "settings": {
                "event_subscriptions": {"bot_events": ["app_mention"]},
                "interactivity": {"is_enabled": True},
            },
        }
    )
    async with loopback(app) as slack:
        assert slack.install.scopes == ("commands", "chat:write")
        assert app.commands == {"/one": True}
        assert app.shortcuts == frozenset({"keep"})
        assert (app.home_tab, app.messages_tab, app.interactive) == (True, False, True)
        assert app.events == ("app_mention",)
