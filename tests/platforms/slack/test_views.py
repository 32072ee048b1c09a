from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Field, FieldKind, Form
from bot.platforms.slack.views import errors, options, values, view
from bot.suggest import Value
from tests.contracts.bodies import FORMS
from tests.contracts.cards import TEXTS
from tests.contracts.looking import naughty_strings
from tests.contracts.nasty import NASTY, NASTY_PROSE
from tests.platforms.slack.golden import check_golden
from tests.platforms.slack.loopback.kit import check_answer, check_options
from tests.platforms.slack.seen import seen_form
from tests.platforms.slack.taken import check_view_taken

LONG = "Words and words, and more. " * 700
WRITTEN = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.DATE, FieldKind.NUMBER)


def form_of(*fields: Field) -> Form:
    return Form("Try it", "try", fields)


def state_of(form: Form, typed: dict[str, str] | None = None) -> dict[str, Any]:
    """Give the state of a dialog that nobody touched, but for what is `typed` into it, as Slack tells it."""
    state: dict[str, Any] = {}
    for block in view(form, meta="")["blocks"]:
        if block["type"] == "input":
            element, name = block["element"], block["block_id"]
            told: dict[str, Any] = {"type": element["type"]}
            match element["type"]:
                case "plain_text_input":
                    told["value"] = (typed or {}).get(name) or element.get("initial_value")
                case "users_select":
                    told["selected_user"] = element.get("initial_user")
                case "conversations_select":
                    told["selected_conversation"] = element.get("initial_conversation")
                case "file_input":
                    told["files"] = []
                case _:
                    told["selected_option"] = element.get("initial_option")
            state[name] = {element["action_id"]: told}
    return {"values": state}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_sent_as_it_was_looked_at(name: str, request: pytest.FixtureRequest) -> None:
    check_golden(name, FORMS[name], request)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_taken_and_can_be_read(name: str) -> None:
    form = FORMS[name]
    sent = view(form, meta="kept")
    check_view_taken(sent)
    found = seen_form(sent)
    assert not found.effects
    assert found.fields == tuple(field.name for field in form.fields)
    assert found.errors == {field.name: field.error for field in form.fields if field.error}
    for text in (form.title, form.hint, *(t for field in form.fields for t in (field.label, field.hint))):
        assert text in found.text
    assert sent["private_metadata"] == "kept"


# -- what stands in a form and comes back -------------------------------------------------------------


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("value", ["", "short", LONG, "x" * 9_001, " " * 4_000, "é\n" * 2_000])
def test_what_stands_in_a_form_comes_back_to_the_letter(kind: FieldKind, value: str) -> None:
    form = form_of(Field("one", "One", kind, required=True, value=value))
    check_view_taken(view(form, meta=""))
    assert values(state_of(form)) == ({"one": value}, {})


@given(st.text(st.sampled_from("ab \n"), min_size=3_001, max_size=9_000))
def test_a_text_is_never_parted_beside_a_space(value: str) -> None:
    """A space at the end of an input might get lost."""
    form = form_of(Field("one", "One", FieldKind.LONG_TEXT, value=value))
    pieces = [block["element"]["initial_value"] for block in view(form, meta="")["blocks"]]
    assert "".join(pieces) == value
    assert all(not before[-1].isspace() and not after[0].isspace() for before, after in pairwise(pieces))


def test_a_text_in_several_inputs_says_so_and_leaves_room_in_each() -> None:
    form = form_of(Field("words", "Words", FieldKind.LONG_TEXT, required=True, value="x" * 6_000, hint="All of them"))
    first, second, third = view(form, meta="")["blocks"]
    assert [block["block_id"] for block in (first, second, third)] == ["words", "words+2", "words+3"]
    assert [block["label"]["text"] for block in (first, second, third)] == ["Words", "Words, part 2", "Words, part 3"]
    assert [block["optional"] for block in (first, second, third)] == [False, True, True]
    assert ["hint" in block for block in (first, second, third)] == [False, False, True]
    mended = values(state_of(form, {"words": "x" * 2_999, "words+2": "y"}))[0]["words"]
    assert mended == "x" * 2_999 + "y" + "x" * 1_000


def test_more_than_nine_inputs_come_back_in_their_order() -> None:
    value = "".join(f"{number:06}" for number in range(5_000))
    form = form_of(Field("one", "One", FieldKind.LONG_TEXT, value=value))
    state = state_of(form)
    state["values"] = dict(sorted(state["values"].items()))
    assert values(state)[0]["one"] == value


@pytest.mark.parametrize("kind", [FieldKind.NAME, FieldKind.RECORD])
def test_a_name_is_chosen_from_what_is_suggested(kind: FieldKind) -> None:
    form = form_of(Field("who", "Who", kind, value="elon-musk"))
    (block,) = view(form, meta="")["blocks"]
    assert (block["element"]["type"], block["element"]["min_query_length"]) == ("external_select", 0)
    assert values(state_of(form)) == ({"who": "elon-musk"}, {})
    assert values(state_of(form_of(Field("who", "Who", kind)))) == ({"who": ""}, {})


def test_a_name_that_no_menu_could_hold_is_written() -> None:
    form = form_of(Field("who", "Who", FieldKind.NAME, value="x" * 200))
    assert view(form, meta="")["blocks"][0]["element"]["type"] == "plain_text_input"
    assert values(state_of(form)) == ({"who": "x" * 200}, {})


def test_a_choice_can_be_left_open_unless_it_is_needed() -> None:
    field = Field("score", "Score", FieldKind.CHOICE, choices=("for", "against"), value="for")
    (block,) = view(form_of(field), meta="")["blocks"]
    assert [option["text"]["text"] for option in block["element"]["options"]] == ["Leave it open", "for", "against"]
    assert values(state_of(form_of(field))) == ({"score": "for"}, {})
    state = state_of(form_of(field))
    state["values"]["score"]["v"]["selected_option"] = block["element"]["options"][0]
    assert values(state) == ({"score": ""}, {})
    (needed,) = view(form_of(replace(field, required=True)), meta="")["blocks"]
    assert len(needed["element"]["options"]) == 2


@pytest.mark.parametrize("choices", [(), ("x" * 76,), tuple(map(str, range(100)))], ids=len)
def test_choices_that_no_menu_could_hold_are_written(choices: tuple[str, ...]) -> None:
    form = form_of(Field("one", "One", FieldKind.CHOICE, choices=choices, value="kept"))
    check_view_taken(view(form, meta=""))
    assert values(state_of(form)) == ({"one": "kept"}, {})


@pytest.mark.parametrize(("kind", "known"), [(FieldKind.USER, "U012AB"), (FieldKind.CHANNEL, "C012AB")])
def test_a_user_or_channel_is_chosen_from_all_there_are(kind: FieldKind, known: str) -> None:
    form = form_of(Field("whom", "Whom", kind, value=known))
    check_view_taken(view(form, meta=""))
    assert values(state_of(form)) == ({"whom": known}, {})
    unknown = form_of(Field("whom", "Whom", kind, value="@bob"))
    assert view(unknown, meta="")["blocks"][0]["element"]["placeholder"]["text"] == "@bob"
    assert values(state_of(unknown)) == ({"whom": ""}, {})


def test_files_are_given_by_their_field() -> None:
    state = state_of(form_of(Field("file", "File", FieldKind.FILE), Field("rows", "Rows", FieldKind.TEXT)))
    assert values(state) == ({"rows": ""}, {"file": []})
    state["values"]["file"]["v"]["files"] = [{"id": "F1"}]
    assert values(state)[1] == {"file": [{"id": "F1"}]}


# -- what is wrong ------------------------------------------------------------------------------------


def test_what_is_wrong_is_said_on_top_and_at_its_field() -> None:
    form = replace(form_of(Field("a", "A", FieldKind.TEXT, error="Not so.")), problem="It changed.", hint="What for")
    found = seen_form(view(form, meta=""))
    assert found.text.splitlines()[:4] == ["Try it", "What for", "It changed. One field needs another look.", "A"]
    assert found.errors == {"a": "Not so."}
    two = form_of(*(Field(name, name, FieldKind.TEXT, error="No") for name in "ab"))
    assert "2 fields need another look." in seen_form(view(two, meta="")).text


def test_what_was_made_of_a_wrong_value_takes_the_place_of_what_was_typed() -> None:
    """Slack keeps what was typed in an input whose ids stay the same."""
    field = Field("a", "A", FieldKind.TEXT, value="typed")
    forms = map(form_of, (field, replace(field, error="No"), replace(field, error="No", value="typed again")))
    blocks = [block for form in forms for block in view(form, meta="")["blocks"] if block["type"] == "input"]
    ids = [block["element"]["action_id"] for block in blocks]
    assert ids[0] == "v"
    assert len(set(ids)) == 3


def test_errors_stand_at_their_fields_and_what_no_field_can_mend_at_the_first() -> None:
    one, two = Field("a", "A", FieldKind.LONG_TEXT, value=LONG, error="Not so."), Field("b", "B", FieldKind.TEXT)
    assert errors(form_of(one, two)) == {"a": "Not so."}
    assert errors(replace(form_of(two, one), problem="It changed.")) == {"b": "It changed.", "a": "Not so."}
    assert errors(replace(form_of(one, two), problem="It changed.")) == {"a": "It changed. Not so."}
    assert errors(replace(form_of(), problem="It changed.")) == {}
    for form in (form_of(one, two), replace(form_of(two, one), problem="x" * 9_000)):
        assert check_answer({"response_action": "errors", "errors": errors(form)}, view(form, meta="")) == []


# -- suggestions --------------------------------------------------------------------------------------


def test_suggestions_are_offered_with_what_was_typed_last() -> None:
    found = options([Value("elon-musk", "Elon Musk", "Founder of xAI")], " musk ")
    assert check_options({"options": found}) == []
    assert [(option["text"]["text"], option["value"]) for option in found] == [
        ("Elon Musk", "elon-musk"),
        ("musk", "musk"),
    ]
    assert found[0]["description"]["text"] == "Founder of xAI"


@pytest.mark.parametrize("typed", ["", " ", "elon-musk", "Elon Musk", "x" * 151])
def test_what_is_offered_already_or_cannot_be_is_not_offered(typed: str) -> None:
    assert [option["value"] for option in options([Value("elon-musk", "Elon Musk")], typed)] == ["elon-musk"]


@given(st.lists(st.builds(Value, TEXTS, st.just("") | TEXTS, st.just("") | TEXTS), max_size=120), TEXTS)
def test_any_suggestions_are_taken(found: list[Value], typed: str) -> None:
    long = [Value(value.value * 9, value.label * 9, value.hint * 9) for value in found]
    for ways in (found, long):
        assert check_options({"options": options(ways, typed)}) == []


# -- whatever stands in it is only words --------------------------------------------------------------


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("text", [NASTY, NASTY_PROSE, LONG], ids=["nasty", "prose", "long"])
def test_whatever_stands_in_a_form_is_only_words(kind: FieldKind, text: str) -> None:
    field = Field("one", text, kind, value=text, hint=text, error=text, choices=(text,) * (kind.value == "choice"))
    sent = view(Form(text, "try", (field,), submit=text, hint=text, problem=text), meta="")
    check_view_taken(sent)
    found = seen_form(sent)
    assert not found.effects
    if text != LONG:
        assert found.text.count(text) >= 4


def test_naughty_strings_are_only_words_in_every_field() -> None:
    for text in naughty_strings():
        fields = [
            Field(f"f{place}", text or "-", kind, value=text, hint=text, error=text)
            for place, kind in enumerate(FieldKind)
        ]
        sent = view(Form(text or "-", "try", tuple(fields), hint=text), meta="")
        check_view_taken(sent)
        assert not seen_form(sent).effects
        assert check_options({"options": options([Value(text, text, text)], text)}) == []
