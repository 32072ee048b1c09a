"""What every platform must do with forms that come back, with commands of several words, with roles that are lost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.reading import seen
from bot.roles import Role
from bot.tenants import Tenants
from tests.bot.curating import CURATING
from tests.contracts.asking import asked
from tests.contracts.bots import dispatch
from tests.contracts.looking import NAUGHTY_PARTS, check_clear, naughty_strings
from tests.contracts.surface import Platform, Surface

QUOTE = {
    "speaker": "musk",
    "words": "“So” it was.\n\nAnd so on, \\ <b>.",
    "said": "2024-03",
    "kind": "press",
    "occasion": "",
}


@pytest.fixture
async def curating(platform: Platform, tenants: Tenants) -> AsyncIterator[Surface]:
    """Give a platform with curators' commands, as a curator sees it."""
    async with platform(dispatch(tenants, *CURATING)) as surface:
        await surface.become(Role.CURATOR)
        yield surface


async def test_a_command_of_several_words_is_asked_and_its_form_answers(curating: Surface) -> None:
    form = await curating.ask("/record add quote")
    assert form.is_form
    assert form.private
    assert form.fields == ("speaker", "words", "said", "kind", "occasion")
    answer = await curating.submit(form, QUOTE)
    check_clear(answer)
    assert repr(QUOTE["words"]) in answer.text
    assert answer.private


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"said": "someday"}, {"said": "no date"}),
        ({"words": " "}, {"words": "Write the words, exactly."}),
        ({"occasion": "x" * 201, "said": " "}, {"occasion": "at most 200", "said": "Write when."}),
        ({"speaker": "xyzzy"}, {"speaker": "No one called"}),
    ],
    ids=str,
)
async def test_a_form_with_mistakes_comes_back_with_everything_in_it(
    curating: Surface, wrong: dict[str, str], says: dict[str, str]
) -> None:
    sent = QUOTE | wrong
    again = await curating.submit(await curating.ask("/record add quote"), sent)
    check_clear(again)
    assert again.is_form
    assert again.private
    assert set(again.errors) == set(says)
    assert all(text in again.errors[name] for name, text in says.items())
    assert {name: again.values[name] for name in sent} == {
        name: text if text.strip() else "" for name, text in sent.items()
    }
    mended = await curating.submit(again, QUOTE)
    assert not mended.is_form
    assert repr(QUOTE["words"]) in mended.text


async def test_what_travels_unseen_with_a_form_comes_back_with_it(curating: Surface) -> None:
    form = await asked(curating, "/record correct q-1")
    assert form.values == {"words": "The words of q-1", "note": "A note", "reason": ""}
    again = await curating.submit(form, {"words": "Right", "note": "", "reason": "x" * 201})
    assert again.errors
    assert again.values["note"] == ""
    answer = await curating.submit(again, {"words": "Right", "note": "", "reason": ""})
    assert "id='q-1'; words='Right'; note=''; version='2'" in answer.text


async def test_what_no_field_can_mend_stands_above_the_form(curating: Surface) -> None:
    form = await asked(curating, "/record correct q-1 version:1 words:Mine")
    assert form.is_form
    assert "Someone else has corrected it meanwhile." in form.text
    assert form.values["words"] == "Mine"


async def test_a_form_is_refused_when_its_role_was_lost_meanwhile(curating: Surface) -> None:
    form = await curating.ask("/record add quote")
    await curating.become(Role.EVERYONE)
    refused = await curating.submit(form, QUOTE)
    assert "Only curators can do that here" in refused.text
    assert refused.private
    assert not refused.is_form


async def test_a_button_is_refused_when_its_role_was_lost_meanwhile(curating: Surface) -> None:
    shown = await asked(curating, "/record")
    await curating.become(Role.EVERYONE)
    refused = await curating.press(shown, "/record undo")
    assert "Only curators can do that here" in refused.text
    await curating.become(Role.ADMIN)
    assert "nothing" in (await curating.press(shown, "/record undo")).text


@pytest.mark.parametrize("part", range(NAUGHTY_PARTS))
async def test_naughty_strings_arrive_from_a_form_as_they_were_written(curating: Surface, part: int) -> None:
    for text in naughty_strings()[part::NAUGHTY_PARTS]:
        answer = await curating.submit(await curating.ask("/import"), {"rows": text})
        check_clear(answer)
        written = seen(text)
        assert answer.is_form != bool(written.strip())
        assert answer.is_form or f"rows={written!r}" in answer.text
