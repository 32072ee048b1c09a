"""Words that are put on record are kept exactly; what cannot be seen in them is refused, not taken out."""

from __future__ import annotations

import pytest

from bot.tenants import Tenants
from tests.bot.asking import card_of, quote_ids, text_of
from tests.bot.commands.test_add import HUM, HUM_ID, line_of, stored
from tests.bot.someone import TENANT, Someone, again, errors, values

UNSEEN = pytest.mark.parametrize(
    "letter",
    ["\u2028", "\u200e", "\ufeff", "\u202e", "\x00", "\r", "\ud83d"],
    ids=lambda letter: f"U+{ord(letter):04X}",
)


@UNSEEN
async def test_words_with_what_cannot_be_seen_are_not_changed_silently(
    curator: Someone, tenants: Tenants, letter: str
) -> None:
    form = await curator.form("/record add quote")
    wrong = again(await curator.send(form, **{**HUM, "words": f"The new{letter} lamps hum."}))
    told = f"There was a character that cannot be seen (U+{ord(letter):04X} after “new”). It is left out here:"
    assert errors(wrong)["words"].startswith(told)
    assert values(wrong)["words"] == "The new lamps hum."
    assert (await tenants.get(TENANT)).edition.library.get(HUM_ID) is None
    assert "On record as" in text_of(card_of(await curator.send(wrong)))


@UNSEEN
async def test_a_line_with_what_cannot_be_seen_in_words_to_be_kept_is_refused(curator: Someone, letter: str) -> None:
    line = line_of("record add quote", {**HUM, "words": f"The new{letter} lamps hum."})
    assert f"cannot be seen (U+{ord(letter):04X} after “new”)" in text_of(await curator.refused(line))


@pytest.mark.parametrize("words", ["A family: 👩‍👩‍👧.", "می‌خواهم", "One line.\n\nAnother."])
async def test_what_joins_letters_and_parts_lines_is_kept_exactly(
    curator: Someone, tenants: Tenants, words: str
) -> None:
    fields = {**HUM, "words": f" {words.replace(chr(10), chr(13) + chr(10))}\u2028"}
    card = card_of(await curator.send(await curator.form("/record add quote"), **fields))
    (record_id,) = quote_ids(card)
    assert (await stored(tenants, record_id))["words"] == words
