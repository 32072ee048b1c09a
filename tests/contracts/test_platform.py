"""What every platform must do, whatever it looks like there."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from unicodedata import category
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings

from bot.card import MARKS, Button, Card, Choices, Text, source_kind, spans
from bot.command import Call, Command, Kind, Param, write_line
from bot.commands import COMMANDS
from bot.reading import LONGEST_LINE
from briefings.library import source_of
from briefings.model import Quote
from tests.contracts.asking import asked, typed
from tests.contracts.bots import dispatch, shipped
from tests.contracts.cards import CARDS, addresses, dates, texts
from tests.contracts.filled import FILLED, NO_CHANGE, fill_in, prepare
from tests.contracts.looking import NAUGHTY_PARTS, check_clear, naughty_strings, said
from tests.contracts.nasty import NASTY, NASTY_PROSE, nasty
from tests.contracts.surface import Platform, Shown, Surface


def squeezed(text: str) -> str:
    return " ".join(text.split())


def letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


# -- commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_every_command_answers_when_its_name_alone_is_typed(surface: Surface, command: Command) -> None:
    await surface.become(command.role)
    shown = await asked(surface, f"/{command.name}")
    check_clear(shown)
    # An import has to have a file or rows, and either will do.
    assert shown.is_form == (command.name == "import" or any(param.required for param in command.params))


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.example], ids=lambda one: one.name)
async def test_every_example_answers_and_leads_on(surface: Surface, command: Command) -> None:
    await surface.become(command.role)
    shown = await surface.ask(command.example)
    check_clear(shown)
    assert shown.buttons
    assert not shown.is_form


@pytest.mark.parametrize("line", ["STANCE musk", " /stance  musk ", "/stance\tmusk", "/stance\nmusk"], ids=repr)
async def test_a_line_is_understood_as_people_type_it(surface: Surface, line: str) -> None:
    assert (await typed(surface, line)).text == (await surface.ask("/stance musk")).text


# -- quotes ---------------------------------------------------------------------------------------


async def test_every_quote_is_shown_whole_with_all_that_every_quote_is_shown_with(surface: Surface) -> None:
    library = shipped()
    for quote in library.all(Quote):
        shown = await surface.ask(f"/source {quote.id}")
        source = source_of(library, quote)
        assert quote.words in shown.text
        assert library.holder(quote.speaker).name in shown.text
        assert quote.said.spoken() in shown.text
        assert (quote.occasion or "") in shown.text
        assert source_kind(source.kind) in shown.text
        assert MARKS["not checked"] in shown.text
        assert source.url in shown.links


async def test_a_quote_is_whole_on_every_card_that_shows_one(surface: Surface) -> None:
    library = shipped()
    longest = max(library.all(Quote), key=lambda quote: len(quote.words))
    for line in (f"/check {' '.join(longest.words.split()[:30])}", f"/quote {longest.speaker} page:1"):
        shown = await asked(surface, line)
        quotes = [quote for quote in library.quotes_by(longest.speaker) if quote.words in shown.text]
        assert quotes, line
        assert all(source_of(library, quote).url in shown.links for quote in quotes)


# -- buttons --------------------------------------------------------------------------------------


async def test_buttons_lead_on_and_come_back_through_the_same_door(surface: Surface) -> None:
    stance = await surface.ask("/stance who:elon-musk")
    timeline = await surface.press(stance, "Timeline")
    assert squeezed(timeline.text).startswith("Elon Musk")
    assert said(await surface.press(timeline, "Where they stand")) == said(stance)


async def test_no_button_within_reach_of_help_is_a_dead_end(surface: Surface) -> None:
    waiting, pressed = [await surface.ask("/help")], set[str]()
    while waiting and len(pressed) < 150:
        shown = waiting.pop(0)
        for label in sorted(dict.fromkeys(shown.buttons), key=shown.turns.__contains__):
            if shown.sends[label] not in pressed:
                pressed.add(shown.sends[label])
                answer = await surface.press(shown, label)
                check_clear(answer)
                waiting.append(answer)
                if label in shown.turns:  # What it stood on is gone.
                    break
    assert len(pressed) >= 150


async def test_page_buttons_turn_pages_there_and_back(surface: Surface) -> None:
    first = await surface.ask("/timeline")
    second = await surface.press(first, "Earlier ▶")
    third = await surface.press(second, "Earlier ▶")
    assert "page 1 of" in first.text.casefold()
    assert "page 2 of" in second.text.casefold()
    assert "page 3 of" in third.text.casefold()
    back = await surface.press(third, "◀ Later")
    assert back.text == second.text
    assert (await surface.press(back, "◀ Later")).text == first.text
    assert "◀ Later" not in first.buttons


async def test_the_last_page_leads_back_only(surface: Surface) -> None:
    shown = await surface.ask("/people")
    pages = 1
    while "More ▶" in shown.buttons:
        shown = await surface.press(shown, "More ▶")
        pages += 1
    assert pages > 1
    assert f"page {pages} of {pages}" in shown.text.casefold()
    assert "◀ Back" in shown.buttons


async def test_a_near_match_is_offered_and_answers_when_it_is_pressed(surface: Surface) -> None:
    shown = await surface.ask("/stance zukerberk")
    assert shown.private
    answer = await surface.press(shown, "Mark Zuckerberg")
    assert said(answer) == said(await surface.ask("/stance mark-zuckerberg"))


@pytest.mark.parametrize("words", ["Who?", NASTY, "“a” \\ b\n" * 300], ids=["short", "nasty", "long"])
async def test_a_button_asks_its_line_to_the_letter(platform: Platform, words: str) -> None:
    async def present(_call: Call) -> Card:
        return Card("Press it", (Choices((Button("Do it", write_line("say", {"words": words})),)),))

    async def say(call: Call) -> Card:
        return Card("Said", (Text(spans(f"{len(call.needed('words'))} {crc32(call.needed('words').encode())}")),))

    params = (Param("words", "Words", Kind.TEXT, limit=LONGEST_LINE),)
    async with platform(
        dispatch(None, Command("present", "Offer", present), Command("say", "Say", say, params))
    ) as surface:
        shown = await surface.press(await surface.ask("/present"), "Do it")
    assert f"{len(words)} {crc32(words.encode())}" in shown.text


# -- forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILLED)
async def test_a_form_asks_for_every_parameter_and_answers_when_it_is_sent(surface: Surface, name: str) -> None:
    command = next(command for command in COMMANDS if command.name == name)
    await surface.become(command.role)
    await prepare(surface, name)
    form = await asked(surface, f"/{name}")
    assert form.is_form
    assert form.private
    answer, fields = await fill_in(surface, form, name)
    if command.dialog is None:
        assert fields == tuple(param.name for param in command.listed)
    assert {param.name for param in command.params if param.required} <= set(fields)
    check_clear(answer)
    assert not answer.is_form, answer.errors or answer.text
    assert ("It stands so already. Nothing was changed." in answer.text) is (name in NO_CHANGE)


def test_every_command_that_needs_arguments_has_its_form_tried() -> None:
    assert set(FILLED) == {command.name for command in COMMANDS if any(param.required for param in command.params)}


async def test_a_form_keeps_what_was_given_and_comes_again_while_something_is_missing(surface: Surface) -> None:
    form = await asked(surface, "/compare one:sam-altman")
    assert form.is_form
    assert "sam-altman" in form.text
    again = await surface.submit(form, {"one": "sam-altman", "two": " "})
    assert again.is_form
    answer = await surface.submit(again, {"one": "sam-altman", "two": "musk"})
    assert said(answer) == said(await surface.ask("/compare sam-altman musk"))


async def test_what_was_given_can_be_taken_out_of_a_form(surface: Surface) -> None:
    form = await asked(surface, "/compare one:sam-altman question:weights")
    assert form.values["question"] == "weights"
    answer = await surface.submit(form, {"two": "musk", "question": ""})
    assert said(answer) == said(await surface.ask("/compare sam-altman musk"))


# -- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/stanc musk", "stanc”."),
        ("/stance no such person anywhere", "No one called"),
        ("/stance emily", "Which one?"),
        ("/timeline openai from:someday", "no date"),
        ("/timeline from:2024 to:2022", "runs backwards"),
        ("/timeline page:99", "page 99"),
        ("/timeline page:x", "no number"),
        ("/timeline order:sideways", "not one of the choices"),
        ("/timeline openai and then some", "no place"),
        ("/timeline from:2023 from:2024", "stands twice"),
        ("/compare musk musk", "cannot be compared"),
        ("/search ***", "nothing to look for"),
        ("/check …", "no words"),
        ("/source q-nope", "No record"),
        ("/help nonsense", "no command “/nonsense”"),
        ("/check " + "word " * 1_000, "at most"),
        ("x" * 2_000, "no command"),
    ],
    ids=lambda text: text[:30],
)
async def test_bad_input_gives_a_clear_private_card(surface: Surface, line: str, says: str) -> None:
    shown = await asked(surface, line)
    check_clear(shown)
    assert says in shown.text
    assert shown.private
    assert len(shown.text) < 700


async def test_a_button_mends_what_ran_backwards(surface: Surface) -> None:
    wrong = await surface.ask("/timeline openai from:2024 to:2022")
    mended = await surface.press(wrong, wrong.buttons[0])
    assert said(mended) == said(await surface.ask("/timeline openai from:2022 to:2024"))


@pytest.mark.parametrize("part", range(NAUGHTY_PARTS))
async def test_naughty_strings_are_answered_and_have_no_effect(surface: Surface, part: int) -> None:
    for text in naughty_strings()[part::NAUGHTY_PARTS]:
        for line in (text, f"/search {text}", f"/stance {text}"):
            if await surface.can_type(line):
                check_clear(await surface.ask(line))


@pytest.mark.parametrize("line", ["/search {}", "/stance {}", "/source {}", "/timeline from:{}", "/help {}", "/{}"])
@pytest.mark.parametrize(
    "text", ["a\x1b[31mred\x07\x00z", "a\u202ebackwards\u2066z", "a\ud800z", "a\r\nb\x85c"], ids=ascii
)
async def test_what_cannot_be_seen_is_answered_without_it(surface: Surface, line: str, text: str) -> None:
    shown = await asked(surface, line.format(text))
    check_clear(shown)
    assert not {letter for letter in shown.text if category(letter) in {"Cc", "Cs"} or letter in "\u202e\u2066"} - {
        "\n"
    }


# -- words that try to be more --------------------------------------------------------------------


@pytest.mark.parametrize("line", ["/stance {}", "/search {}", "/check {}", "/quote about:{}", "/{}", "/source {}"])
async def test_what_someone_types_has_no_effect(surface: Surface, line: str) -> None:
    check_clear(await asked(surface, line.format(NASTY)))


async def test_a_nasty_quote_stands_exactly_as_it_was_said(platform: Platform) -> None:
    library = nasty()
    async with platform(dispatch(library)) as surface:
        for quote in list(library.all(Quote))[::10]:
            shown = await surface.ask(f"/source {quote.id}")
            check_clear(shown)
            assert quote.words in shown.text
            assert library.holder(quote.speaker).name in shown.text
            assert (quote.occasion or "") in shown.text
            assert not {"http://b", "https://evil.example"} & set(shown.links)


@pytest.mark.parametrize(
    "line",
    [
        *(command.example for command in COMMANDS if command.example),
        "/people",
        "/debates",
        "/timeline",
        "/stance who:elon-musk question:weights",
        "/compare one:sam-altman two:elon-musk",
        f"/search {NASTY.split()[0]}",
        f"/check {NASTY_PROSE}",
    ],
    ids=lambda line: line[:30],
)
async def test_nasty_words_have_no_effect_on_any_card(platform: Platform, line: str) -> None:
    async with platform(dispatch(nasty())) as surface:
        shown = await asked(surface, line)
        check_clear(shown)
        assert not {"http://b", "https://evil.example"} & set(shown.links)


# -- any card -------------------------------------------------------------------------------------


Show = Callable[[Card], Awaitable[Shown]]


@pytest.fixture
async def show(platform: Platform) -> AsyncIterator[Show]:
    """Give what shows a card: one platform, and one command, for all of them."""
    cards: list[Card] = []

    async def run(_call: Call) -> Card:
        return cards[-1]

    async with platform(dispatch(None, Command("show", "A card", run, lasting=False))) as surface:

        async def show(card: Card) -> Shown:
            cards.append(card)
            return await surface.ask("/show")

        yield show


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(card=CARDS)
async def test_any_card_is_shown_and_loses_no_word(show: Show, card: Card) -> None:
    shown = await show(card)
    assert not shown.effects
    text = squeezed(shown.text)
    for piece in texts(card):
        assert squeezed(piece) in text
    assert not letters("".join(texts(card))) - letters(shown.text)
    for date in dates(card):
        assert all(word in text for word in date.spoken().split())
    assert set(addresses(card)) <= set(shown.links)
    assert not Counter(button.label for button in card.buttons) - Counter(shown.buttons)
    if card.pages:
        assert f"{card.pages.page} of {card.pages.of}" in text
