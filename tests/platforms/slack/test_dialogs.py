"""Forms in Slack: how they open, what becomes of mistakes in them, and where they are answered."""

from __future__ import annotations

import asyncio

import pytest

from tests.platforms.slack.loopback import Kind, Message, Person, View
from tests.platforms.slack.running import Running, refused_with

QUOTE = {
    "speaker": "ana-moreau",
    "words": "We counted every lamp twice.",
    "said": "2022-05-01",
    "source": "https://council.example.org/lamps",
    "title": "Lamps counted",
    "kind": "primary",
}
THANKS = "is waiting for a curator"
HALF_AN_HOUR = 31 * 60.0


async def form_of(person: Person, text: str = "suggest") -> View:
    return (await person.slash("/record", text)).form


async def suggested(mia: Person, **fields: str) -> None:
    outcome = await mia.submit(await form_of(mia), {**QUOTE, **fields})
    assert THANKS in outcome.message.words()


# -- how a form opens -----------------------------------------------------------------------------


async def test_a_command_without_its_arguments_opens_its_form(either: Running) -> None:
    mia = either.slack.join("mia")
    outcome = await mia.slash("/stance")
    assert outcome.messages == ()
    assert outcome.form.title == "/stance"
    outcome = await mia.submit(outcome.form, {"who": "ana-moreau"})
    assert mia.views == []
    assert outcome.message.ephemeral
    assert "Ana Moreau on" in outcome.message.words()


async def test_a_form_has_what_was_typed_already(mia: Person) -> None:
    form = await form_of(mia, 'suggest speaker:ana-moreau said:"may 2022"')
    assert form.inputs()["said"]["element"]["initial_value"] == "may 2022"
    outcome = await mia.submit(form, {name: QUOTE[name] for name in ("words", "source", "title", "kind")})
    assert THANKS in outcome.message.words()


async def test_names_are_suggested_while_they_are_typed_and_new_ones_can_be_written(mia: Person) -> None:
    form = await form_of(mia)
    options = (await mia.suggest(form, "speaker", "Ana Mo")).options
    assert (options[0]["value"], options[-1]["value"]) == ("ana-moreau", "Ana Mo")
    assert len((await mia.suggest(form, "speaker", "")).options) > 3
    assert (await mia.suggest(form, "question", "all night")).options[0]["value"] == "all-night"


async def test_a_button_opens_a_form_and_its_answer_stands_beside_the_button(mia: Person) -> None:
    answer = (await mia.slash("/stance", "ana moreau")).message
    await mia.press(answer, "Compare with…")
    outcome = await mia.submit(await mia.sees_view("/compare"), {"two": "zoe-moreau"})
    assert "Zoë Moreau" in outcome.message.words()
    assert outcome.message.ephemeral


async def test_a_form_that_is_too_late_to_open_is_opened_by_a_button(bot: Running, mia: Person) -> None:
    bot.slack.faults.add("views.open", Kind.REFUSED, code="expired_trigger_id")
    late = (await mia.slash("/record", "suggest speaker:ana-moreau")).message
    assert "could not be opened in time" in late.words()
    await mia.press(late, "Open the form")
    form = await mia.sees_view("Suggest a quote")
    assert THANKS in (await mia.submit(form, QUOTE)).message.words()


async def test_a_form_that_a_button_opens_too_late_is_opened_by_another(bot: Running, mia: Person) -> None:
    answer = (await mia.slash("/stance", "ana moreau")).message
    bot.slack.faults.add("views.open", Kind.REFUSED, code="expired_trigger_id")
    await mia.press(answer, "Compare with…")
    await mia.press(await mia.sees("could not be opened in time"), "Open the form")
    await mia.sees_view("/compare")


# -- mistakes -------------------------------------------------------------------------------------


async def test_what_is_wrong_is_said_at_its_field_and_nothing_that_was_written_is_lost(mia: Person) -> None:
    form = await form_of(mia)
    outcome = await mia.submit(form, {**QUOTE, "said": "someday"})
    assert list(form.errors) == ["said"]
    assert "no date" in form.errors["said"]
    assert (outcome.view, outcome.messages) == (form, ())
    outcome = await mia.submit(form, {"said": "2022-05-01"})
    assert THANKS in outcome.message.words()


async def test_a_refusal_lies_above_the_form_and_closing_it_leads_back(mia: Person) -> None:
    form = await form_of(mia)
    await mia.submit(form, {**QUOTE, "speaker": "moreau"})
    assert len(mia.views) == 2
    refusal = mia.views[-1]
    assert "Which one?" in refusal.words()
    await mia.close(refusal)
    assert mia.views == [form]
    assert THANKS in (await mia.submit(form, {"speaker": "zoe-moreau"})).message.words()


async def test_a_refusal_above_a_form_can_be_settled_by_its_button(bot: Running, mia: Person) -> None:
    await mia.submit(await form_of(mia), {**QUOTE, "speaker": "moreau"})
    refusal = mia.views[-1]
    await mia.press(refusal, "Ana Moreau")
    await bot.slack.world.changes.until(lambda: THANKS in refusal.words())
    await mia.close(refusal)
    assert mia.views == []


async def test_a_near_duplicate_is_settled_by_a_button_above_the_form(bot: Running, mia: Person, cleo: Person) -> None:
    near = {**QUOTE, "words": "We can halve the light after midnight but I will not switch it off"}
    form = (await cleo.slash("/record", "add quote")).form
    await cleo.submit(form, near)
    refusal = cleo.views[-1]
    assert len(cleo.views) == 2
    assert "nearly on record" in refusal.words().casefold()
    await cleo.press(refusal, "Add anyway")
    await bot.slack.world.changes.until(lambda: "On record" in refusal.words())
    assert mia.views == []


async def test_a_correction_of_a_very_long_quote_keeps_every_word(bot: Running, cleo: Person) -> None:
    words = ("Every lamp on the square was counted twice & more than once. " * 70)[:3_990].strip()
    fields = f'id = "q-long"\nspeaker = "ana-moreau"\nwords = "{words}"\nsaid = "2022-05-01"\nsource = "src-gazette"'
    await cleo.submit(await form_of(cleo, "import"), {}, {"file": [("long.toml", f"[[quote]]\n{fields}".encode())]})
    form = await form_of(cleo, "correct q-long")
    assert [name for name in form.inputs() if name.startswith("words")] == ["words", "words+2"]
    end = form.inputs()["words+2"]["element"]["initial_value"]
    await cleo.submit(form, {"words+2": f"{end} Truly.", "reason": "heard anew", "said": "someday"})
    assert list(form.errors) == ["said"]
    await cleo.submit(form, {"said": "2022-05-02"})
    shown = (await cleo.slash("/record", "source q-long")).messages
    read = "".join(message.words() for message in shown)
    assert "".join(f"{words} Truly.".split()) in "".join(read.split())
    assert not bot.slack.refused


# -- late, closed, sent twice ---------------------------------------------------------------------


async def test_a_form_that_is_sent_after_half_an_hour_is_answered_directly(bot: Running, mia: Person) -> None:
    form = await form_of(mia)
    bot.slack.clock.advance(HALF_AN_HOUR)
    await mia.submit(form, QUOTE)
    answer = await mia.sees(THANKS)
    assert mia.views == []
    assert bot.slack.workspace.channels[answer.channel].is_im
    assert refused_with(bot) == ["expired_url"]


async def test_a_form_that_is_sent_twice_by_slack_is_taken_once(bot: Running, mia: Person) -> None:
    outcome = await mia.submit(await form_of(mia), QUOTE)
    bot.slack.clock.advance(2)
    await mia.redo(outcome)
    assert len([one for one in mia.messages() if THANKS in one.words()]) == 1
    assert "Suggestion 2" not in (await mia.slash("/record", "suggestions")).message.words()
    assert not bot.slack.refused


async def test_a_form_that_is_closed_leaves_nothing_behind(mia: Person) -> None:
    await mia.close(await form_of(mia))
    assert mia.views == []
    assert "nothing" in (await mia.slash("/record", "suggestions")).message.words().casefold()


async def test_a_form_is_answered_in_its_place_when_its_answer_can_be_said_nowhere_else(
    bot: Running, mia: Person
) -> None:
    form = await form_of(mia)
    bot.slack.clock.advance(HALF_AN_HOUR)
    bot.slack.faults.add("conversations.open", Kind.REFUSED, code="missing_scope")
    await mia.submit(form, QUOTE)
    assert THANKS in form.words()
    assert refused_with(bot) == ["expired_url"]


# -- suggestions ----------------------------------------------------------------------------------


async def test_a_suggestion_is_edited_approved_and_told(bot: Running, mia: Person, cleo: Person) -> None:
    await suggested(mia)
    review = (await cleo.slash("/record", "review 1")).message
    await cleo.press(review, "Edit and approve")
    form = await cleo.sees_view("Edit and approve")
    assert form.inputs()["words"]["element"]["initial_value"] == QUOTE["words"]
    outcome = await cleo.submit(form, {"words": "We counted every lamp three times."})
    assert "On record" in outcome.message.words()
    told = await mia.sees("approved on")
    assert bot.slack.workspace.channels[told.channel].is_im


async def test_a_suggestion_is_rejected_with_a_reason_and_told(bot: Running, mia: Person, cleo: Person) -> None:
    await suggested(mia)
    await cleo.press((await cleo.slash("/record", "review 1")).message, "Reject")
    form = await cleo.sees_view()
    await cleo.submit(form, {"reason": "Nobody else heard it"})
    told = await mia.sees("Nobody else heard it")
    assert bot.slack.workspace.channels[told.channel].is_im
    assert not told.ephemeral


async def test_curators_alone_are_offered_what_curators_do(mia: Person) -> None:
    refusal = (await mia.slash("/record", "add quote")).message
    assert "Only curators can do that here" in refusal.words()
    await mia.press(refusal, "Suggest it instead")
    await mia.sees_view("Suggest a quote")


# -- files ----------------------------------------------------------------------------------------

ROWS = """
[[quote]]
id = "q-file"
speaker = "ana-moreau"
words = "It came in a file."
said = "2022-05-01"
source = "src-gazette"
"""


async def test_a_file_is_taken_in(either: Running) -> None:
    cleo = either.slack.join("cleo", is_admin=True)
    outcome = await cleo.submit(await form_of(cleo, "import"), {}, {"file": [("q.toml", ROWS.encode())]})
    assert cleo.views == []
    assert "Imported" in outcome.message.words()
    assert "It came in a file." in (await cleo.slash("/record", "source q-file")).message.words()


@pytest.mark.parametrize(
    ("files", "field", "says"),
    [
        ([("much.toml", b"x" * (5 * 1024 * 1024 + 1))], "file", "5.0 MB; at most 5 MB"),
        ([], "file", "Choose a file"),
        ([("cat.png", b"\x89PNG\r\n\x1a\n\x00")], "file", "cat.png"),
        ([("q.toml", ROWS.replace("said", "sad").encode())], "", "sad"),
    ],
    ids=["too large", "none", "no rows at all", "a wrong row"],
)
async def test_a_file_that_cannot_be_taken_in_is_refused_with_what_to_do(
    cleo: Person, files: list[tuple[str, bytes]], field: str, says: str
) -> None:
    form = await form_of(cleo, "import")
    await cleo.submit(form, {"reason": "a try"}, {"file": files})
    assert cleo.views[0] is form
    told = form.errors.get(field, "") if len(cleo.views) == 1 and field in form.errors else cleo.views[-1].words()
    assert says in told


async def test_a_file_that_slack_does_not_give_is_asked_for_again(bot: Running, cleo: Person) -> None:
    form = await form_of(cleo, "import")
    bot.slack.faults.add("download", Kind.ERROR_BEFORE)
    await cleo.submit(form, {"reason": "a try"}, {"file": [("q.toml", ROWS.encode())]})
    assert "Slack did not give the file" in cleo.views[-1].words()
    await cleo.close(cleo.views[-1])
    assert cleo.views == [form]
    await cleo.submit(form)
    assert "It came in a file." in (await cleo.slash("/record", "source q-file")).message.words()


async def test_an_export_is_a_file_under_messages(either: Running) -> None:
    cleo = either.slack.join("cleo", is_admin=True)
    outcome = await cleo.slash("/record", "export all json")
    answer = next(one for one in outcome.messages if one.way == "answer")
    assert "The file is under Messages of the app" in answer.words()
    (file,) = files_of(cleo)
    assert file.files[0].name == "record.json"
    assert either.slack.workspace.channels[file.channel].is_im


async def test_an_export_that_slack_does_not_take_says_so_beside_the_answer(bot: Running, cleo: Person) -> None:
    bot.slack.faults.add("upload", Kind.ERROR_BEFORE)
    answer = (await cleo.slash("/record", "export all json")).message
    assert "record.json" in answer.words()
    assert "Slack did not" in answer.words()
    assert files_of(cleo) == []


def files_of(person: Person) -> list[Message]:
    return [message for message in person.messages() if message.files]


async def test_two_members_fill_in_forms_at_once(bot: Running) -> None:
    people = [bot.slack.join(name) for name in ("mia", "noah", "olga")]
    forms = await asyncio.gather(*(form_of(person) for person in people))
    sent = zip(people, forms, strict=True)
    await asyncio.gather(
        *(person.submit(form, {**QUOTE, "words": f"{person.user.name} counted lamps."}) for person, form in sent)
    )
    for person in people:
        own = (await person.slash("/record", "suggestions")).message.words()
        assert f"{person.user.name} counted lamps." in own
        assert own.count("counted lamps.") == 1
