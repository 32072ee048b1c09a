"""A form's submit: the same door as a line, and the form again for what is to be mended in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import pytest

from bot.card import Card, as_text
from bot.command import Asker, Call, Command, Kind, Param, Upload
from bot.dispatch import Answer, Dispatch
from bot.errors import Forbidden
from bot.forms import LARGEST_FILE
from bot.roles import Role
from briefings.library import Library
from tests.bot.asking import card_of, dispatch_over, form_of, refusal_of, text_of
from tests.bot.curating import CURATING, LONGEST_WORDS, PLAIN, told
from tests.bot.someone import again, errors, values

GOOD = {"speaker": "dsc", "words": "So it was.", "said": "2022"}
Submit = Callable[..., Awaitable[Answer]]


@pytest.fixture
def bot(sample_library: Library) -> Dispatch:
    return dispatch_over(sample_library, *PLAIN, *CURATING)


@pytest.fixture
def submit(bot: Dispatch) -> Submit:
    """Send the fields of a form as a curator, or in another role."""

    async def submit(
        command: str, fields: Mapping[str, str], files: Mapping[str, Upload] | None = None, role: Role = Role.CURATOR
    ) -> Answer:
        return await bot.submit(command, fields, Asker("playground:local", "u1", "square", role), files or {})

    return submit


# -- what is sent ---------------------------------------------------------------------------------


async def test_fields_reach_the_command_and_blank_ones_do_not(submit: Submit) -> None:
    answer = await submit("record add quote", GOOD | {"kind": "", "occasion": " \n"})
    assert "speaker='dsc'; words='So it was.'; said='2022'" in text_of(card_of(answer))
    assert "occasion" not in text_of(card_of(answer))


async def test_a_field_may_be_longer_than_any_line(submit: Submit) -> None:
    words = "owl " * (LONGEST_WORDS // 4 - 1) + "“\\” "
    answer = await submit("record add quote", GOOD | {"words": words, "occasion": "o" * 200})
    assert repr(words) in as_text(card_of(answer))


async def test_what_cannot_be_seen_is_taken_out_of_fields(submit: Submit) -> None:
    answer = await submit(
        "record add quote", GOOD | {"words": "a\u202eb\x00c\r\nd\ud800\u200e", "occasion": "\x07\ufeff "}
    )
    assert "words='abc\\nd'" in text_of(card_of(answer))
    assert "occasion" not in text_of(card_of(answer))


async def test_an_emptied_field_that_may_be_emptied_arrives_empty(submit: Submit) -> None:
    sent = {"id": "q-1", "words": "", "note": " ", "reason": "Tidied", "version": "2"}
    answer = await submit("record correct", sent)
    assert text_of(card_of(answer)).endswith("id='q-1'; reason='Tidied'; note=''; version='2'")


@pytest.mark.parametrize("field", ["nonsense", "", "a\x1b\u202eb" + "c" * 500], ids=ascii)
async def test_a_field_that_is_not_the_commands_is_refused(submit: Submit, field: str) -> None:
    shown = text_of(refusal_of(await submit("record add quote", GOOD | {field: "x"})))
    assert "is no field of /record add quote" in shown
    assert "\x1b" not in shown
    assert len(shown) < 200


async def test_a_command_that_is_not_there_any_more_is_refused(submit: Submit) -> None:
    assert "There is no command “/gone”" in text_of(refusal_of(await submit("gone", {})))


async def test_answers_to_forms_are_not_kept(submit: Submit) -> None:
    assert await submit("stance", {"who": "dsc"}) is not await submit("stance", {"who": "dsc"})


async def test_a_form_gets_the_answer_of_its_line(bot: Dispatch, submit: Submit) -> None:
    line = await bot.answer("/stance dsc colour", Asker("playground:local", "u1", "square"))
    assert card_of(await submit("stance", {"who": "dsc", "question": "colour", "as_of": ""})) == card_of(line)


# -- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [GOOD, {}, {"speaker": ""}])
async def test_someone_who_lost_the_role_is_refused_before_anything_is_read(
    submit: Submit, fields: dict[str, str]
) -> None:
    answer = await submit("record add quote", fields, role=Role.EVERYONE)
    assert refusal_of(answer).title == Forbidden.title


async def test_a_crash_is_our_fault_in_a_form_too(sample_library: Library, caplog: pytest.LogCaptureFixture) -> None:
    async def crash(_call: Call) -> Card:
        raise RuntimeError("the inside of it")

    dispatch = dispatch_over(sample_library, Command("crash", "Crash", crash))
    answer = await dispatch.submit("crash", {}, Asker("playground:local", "u1", "square"))
    assert (answer.fault, answer.private) == ("ours", True)
    assert "failed command=crash tenant=playground:local user=u1" in caplog.text


# -- the form again -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"speaker": ""}, {"speaker": "Write who said it."}),
        ({"speaker": "", "words": " "}, {"speaker": "Write who said it.", "words": "Write the words, exactly."}),
        ({"speaker": "xyzzy"}, {"speaker": "No one called “xyzzy” is on record."}),
        ({"said": "someday"}, {"said": "“someday” is no date here. Write 2023, 2023-05, may 2023 or last month."}),
        ({"kind": "gossip"}, {"kind": "“gossip” is not one of the choices. Write press or primary."}),
        ({"words": "some nonsense"}, {"words": "These words are disputed."}),
        (
            {"speaker": "", "said": "x", "kind": "y"},
            {
                "speaker": "Write who said it.",
                "said": "“x” is no date here. Write 2023, 2023-05, may 2023 or last month.",
                "kind": "“y” is not one of the choices. Write press or primary.",
            },
        ),
        (
            {"words": "w" * 4_001, "occasion": "o" * 201},
            {
                "words": "That is 4,001 characters; at most 4,000 can be read. Write less.",
                "occasion": "That is 201 characters; at most 200 can be read. Write less.",
            },
        ),
    ],
)
async def test_what_is_wrong_stands_at_its_field_and_everything_is_kept(
    submit: Submit, changed: dict[str, str], says: dict[str, str]
) -> None:
    sent = GOOD | changed
    form = again(await submit("record add quote", sent))
    assert errors(form) == says
    assert values(form) == {name: value for name, value in sent.items() if value.strip()}


async def test_a_line_with_the_same_mistake_is_answered_with_a_card(bot: Dispatch) -> None:
    asker = Asker("playground:local", "u1", "square", Role.CURATOR)
    card = refusal_of(await bot.answer("/record add quote speaker:dsc words:x said:someday", asker))
    assert "Write said:2023" in text_of(card)
    form = form_of(await bot.answer("/record add quote speaker:dsc", asker))
    assert (errors(form), values(form)) == ({}, {"speaker": "dsc"})


async def test_near_names_come_as_a_card_to_choose_from(submit: Submit) -> None:
    card = refusal_of(await submit("record add quote", GOOD | {"speaker": "moreau"}))
    assert [button.label for button in card.buttons] == ["Ana Moreau", "Zoë Moreau"]


async def test_near_names_stay_at_the_field_when_a_button_could_not_carry_the_words(submit: Submit) -> None:
    form = again(await submit("record add quote", GOOD | {"speaker": "moreau", "words": "w" * 4_000}))
    assert "may mean several" in errors(form)["speaker"]


async def test_an_error_of_no_field_comes_as_a_card(submit: Submit) -> None:
    card = refusal_of(await submit("record add quote", GOOD | {"words": "said elsewhere"}))
    assert "No quote can be added today." in text_of(card)


async def test_what_is_not_listed_travels_unseen(submit: Submit) -> None:
    form = again(await submit("record add quote", GOOD | {"said": "x", "anyway": "yes"}))
    assert form.kept == (("anyway", "yes"),)
    assert "anyway" not in {field.name for field in form.fields}


async def test_a_command_makes_its_own_form_which_keeps_what_was_written(bot: Dispatch, submit: Submit) -> None:
    opened = form_of(await bot.answer("/record correct q-1", Asker("playground:local", "u1", "square", Role.CURATOR)))
    assert opened.title == "Correct a quote"
    assert values(opened) == {"words": "The words of q-1", "note": "A note"}
    assert dict(opened.kept) == {"id": "q-1", "version": "2"}
    form = again(await submit("record correct", dict(opened.kept) | {"words": "w" * 4_001, "note": "", "reason": "r"}))
    assert list(errors(form)) == ["words"]
    assert values(form) == {"words": "w" * 4_001, "reason": "r"}
    assert dict(form.kept) == {"id": "q-1", "version": "2"}


async def test_a_form_of_something_not_named_yet_asks_what_it_is_of(bot: Dispatch, submit: Submit) -> None:
    asker = Asker("playground:local", "u1", "square", Role.CURATOR)
    form = form_of(await bot.answer("/record correct", asker))
    assert [field.name for field in form.fields] == ["id", "reason"]
    assert errors(again(await submit("record correct", {"id": ""}))) == {"id": "Write which one."}
    following = form_of(await submit("record correct", {"id": "q-1", "reason": ""}))
    assert following.title == "Correct a quote"


async def test_a_form_may_say_what_no_field_can_mend(submit: Submit) -> None:
    form = again(await submit("record correct", {"id": "q-1", "version": "1", "words": "Mine"}))
    assert form.problem == "Someone else has corrected it meanwhile."
    assert not errors(form)


async def test_an_error_of_an_argument_without_a_field_stands_above_the_form(submit: Submit) -> None:
    form = again(await submit("record correct", {"id": "q-1", "version": "x", "words": "Mine"}))
    assert form.problem == "“x” is no number. Write 1."


# -- files ----------------------------------------------------------------------------------------


async def test_a_file_reaches_the_command_from_a_form_and_beside_a_line(bot: Dispatch, submit: Submit) -> None:
    files = {"file": Upload("rows\u202e.csv", b"a,b\n")}
    says = "file=rows.csv:b'a,b\\n'"
    assert says in text_of(card_of(await submit("import", {"rows": ""}, files)))
    asker = Asker("playground:local", "u1", "square", Role.CURATOR)
    assert says in text_of(card_of(await bot.answer("/import", asker, files)))


async def test_a_line_with_a_file_is_answered_anew(sample_library: Library) -> None:
    params = (Param("file", "The file", Kind.FILE),)
    dispatch = dispatch_over(sample_library, Command("take", "Take it", told, params))
    asker = Asker("playground:local", "u1", "square")
    for data in (b"one", b"two"):
        answer = await dispatch.answer("/take", asker, {"file": Upload("f", data)})
        assert repr(data) in text_of(card_of(answer))
    assert text_of(card_of(await dispatch.answer("/take", asker))).endswith("nothing")


async def test_a_file_that_is_too_large_is_said_at_its_field(bot: Dispatch, submit: Submit) -> None:
    files = {"file": Upload("all.csv", bytes(LARGEST_FILE + 1))}
    form = again(await submit("import", {"rows": "a"}, files))
    assert errors(form) == {"file": "“all.csv” is 5.0 MB; at most 5 MB can be read."}
    assert values(form) == {"rows": "a"}
    asker = Asker("playground:local", "u1", "square", Role.CURATOR)
    assert "at most 5 MB" in text_of(refusal_of(await bot.answer("/import", asker, files)))
    assert card_of(await submit("import", {}, {"file": Upload("all.csv", bytes(LARGEST_FILE))}))


async def test_a_file_without_a_place_is_refused(submit: Submit) -> None:
    answer = await submit("record add quote", GOOD, {"file": Upload("x", b"")})
    assert "takes no file “file”" in text_of(refusal_of(answer))


async def test_a_needed_file_that_is_missing_is_asked_for(sample_library: Library) -> None:
    params = (Param("file", "The file of rows", Kind.FILE, required=True),)
    dispatch = dispatch_over(sample_library, Command("take", "Take it", told, params))
    asker = Asker("playground:local", "u1", "square")
    form = again(await dispatch.submit("take", {"file": ""}, asker))
    assert errors(form) == {"file": "Choose the file of rows."}
    assert card_of(await dispatch.submit("take", {}, asker, {"file": Upload("x", b"")}))
