"""Several workspaces: shared channels, people of others, installs that end and come back with everything there."""

from __future__ import annotations

import pytest

from briefings.library import Library
from tests.platforms.slack.adding import install
from tests.platforms.slack.loopback import Kind, Person
from tests.platforms.slack.running import Running, refused_with, running, shown_in, slack_for

QUESTION = "what does Ana Moreau say about the lamps?"
ANSWER = "Nobody should have to cross this square in the dark."
NOT_IN = "On Record is not set up for this workspace any more"
SUGGESTION = (
    'suggest speaker:ana-moreau words:"We counted every lamp twice." said:2022-05-01 '
    'source:https://council.example.org/lamps title:"Lamps counted" kind:primary'
)


# -- people of other workspaces -------------------------------------------------------------------


def visitor(bot: Running) -> Person:
    """Give somebody who runs another workspace and shares a channel with this one."""
    beta = bot.slack.world.add_workspace("Beta")
    general = bot.slack.workspace.named("general")
    bot.slack.world.share(general, beta)
    return bot.slack.join("carol", general, beta, is_admin=True)


async def test_someone_of_another_workspace_is_answered_in_the_shared_channel(either: Running) -> None:
    carol = visitor(either)
    await carol.mention(QUESTION)
    assert (await shown_in(carol.channel, ANSWER, either)).thread


async def test_someone_of_another_workspace_may_read_what_is_shown_and_press_its_buttons(
    bot: Running, mia: Person
) -> None:
    carol = visitor(bot)
    await mia.slash("/timeline", "share:yes")
    shown = await shown_in(mia.channel, "Page 1 of 2", bot)
    await carol.press(shown, "Earlier ▶")
    assert (await carol.sees("Page 2 of 2")).seen_by == carol.id


async def test_someone_of_another_workspace_never_curates_whatever_they_are_at_home(bot: Running, cleo: Person) -> None:
    carol = visitor(bot)
    await cleo.slash("/record", f"curators add {carol.id}")
    for line in ("review", "settings answers:public", f"curators add {carol.id} admin"):
        await carol.mention(line)
        assert "can do that here" in (await carol.sees("Not allowed here", newest=True)).words()


async def test_a_form_of_someone_of_another_workspace_belongs_to_this_one(bot: Running, mia: Person) -> None:
    carol = visitor(bot)
    await mia.slash("/stance", "ana moreau share:yes")
    await carol.press(await shown_in(mia.channel, "Ana Moreau on", bot), "Compare with…")
    form = await carol.sees_view("/compare")
    assert (await carol.suggest(form, "two", "zoe")).options[0]["value"] == "zoe-moreau"
    await carol.submit(form, {"two": "zoe-moreau"})
    assert (await carol.sees("Zoë Moreau", newest=True)).seen_by == carol.id
    assert {tenant for tenant in await bot.database.generations() if tenant} <= {bot.tenant}


async def test_guests_and_bots_of_this_workspace_never_curate_either(bot: Running, cleo: Person) -> None:
    guest = bot.slack.join("gus", is_restricted=True, is_admin=True)
    await cleo.slash("/record", "curators add @gus admin")
    assert "Only curators can do that here" in (await guest.slash("/record", "review")).message.words()
    assert "Ana Moreau on" in (await guest.slash("/stance", "ana moreau")).message.words()


# -- installs -------------------------------------------------------------------------------------


async def test_whoever_adds_the_app_may_change_everything_and_each_workspace_keeps_its_own(installs: Running) -> None:
    slack = installs.slack
    beta = slack.world.add_workspace("Beta")
    slack.world.add_channel(beta, "general")
    ida, bea = await install(slack), await install(slack, beta, "bea")
    await ida.slash("/record", SUGGESTION)
    assert "We counted every lamp twice." in (await ida.slash("/record", "review")).message.words()
    assert "Nothing to review" in (await bea.slash("/record", "review")).message.words()


async def test_in_a_channel_that_two_installs_share_each_answers_its_own_people(installs: Running) -> None:
    slack = installs.slack
    beta = slack.world.add_workspace("Beta")
    slack.world.add_channel(beta, "square")
    ida = await install(slack)
    general = slack.workspace.named("general")
    slack.world.share(general, beta)
    carol = slack.join("carol", general, beta)
    await ida.slash("/record", SUGGESTION)
    await ida.slash("/record", "review 1 verdict:approve")
    await carol.mention("check We counted every lamp twice.")
    await shown_in(general, "On record", installs)


async def test_a_revoked_token_ends_an_install_and_installing_again_goes_on_with_everything(installs: Running) -> None:
    slack = installs.slack
    ida = await install(slack)
    await ida.slash("/record", SUGGESTION)
    await slack.revoke()
    refused = await ida.slash("/stance", "ana moreau")
    assert NOT_IN in refused.message.words()
    await install(slack, name="una")
    assert "We counted every lamp twice." in (await slack.person("una").slash("/record", "review")).message.words()
    assert "We counted every lamp twice." in (await ida.slash("/record", "suggestions")).message.words()


async def test_an_app_that_was_taken_out_comes_back_with_everything(installs: Running) -> None:
    slack = installs.slack
    ida = await install(slack)
    await ida.slash("/record", SUGGESTION)
    await slack.uninstall()
    assert (await ida.slash("/stance", "ana moreau")).error == "unknown_command"
    una = await install(slack, name="una")
    assert "We counted every lamp twice." in (await una.slash("/record", "review")).message.words()


async def test_a_workspace_that_never_installed_it_is_told_so(installs: Running) -> None:
    mia = installs.slack.join("mia")
    assert NOT_IN in (await mia.slash("/stance", "ana moreau")).message.words()


async def test_an_install_in_a_whole_organisation_serves_each_workspace_by_itself(installs: Running) -> None:
    slack = installs.slack
    slack.workspace.enterprise = "E0ORG"
    ida = await install(slack)
    mia = slack.join("mia")
    answer = (await mia.slash("/stance", "ana moreau")).message
    await mia.press(answer, "Show in channel")
    await shown_in(mia.channel, f"Asked by <@{mia.id}>", installs)
    await mia.mention(QUESTION)
    await shown_in(mia.channel, ANSWER, installs)
    await mia.submit((await mia.slash("/compare")).form, {"one": "ana-moreau", "two": "zoe-moreau"})
    await ida.slash("/record", SUGGESTION)
    assert "We counted every lamp twice." in (await ida.slash("/record", "review")).message.words()
    await ida.slash("/record", "review 1 verdict:reject reason:Unheard")
    assert "Unheard" in (await ida.sees("Unheard", newest=True)).words()
    assert installs.tenant in await installs.database.generations()
    await slack.revoke()
    assert NOT_IN in (await mia.slash("/stance", "ana moreau")).message.words()


@pytest.mark.parametrize("deed", ["slash", "form", "button", "file"])
async def test_a_token_that_slack_says_is_dead_ends_the_install_wherever_it_is_noticed(
    installs: Running, deed: str
) -> None:
    slack = installs.slack
    ida = await install(slack)
    answer = (await ida.slash("/stance", "ana moreau")).message
    slack.install.token.revoked = "token_revoked"  # And the event that tells of it got lost.
    match deed:
        case "slash":
            slack.clock.advance(11 * 60)  # It is asked anew who she is.
            told = (await ida.slash("/stance", "ana moreau")).message
        case "form":
            told = (await ida.slash("/record", "suggest")).message
        case "button":
            await ida.press(answer, "Show in channel")
            told = await ida.sees(NOT_IN)
        case _:
            told = (await ida.slash("/record", "export all json")).message
    assert NOT_IN in told.words()
    assert NOT_IN in (await ida.slash("/timeline")).message.words()
    assert set(refused_with(installs)) == {"token_revoked"}


async def test_one_workspace_whose_token_is_revoked_is_told_so(bot: Running, mia: Person) -> None:
    await mia.slash("/stance", "ana moreau")
    await bot.slack.revoke()
    assert NOT_IN in (await mia.slash("/stance", "ana moreau")).message.words()


async def test_while_an_install_cannot_be_looked_up_it_is_said_that_it_is_so_just_now(
    sample_library: Library, sqlite_url: str
) -> None:
    async with slack_for("http") as slack:
        for method in ("auth.test", "auth.test", "auth.test"):
            slack.faults.add(method, Kind.ERROR_BEFORE)
        async with running(slack, sqlite_url, sample_library):
            mia = slack.join("mia")
            told = (await mia.slash("/stance", "ana moreau")).message
            assert "cannot look up this workspace just now" in told.words() or "Ana Moreau on" in told.words()
            slack.faults.clear("auth.test")
            assert "Ana Moreau on" in (await mia.slash("/stance", "ana moreau")).message.words()
        assert not slack.refused
