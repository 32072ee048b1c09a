from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.card import (
    Button,
    Card,
    Choices,
    Fact,
    Facts,
    File,
    Heading,
    Note,
    Picture,
    Row,
    SourceLink,
    Span,
    State,
    Style,
    Text,
    Timeline,
    spans,
)
from bot.platforms.discord.components import Message, Rendered, render
from tests.contracts.bodies import CARDS, DAY, QUOTATION, YEAR
from tests.contracts.cards import addresses, texts
from tests.contracts.nasty import NASTY, NASTY_PROSE
from tests.contracts.surface import Shown
from tests.platforms.discord.golden import check_golden
from tests.platforms.discord.kit import walk
from tests.platforms.discord.seen import OWN_NAMES, seen
from tests.platforms.discord.taken import asked, check_taken

LONG = "word " * 4_000
CONTAINER, ROW, MENU, SECTION, TEXTS, GALLERY, SEPARATOR, FILE = 17, 1, 3, 9, 10, 12, 14, 13


def shown(rendered: Rendered) -> Shown:
    check_taken(rendered)
    return seen([{"components": message.components} for message in rendered.messages], names=OWN_NAMES)


def inside(message: Message) -> list[dict[str, Any]]:
    """Give what stands in the one container of a message."""
    (container,) = message.components
    assert container["type"] == CONTAINER
    components: list[dict[str, Any]] = container["components"]
    return components


def parts_of(card: Card) -> list[dict[str, Any]]:
    (message,) = render(card).messages
    return inside(message)


def said(card: Card) -> list[str]:
    """Give the texts of a card of one message, each as it is written."""
    return [part["content"] for part in parts_of(card) if part["type"] == TEXTS]


def kinds(card: Card) -> list[int]:
    return [part["type"] for part in parts_of(card)]


def options(card: Card) -> list[dict[str, Any]]:
    """Give the options of all menus of a card."""
    messages = render(card).messages
    menus = [part for message in messages for part in walk(message.components) if part["type"] == MENU]
    return [option for menu in menus for option in menu["options"]]


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_sent_as_it_was_looked_at(name: str, request: pytest.FixtureRequest) -> None:
    check_golden(name, CARDS[name], request)


@pytest.mark.parametrize("name", CARDS)
def test_a_card_shows_all_that_stands_on_it_and_has_no_effect(name: str) -> None:
    card = CARDS[name]
    found = shown(render(card, share="/help"))
    assert not found.effects
    assert all("".join(text.split()) in "".join(found.text.split()) for text in texts(card))
    assert set(addresses(card)) <= set(found.links)
    assert {button.label for button in card.buttons} <= set(found.buttons)


# -- the title and what stands beside it ------------------------------------------------------------


def test_each_state_has_its_colour() -> None:
    colours = {render(Card("T", state=state)).messages[0].components[0]["accent_color"] for state in State}
    assert len(colours) == len(State)


def test_a_title_is_a_heading_with_small_print_close_under_it() -> None:
    assert said(Card("A title", subtitle="About it")) == ["## A title\n-# About it"]


@pytest.mark.parametrize("title", ["x" * 257, "* " * 200, " "], ids=len)
def test_a_title_that_no_heading_can_show_is_a_bold_line(title: str) -> None:
    rendered = render(Card(title, subtitle="About it"))
    assert "## " not in str(rendered.messages)
    assert title.strip() in shown(rendered).text


def test_a_title_of_several_lines_is_one() -> None:
    assert said(Card("a\nb"))[0] == "## a b"


def test_what_is_new_begins_under_a_line() -> None:
    card = Card("T", (Heading("A", "aside"), Heading("B")))
    assert kinds(card) == [TEXTS, TEXTS, SEPARATOR, TEXTS]
    assert said(card)[1:] == ["### A\n-# aside", "### B"]


def test_small_print_follows_a_heading_closely_and_stands_apart_from_anything_else() -> None:
    card = Card("T", (Heading("A"), Note(spans("under it")), Text(spans("Words.")), Note(spans("of all"))))
    assert said(card) == ["## T", "### A\n-# under it", "Words.", "-# of all"]


def test_a_quotation_has_its_speaker_and_note_close_under_it() -> None:
    (_, quoted, *_) = said(Card("T", (replace(QUOTATION, note="A note."),)))
    words, second, under, note = quoted.split("\n")
    assert (words, second) == ("> “First line.", "> “Inner” words & more.”")
    assert under.startswith("-# **Ada Example**, 6 Mar 2024 · A hearing · primary, as quoted · ○ not checked · [Where")
    assert note == "-# A note."


def test_a_line_of_one_date_needs_no_year_above_it() -> None:
    row = Row("ev-one", DAY, spans("Happened"), aside=spans("press"))
    assert said(Card("T", (Timeline((row,)),)))[1] == "**6 Mar 2024**  Happened\n-# press"
    two = said(Card("T", (Timeline((row, replace(row, date=YEAR), replace(row, date=YEAR))),)))
    assert two[1:] == [
        "### 2024\n**6 Mar**  Happened\n-# press",
        "### 2023\n**2023**  Happened\n-# press",
        "**2023**  Happened\n-# press",
    ]


def test_facts_are_a_list_unless_there_is_only_one() -> None:
    facts = (Fact("Is it so?", spans("yes\nand no")), Fact("Who", spans("Ada")))
    assert said(Card("T", (Facts(facts),)))[1] == "- **Is it so?** yes\n  and no\n- **Who**: Ada"
    assert said(Card("T", (Facts(facts[1:]),)))[1] == "**Who**: Ada"


# -- files ------------------------------------------------------------------------------------------


def test_files_and_pictures_go_along_with_the_message_that_shows_them() -> None:
    file = File("quotes.csv", "text/csv", b"a,b")
    card = Card("T", (Picture(b"\x89PNG", "Lanes"), file, Picture(b"", "More")))
    (message,) = render(card).messages
    assert message.files == (
        File("picture.png", "image/png", b"\x89PNG"),
        file,
        File("picture-2.png", "image/png", b""),
    )
    gallery, sent, _ = inside(message)[1:]
    assert gallery["items"] == [{"media": {"url": "attachment://picture.png"}, "description": "Lanes"}]
    assert sent["file"] == {"url": "attachment://quotes.csv"}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("SPOILER_a.csv", "a.csv"),
        ("spoiler_SPOILER_a.csv", "a.csv"),
        ('quotes "all".csv', "quotes_all_.csv"),
        ("../../a.csv", "a.csv"),
        ("é", "file"),
        ("x" * 99 + ".csv", "x" * 76 + ".csv"),
    ],
)
def test_a_name_that_would_do_something_is_told_and_sent_as_another(name: str, sent: str) -> None:
    rendered = render(Card("T", (File(name, "text/csv", b""),)))
    assert [file.name for file in rendered.messages[0].files] == [sent]
    assert name in shown(rendered).text


def test_what_a_picture_shows_is_told_whole() -> None:
    alt = "What it shows. " * 99
    found = shown(render(Card("T", (Picture(b"", alt), Picture(b"", " ")))))
    assert alt.strip() in found.text


def test_more_files_than_a_message_takes_go_along_with_the_next() -> None:
    rendered = render(Card("T", tuple(File(f"{place}.csv", "text/csv", b"") for place in range(12))))
    check_taken(rendered)
    assert [len(message.files) for message in rendered.messages] == [10, 2]


def test_a_file_goes_along_with_the_message_that_names_it() -> None:
    file = File("late.csv", "text/csv", b"")
    first, *_, last = render(Card("T", (Text(spans(LONG)), file))).messages
    assert (first.files, last.files) == ((), (file,))


# -- what can be pressed ----------------------------------------------------------------------------


def test_a_button_asks_its_line_and_says_whether_the_answer_takes_its_place() -> None:
    card = Card("T", (Choices((Button("A", "/a"), Button("B", "/b", turns=True))),))
    rendered = render(card, share="/a share:yes")
    assert asked(rendered) == ["=/a", "~/b", "=/a share:yes"]
    assert shown(rendered).buttons == ("A", "B", "Show in channel")


def test_six_buttons_are_in_two_rows() -> None:
    card = Card("T", (Choices(tuple(Button(str(place), f"/{place}") for place in range(6))),))
    assert [len(part["components"]) for part in parts_of(card) if part["type"] == ROW] == [5, 1]


def test_a_label_that_is_too_long_for_a_button_stands_whole_above_it() -> None:
    label = "What " * 30 + "then?"
    found = shown(render(Card("T", (Choices((Button(label, "/help"),)),))))
    assert label in found.text
    assert found.buttons == (f"{label[:79].rstrip()}…",)


def test_few_lines_that_words_ask_are_buttons() -> None:
    card = Card("T", (Note(spans("See ", Span("/import", line="/import"), " for more.")),))
    assert kinds(card) == [TEXTS, ROW]
    assert shown(render(card)).buttons == ("/import",)


def test_a_button_for_words_says_in_short_what_they_are() -> None:
    row = Row("ev-one", DAY, spans(Span("It happened", line="/source id:ev-one")))
    buttons = [shown(render(Card("T", (part,)))).buttons for part in (QUOTATION, Timeline((row,)))]
    assert buttons == [("Ada Example, 6 Mar 2024",), ("6 Mar 2024",)]


def test_lines_whose_buttons_would_say_the_same_are_a_menu_that_tells_them_apart() -> None:
    see = Span("there", line="/search a")
    card = Card("T", (Text(spans("See ", see, ".")), Heading("B"), Text(spans("See ", replace(see, line="/b"), "."))))
    assert options(card) == [
        {"label": "there", "value": "=/search a"},
        {"label": "there", "value": "=/b", "description": "B"},
    ]


def test_many_lines_that_words_ask_are_a_menu_that_says_more_of_each() -> None:
    row = Row("ev-one", DAY, spans(Span("It happened", line="/source id:ev-one")))
    facts = Facts((Fact("For", spans(Span("Ada", line="/stance ada"), ", ", Span("Bob", line="/stance bob"))),))
    text = Text(spans("So it is. ", Span("[Ada, 2024]", Style.QUIET, line="/source id:q-two")))
    card = Card("T", (text, Heading("Who"), facts, Heading("What"), Timeline((row,)), QUOTATION))
    assert [(one["label"], one.get("description")) for one in options(card)] == [
        ("Ada, 2024", None),
        ("For: Ada", "Who"),
        ("For: Bob", "Who"),
        ("6 Mar 2024", "It happened"),
        ("Ada Example, 6 Mar 2024", "“First line. “Inner” words & more.”"),
    ]


def test_more_lines_than_a_menu_holds_are_in_several() -> None:
    words = (Span(f"{place} ", line=f"/source id:q-{place}") for place in range(60))
    card = Card("T", (Text(tuple(words)),))
    menus = [part["components"][0] for part in parts_of(card) if part["type"] == ROW]
    assert [len(menu["options"]) for menu in menus] == [25, 25, 10]
    assert asked(render(card)) == [f"=/source id:q-{place}" for place in range(60)]


def test_a_word_at_the_end_of_a_paragraph_that_is_there_to_be_pressed_is_a_button_beside_it() -> None:
    card = Card("T", (Text(spans(Span("So", Style.STRONG), " it is. ", Span("Evidence", line="/stance ada"))),))
    (_, section) = parts_of(card)
    assert section["components"][0]["content"] == "**So** it is."
    assert section["accessory"]["label"] == "Evidence"
    assert asked(render(card)) == ["=/stance ada"]


@pytest.mark.parametrize(
    "before", [(), spans(" "), spans("no space"), spans("x " * 400), spans(Span("asks ", line="/help"))], ids=str
)
def test_a_word_that_cannot_stand_beside_its_paragraph_is_still_pressed(before: tuple[Span, ...]) -> None:
    rendered = render(Card("T", (Text((*before, Span("Evidence", line="/stance ada"))),)))
    assert "=/stance ada" in asked(rendered)
    assert "accessory" not in str(rendered.messages)
    shown(rendered)


def test_buttons_beside_paragraphs_become_a_menu_where_they_would_need_another_message() -> None:
    part = Text(spans("So it is. ", Span("Evidence", line="/stance ada")))
    asks = [replace(part, spans=(part.spans[0], Span("Evidence", line=f"/stance {place}"))) for place in range(14)]
    few, many = render(Card("T", tuple(asks[:12]))), render(Card("T", tuple(asks)))
    assert "accessory" in str(few.messages)
    assert "accessory" not in str(many.messages)
    assert len(many.messages) == 1
    assert asked(many) == [f"=/stance {place}" for place in range(14)]


# -- what is too much -------------------------------------------------------------------------------


def test_texts_stand_closer_together_where_there_are_many() -> None:
    headed = (Heading("A"), Text(spans("Words.")), Text(spans("More.")))
    assert [len(said(Card("T", headed * times))) for times in (1, 9, 13, 20, 21)] == [4, 28, 26, 20, 1]
    assert SEPARATOR in kinds(Card("T", headed * 20))
    assert SEPARATOR not in kinds(Card("T", headed * 21))


def test_a_quote_that_fits_into_no_message_goes_on_in_the_next_with_every_word() -> None:
    rendered = render(Card("Ada*", (replace(QUOTATION, words=LONG),)), share="/help")
    check_taken(rendered)
    assert len(rendered.messages) > 1
    contents = [part["content"] for message in rendered.messages for part in inside(message) if part["type"] == TEXTS]
    lines = [line for content in contents for line in content.split("\n")]
    assert "".join(line.removeprefix("> ") for line in lines if line.startswith("> ")) == f"“{LONG}”"
    *before, last = rendered.messages
    for message in before:
        assert inside(message)[-1]["content"].endswith("-# Goes on in the next message.")
    count = len(rendered.messages)
    assert inside(last)[0]["content"].startswith(f"-# Ada\\* · goes on, {count} of {count}")
    assert [message for message in rendered.messages if "Ada Example" in str(message.components)] == [last]
    assert len({str(message.components[0]["accent_color"]) for message in rendered.messages}) == 1


def test_words_are_parted_between_words() -> None:
    rendered = render(Card("T", (Text(spans("abcdefg " * 2_000)),)))
    assert not {word for word in shown(rendered).text.split() if word[0] in "abcdef" and word != "abcdefg"}


def test_a_text_is_parted_only_where_a_message_ends() -> None:
    """Two pieces of it in one message would end a line in the middle of a sentence."""
    for length in range(3_500, 8_000, 250):
        rendered = render(Card("T", (Text(spans("abcdefg " * (length // 8))),)))
        texts_with_words = [[p for p in inside(m) if "abcdefg" in str(p)] for m in rendered.messages]
        assert all(len(texts) == 1 for texts in texts_with_words)


def test_a_heading_stays_with_what_stands_under_it() -> None:
    card = Card("T", (Text(spans("x" * 3_500)), Heading("Here"), Text(spans("y" * 3_000))))
    first, second = render(card).messages
    assert "Here" not in str(first.components)
    assert "Here" in str(second.components)
    assert SEPARATOR not in [part["type"] for part in inside(second)]


def test_a_year_is_said_again_where_a_timeline_goes_on() -> None:
    row = Row("ev-one", DAY, spans("x" * 900))
    first, second = render(Card("T", (Timeline((row,) * 5),))).messages
    assert str(first.components).count("### 2024") == 1
    assert str(second.components).count("### 2024") == 1


# -- whatever stands in it is only words --------------------------------------------------------------


@pytest.mark.parametrize(
    "card",
    [
        Card(NASTY, subtitle=NASTY),
        Card("-", (Heading(NASTY, NASTY),)),
        *(Card("-", (Text((Span("x ", style), Span(NASTY, style, line=NASTY))),)) for style in Style),
        Card("-", (Text((Span(NASTY, url=f"https://example.org/{NASTY}"),)),)),
        Card("-", (replace(QUOTATION, words=NASTY_PROSE, speaker=NASTY, occasion=NASTY, note=NASTY, id=NASTY),)),
        Card("-", (replace(QUOTATION, source=SourceLink(f"https://example.org/{NASTY}", NASTY, "press")),)),
        Card("-", (Facts((Fact(NASTY, spans(NASTY)), Fact(NASTY, spans(Span(NASTY, line=NASTY))))),)),
        Card("-", (Timeline((Row(NASTY, DAY, spans(NASTY), aside=spans(NASTY)),)),)),
        Card("-", (Picture(b"", NASTY), File(NASTY, "text/csv", b""))),
        Card("-", (Note(spans(NASTY)), Choices((Button(NASTY, NASTY),)))),
    ],
    ids=lambda card: type(card.parts[0]).__name__ if card.parts else "title",
)
def test_whatever_stands_in_a_card_is_only_words(card: Card) -> None:
    found = shown(render(card, share=NASTY))
    assert not found.effects
    assert NASTY in found.text
