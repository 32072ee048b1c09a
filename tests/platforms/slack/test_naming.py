"""Who is named in Slack: people by their names where one person sees it, by their ids where a name would call them."""

from __future__ import annotations

from tests.platforms.slack.loopback import Person
from tests.platforms.slack.running import Running

ADD = 'add person name:"Nora Night" summary:"Mends lamps"'


async def test_who_changed_a_record_is_named_where_one_person_sees_it(mia: Person, cleo: Person) -> None:
    await cleo.slash("/record", ADD)
    await cleo.slash("/record", f"curators add <@{mia.id}>")
    answer = (await mia.slash("/record", "history nora-night")).message
    assert answer.ephemeral
    assert f"<@{cleo.id}> added." in answer.words()
    assert f"{cleo.id} added." in answer.text
    assert answer.mentions() == [cleo.id]


async def test_what_is_asked_in_a_channel_and_answered_alone_has_names_too(
    bot: Running, mia: Person, cleo: Person
) -> None:
    await cleo.slash("/record", ADD)
    await cleo.slash("/record", f"curators add <@{mia.id}>")
    mia.go("general")
    await mia.mention("history nora-night")
    assert f"<@{cleo.id}> added." in (await mia.sees("History of nora-night")).words()
    assert not [one for one in mia.channel.messages if one.bot and not one.ephemeral]
    assert bot.slack.refused == []


async def test_curators_are_named_each_above_what_removes_them(mia: Person, cleo: Person) -> None:
    await cleo.slash("/record", f"curators add <@{mia.id}>")
    listed = (await cleo.slash("/record", "curators list")).message
    assert f"<@{mia.id}>, curator · appointed by <@{cleo.id}> on" in listed.words()
    assert listed.buttons() == ["Remove", "Add someone"]
    await cleo.press(listed, "Remove")
    assert f"<@{mia.id}> may not change the record any more." in (await cleo.sees("Dismissed")).words()
    audit = (await cleo.slash("/record", "audit")).message
    assert f"<@{cleo.id}> dismissed <@{mia.id}>" in audit.words()


async def test_who_suggests_is_named_to_curators_in_answers_the_home_and_dialogs(
    bot: Running, mia: Person, cleo: Person
) -> None:
    await mia.slash("/record", 'suggest zoe-moreau words:"Owls do not vote." said:2022-11 source:src-gazette')
    queue = (await cleo.slash("/record", "review")).message
    assert f"Suggested by: <@{mia.id}>" in queue.words()
    await cleo.press(queue, "Look at 1")
    assert f"Suggested by: <@{mia.id}>" in (await cleo.sees("Where it stands")).words()
    await cleo.open_home()
    home = await bot.slack.world.changes.until(lambda: cleo.home)
    assert f"Suggested by: <@{mia.id}>" in home.words()
    await cleo.press(home, "Look at 1")
    assert f"Suggested by: <@{mia.id}>" in (await cleo.sees_view()).words()
