from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Field, FieldKind, Form
from bot.platforms.discord.modals import modal, names, step_after, step_of, steps, values
from tests.contracts.bodies import FORMS
from tests.contracts.cards import TEXTS
from tests.contracts.looking import naughty_strings
from tests.contracts.nasty import NASTY, NASTY_PROSE
from tests.platforms.discord.golden import check_golden, modals
from tests.platforms.discord.seen import seen_form
from tests.platforms.discord.taken import check_form_taken

WRITTEN = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.DATE, FieldKind.NUMBER, FieldKind.NAME, FieldKind.RECORD)
LONG = "Words and words, and more. " * 500
TEXTS_TYPE, LABELLED = 10, 18


def form_of(*fields: Field) -> Form:
    return Form("Try it", "try", fields)


def field_of(name: str, kind: FieldKind = FieldKind.TEXT, **more: Any) -> Field:  # noqa: ANN401  a field's own
    return Field(name, name.capitalize(), kind, **more)


def labelled(form: Form, step: int = 1) -> list[dict[str, Any]]:
    """Give the labels of one step with what stands under them."""
    return [one for one in modal(form, step=step, meta="m")["components"] if one["type"] == LABELLED]


def inputs(form: Form, step: int = 1) -> list[dict[str, Any]]:
    return [one["component"] for one in labelled(form, step)]


def above(form: Form, step: int = 1) -> str:
    """Give the text above the inputs."""
    first = modal(form, step=step, meta="m")["components"][0]
    return str(first["content"]) if first["type"] == TEXTS_TYPE else ""


def sent(form: Form, step: int = 1, typed: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Give what Discord sends of a step that nobody touched, but for what is `typed` into it."""
    components: list[dict[str, Any]] = [{"type": TEXTS_TYPE, "id": 1}]
    for one in inputs(form, step):
        name, told = one["custom_id"], {"type": one["type"], "custom_id": one["custom_id"], "id": 2}
        if one["type"] == 4:
            told["value"] = (typed or {}).get(name, one.get("value", ""))
        else:
            chosen = [option["value"] for option in one.get("options", ()) if option["default"]]
            chosen += [default["id"] for default in one.get("default_values", ())]
            told["values"] = (typed or {}).get(name, chosen)
        components.append({"type": LABELLED, "id": 3, "component": told})
    return components


def back(form: Form) -> dict[str, str]:
    """Give what comes back of all steps that nobody touched."""
    return {name: value for step in range(1, steps(form) + 1) for name, value in values(sent(form, step))[0].items()}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_sent_as_it_was_looked_at(name: str, request: pytest.FixtureRequest) -> None:
    check_golden(name, FORMS[name], request)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_taken_and_can_be_read(name: str) -> None:
    form = FORMS[name]
    found = seen_form(modals(form))
    assert not found.effects
    assert found.fields == tuple(field.name for field in form.fields)
    assert set(found.errors) == {field.name for field in form.fields if field.error}
    assert all(field.error in found.errors[field.name] for field in form.fields if field.error)
    for text in (form.title, form.hint, *(t for field in form.fields for t in (field.label, field.hint))):
        assert text in found.text


def test_a_form_carries_its_meta() -> None:
    assert modal(form_of(field_of("a")), step=1, meta="kept")["custom_id"] == "kept"


# -- steps ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "parted"), [(1, [1]), (5, [5]), (6, [5, 1]), (10, [5, 5]), (11, [5, 5, 1])])
def test_a_form_has_five_inputs_in_a_step(count: int, parted: list[int]) -> None:
    form = form_of(*(field_of(f"f{place}") for place in range(count)))
    assert [len(labelled(form, step)) for step in range(1, steps(form) + 1)] == parted
    titles = [modal(form, step=step, meta="m")["title"] for step in range(1, steps(form) + 1)]
    of = len(parted)
    assert titles == (["Try it"] if of == 1 else [f"Try it · {step} of {of}" for step in range(1, of + 1)])


def test_a_step_that_is_none_is_the_nearest() -> None:
    form = form_of(*(field_of(f"f{place}") for place in range(6)))
    assert [modal(form, step=step, meta="m")["title"][-6:] for step in (0, 9)] == ["1 of 2", "2 of 2"]


def test_a_field_is_found_on_its_step() -> None:
    form = form_of(*(field_of(f"f{place}") for place in range(6)))
    assert [step_of(form, name) for name in ("f0", "f4", "f5", "gone")] == [1, 1, 2, 1]


def test_what_comes_after_some_fields_is_the_step_of_the_next_that_can_be_shown() -> None:
    form = form_of(*(field_of(f"f{place}") for place in range(12)))
    assert step_after(form, [f"f{place}" for place in range(5)]) == 2
    assert step_after(form, [f"f{place}" for place in range(5, 10)]) == 3
    assert step_after(form, ["f10", "f11"]) == 0
    assert step_after(form, ["f0", "of another form"]) == 0


def test_a_file_that_is_not_chosen_and_a_text_that_cannot_be_shown_lead_on() -> None:
    upload = field_of("file", FieldKind.FILE)
    long = field_of("long", FieldKind.LONG_TEXT, value="x" * 40_000)
    form = form_of(upload, long)
    (step,) = (sent(form, place) for place in range(1, steps(form) + 1))
    assert names(step) == {"file"}
    assert step_after(form, names(step)) == 0


@given(st.lists(st.sampled_from(["", "x" * 99]), min_size=1, max_size=12), st.sampled_from(["", "It changed. " * 20]))
def test_a_form_is_parted_the_same_whatever_is_wrong_in_it(errors: list[str], problem: str) -> None:
    right = form_of(*(field_of(f"f{place}") for place in range(len(errors))))
    wrong = right.filled({}, {field.name: error for field, error in zip(right.fields, errors, strict=True)})
    wrong = replace(wrong, problem=problem)
    names = [[one["custom_id"] for one in inputs(form, step)] for form in (right, wrong) for step in range(1, 4)]
    assert names[:3] == names[3:]
    for data in modals(wrong):
        check_form_taken(data)


def test_the_parts_of_a_text_stay_in_one_step() -> None:
    form = form_of(field_of("a"), field_of("b"), field_of("words", FieldKind.LONG_TEXT, value="x" * 13_000))
    assert [[one["custom_id"] for one in inputs(form, step)] for step in (1, 2)] == [
        ["a", "b"],
        ["words", "words+2", "words+3", "words+4"],
    ]


def test_a_text_that_no_step_can_hold_is_kept_as_it_was_and_says_so() -> None:
    form = form_of(field_of("a"), field_of("words", FieldKind.LONG_TEXT, value="x" * 20_000))
    assert [one["custom_id"] for one in inputs(form)] == ["a"]
    assert above(form) == "Words: this is kept as it was; it is too long to be shown here."
    assert back(form) == {"a": ""}
    for data in modals(form):
        check_form_taken(data)


# -- what stands in a form and comes back -------------------------------------------------------------


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("value", ["", "short", LONG, "x" * 9_001, " " * 5_000, "é\n" * 2_500, "🙂" * 3_000])
def test_what_stands_in_a_form_comes_back_to_the_letter(kind: FieldKind, value: str) -> None:
    form = form_of(field_of("one", kind, required=True, value=value))
    for data in modals(form):
        check_form_taken(data)
    assert back(form) == {"one": value}


@given(st.text(st.sampled_from("ab \n"), min_size=4_001, max_size=9_000))
def test_a_text_is_never_parted_beside_a_space(value: str) -> None:
    """A space at the end of an input might get lost."""
    pieces = [one["value"] for one in inputs(form_of(field_of("one", FieldKind.LONG_TEXT, value=value)))]
    assert "".join(pieces) == value
    assert all(not before[-1].isspace() and not after[0].isspace() for before, after in pairwise(pieces))


def test_a_text_in_several_inputs_says_so_and_leaves_room_in_each() -> None:
    form = form_of(field_of("words", FieldKind.LONG_TEXT, required=True, value="x" * 8_000, hint="All of them"))
    first, second, third = labelled(form)
    assert [one["label"] for one in (first, second, third)] == ["Words", "Words, part 2", "Words, part 3"]
    assert [one["component"]["required"] for one in (first, second, third)] == [True, False, False]
    assert ["description" in one for one in (first, second, third)] == [True, False, False]
    mended = values(sent(form, typed={"words": "x" * 3_999, "words+2": "y"}))[0]["words"]
    assert mended == "x" * 3_999 + "y" + "x" * 1_000


def test_parts_come_back_in_their_order_however_they_are_sent() -> None:
    value = "".join(f"{number:06}" for number in range(2_500))
    form = form_of(field_of("one", FieldKind.LONG_TEXT, value=value))
    assert values(sent(form)[::-1])[0] == {"one": value}


def test_a_short_text_is_on_one_line_and_a_long_one_on_several() -> None:
    styles = [
        inputs(form_of(field_of("one", kind, value=value)))[0]["style"]
        for kind in (FieldKind.TEXT, FieldKind.LONG_TEXT)
        for value in ("", "a\nb", "x" * 101)
    ]
    assert styles == [1, 2, 2, 2, 2, 2]


def test_a_choice_is_chosen_and_can_be_left_open_unless_it_is_needed() -> None:
    field = field_of("score", FieldKind.CHOICE, choices=("for", "against"), value="for")
    assert back(form_of(field)) == {"score": "for"}
    assert values(sent(form_of(field), typed={"score": []})) == ({"score": ""}, {})
    assert [inputs(form_of(replace(field, required=need)))[0]["min_values"] for need in (True, False)] == [1, 0]


@pytest.mark.parametrize("choices", [(), ("x" * 101,), tuple(map(str, range(26))), ("a", "")], ids=len)
def test_choices_that_no_menu_could_hold_are_written(choices: tuple[str, ...]) -> None:
    form = form_of(field_of("one", FieldKind.CHOICE, choices=choices, value="kept"))
    check_form_taken(modal(form, step=1, meta="m"))
    assert inputs(form)[0]["type"] == 4
    assert back(form) == {"one": "kept"}


@pytest.mark.parametrize("kind", [FieldKind.USER, FieldKind.CHANNEL])
def test_a_user_or_channel_is_chosen_from_all_there_are(kind: FieldKind) -> None:
    known = field_of("whom", kind, value="1234567890123456789")
    check_form_taken(modal(form_of(known), step=1, meta="m"))
    assert back(form_of(known)) == {"whom": "1234567890123456789"}
    unknown = form_of(replace(known, value="@bob"))
    assert inputs(unknown)[0]["placeholder"] == "@bob"
    assert back(unknown) == {"whom": ""}


def test_a_file_is_given_by_its_field() -> None:
    form = form_of(field_of("file", FieldKind.FILE), field_of("rows"))
    assert values(sent(form)) == ({"rows": ""}, {})
    assert values(sent(form, typed={"file": ["99"]})) == ({"rows": ""}, {"file": "99"})


def test_inputs_in_rows_are_read_too() -> None:
    row = {"type": 1, "components": [{"type": 4, "custom_id": "a", "value": "b"}]}
    assert values([row]) == ({"a": "b"}, {})


# -- what is said -----------------------------------------------------------------------------------


def test_what_is_wrong_is_said_on_top_and_at_its_field() -> None:
    form = replace(form_of(field_of("a", error="Not so.", hint="As it is")), problem="It changed.", hint="What for")
    assert above(form) == "It changed. One field needs another look.\nWhat for"
    assert labelled(form)[0]["description"] == "✕ Not so. · As it is"


def test_what_has_no_room_above_five_inputs_is_said_at_the_first() -> None:
    form = form_of(*(field_of(name, hint=f"About {name}") for name in "abcde"))
    assert above(form) == ""
    said = labelled(replace(form, problem="It changed.", hint="What for"))
    assert [one["description"] for one in said[:2]] == ["About a · It changed. · What for", "About b"]


def test_what_has_no_room_at_an_input_stands_above_it_whole() -> None:
    label, hint = "A label that is far too long for the place there is for it", "A hint. " * 20
    error = "This is wrong with it. " * 10
    form = form_of(*(Field(name, label, FieldKind.TEXT, hint=hint) for name in "abcde"))
    assert steps(form) == 2
    assert above(form).count(f"{label} – {hint}") == 4
    wrong = above(form_of(field_of("a", error=error)))
    assert f"✕ A: {error}" in wrong


def test_a_title_that_is_too_long_stands_above_whole() -> None:
    form = replace(form_of(*(field_of(f"f{place}") for place in range(8))), title="A title that goes on and on, and on")
    longer = replace(form, title=f"{form.title} and on and on")
    assert modal(form, step=1, meta="m")["title"] == f"{form.title} · 1 of 2"
    assert modal(longer, step=1, meta="m")["title"].endswith("… · 1 of 2")
    assert above(longer) == longer.title
    assert above(longer, 2) == ""


def test_a_form_without_fields_says_what_it_is() -> None:
    assert above(Form("Undo it", "undo", ())) == "Undo it"


# -- whatever stands in it is only words --------------------------------------------------------------


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("text", [NASTY, NASTY_PROSE, LONG], ids=["nasty", "prose", "long"])
def test_whatever_stands_in_a_form_is_only_words(kind: FieldKind, text: str) -> None:
    field = Field("one", text, kind, value=text, hint=text, error=text, choices=(text,) * (kind.value == "choice"))
    form = Form(text, "try", (field,), submit=text, hint=text, problem=text)
    for data in modals(form):
        check_form_taken(data)
    found = seen_form(modals(form))
    assert not found.effects
    if text != LONG:
        assert found.text.count(text) >= 4


def test_naughty_strings_are_only_words_in_every_field() -> None:
    for text in naughty_strings():
        fields = [
            Field(f"f{place}", text or "-", kind, value=text, hint=text, error=text)
            for place, kind in enumerate(FieldKind)
        ]
        form = Form(text or "-", "try", tuple(fields), hint=text)
        for data in modals(form):
            check_form_taken(data)
        found = seen_form(modals(form))
        assert not found.effects
        came = back(form)
        assert all(came[field.name] == text for field in fields if field.kind in WRITTEN)


@given(
    st.lists(
        st.builds(Field, st.uuids().map(str), TEXTS, st.sampled_from(FieldKind), st.booleans(), TEXTS, TEXTS),
        max_size=12,
    )
)
def test_any_form_is_taken_and_brings_back_what_was_written(fields: list[Field]) -> None:
    form = form_of(*fields)
    for data in modals(form):
        check_form_taken(data)
    assert not seen_form(modals(form)).effects
    came = back(form)
    assert all(came[field.name] == field.value for field in fields if field.kind in WRITTEN)
