from __future__ import annotations

from dataclasses import replace

import pytest

from bot.card import (
    Button,
    Card,
    Choices,
    Fact,
    Facts,
    File,
    Heading,
    Named,
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
from bot.platforms.slack.blocks import Rendered, render
from tests.contracts.bodies import CARDS, DAY, QUOTATION
from tests.contracts.cards import addresses, texts
from tests.contracts.nasty import NASTY, NASTY_PROSE
from tests.contracts.surface import Shown
from tests.platforms.slack.golden import check_golden
from tests.platforms.slack.seen import seen
from tests.platforms.slack.taken import asked, check_taken

LONG = "word " * 4_000


def shown(rendered: Rendered) -> Shown:
    check_taken(rendered)
    return seen([{"blocks": message.blocks, "text": message.text} for message in rendered.messages])


def kinds(card: Card) -> list[str]:
    (message,) = render(card).messages
    return [block["type"] for block in message.blocks]


def quoted_in(rendered: Rendered) -> str:
    blocks = [block for message in rendered.messages for block in message.blocks if block["type"] == "rich_text"]
    elements = [element for block in blocks for element in block["elements"] if element["type"] == "rich_text_quote"]
    return "".join(part["text"] for element in elements for part in element["elements"])


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_sent_as_it_was_looked_at(name: str, request: pytest.FixtureRequest) -> None:
    check_golden(name, CARDS[name], request)


@pytest.mark.parametrize("name", CARDS)
def test_a_card_shows_all_that_stands_on_it_and_has_no_effect(name: str) -> None:
    card = CARDS[name]
    found = shown(render(card, share="/help", asked_by="U1"))
    assert not found.effects
    assert all(text in found.text for text in texts(card))
    assert set(addresses(card)) <= set(found.links)
    assert {button.label for button in card.buttons} <= set(found.buttons)


# -- the title and what stands beside it ------------------------------------------------------------


@pytest.mark.parametrize("title", ["x" * 151, "a\nb", "<!channel>", "&lt;"], ids=lambda text: text[:9])
def test_a_title_that_no_header_can_show_is_a_bold_line(title: str) -> None:
    (first, *_) = render(Card(title)).messages[0].blocks
    assert first["type"] == "rich_text"
    assert first["elements"][0]["elements"][0]["style"] == {"bold": True}
    assert title in shown(render(Card(title))).text


def test_each_state_but_an_answer_has_its_mark() -> None:
    titles = [render(Card("T", state=state)).messages[0].blocks[0]["text"]["text"] for state in State]
    assert titles == ["T", "◌ T", "≠ T", "✕ T"]


def test_what_is_new_begins_under_a_line() -> None:
    assert kinds(Card("T", (Heading("A"), Heading("B")))) == ["header", "rich_text", "divider", "rich_text"]


@pytest.mark.parametrize("note", [spans(Span("x", Style.STRUCK)), spans(Span("x", url="https://a.example")), NASTY])
def test_small_print_that_would_lose_something_is_a_paragraph(note: str | tuple[Span, ...]) -> None:
    assert kinds(Card("T", (Note(spans("small")),))) == ["header", "context"]
    parts = spans(note) if isinstance(note, str) else note
    assert kinds(Card("T", (Note(parts),))) == ["header", "rich_text"]


def test_who_asked_is_named_at_the_end() -> None:
    (message,) = render(Card("T"), asked_by="U012AB").messages
    assert message.blocks[-1]["elements"] == [{"type": "mrkdwn", "text": "Asked by <@U012AB>"}]


@pytest.mark.parametrize("user", ["", "u1", "U1>", "<!here>", "U1 ", "U1\n"])
def test_no_one_is_named_who_is_no_user(user: str) -> None:
    assert render(Card("T"), asked_by=user) == render(Card("T"))


def test_a_line_of_one_date_needs_no_list() -> None:
    row = Row("ev-one", DAY, spans("Happened"), aside=spans("press"))
    found = shown(render(Card("T", (Timeline((row,)),))))
    assert "6 Mar 2024  Happened\npress" in found.text
    assert "2024\n6 Mar  Happened" in shown(render(Card("T", (Timeline((row, row)),)))).text


def test_what_is_asked_of_a_label_needs_no_colon() -> None:
    facts = Facts((Fact("Is it so?", spans("yes")), Fact("Who", spans("Ada"))))
    assert "Is it so? yes\nWho: Ada" in shown(render(Card("T", (facts,)))).text


def test_an_address_that_is_none_of_the_web_is_written_out() -> None:
    words = spans(Span("here", url="javascript:alert(1)"), Span("mailto:a@b.example", url="mailto:a@b.example"))
    found = shown(render(Card("T", (Text(words),))))
    assert "here (javascript:alert(1))mailto:a@b.example" in found.text
    assert not found.links


def test_files_and_pictures_go_along_with_their_message() -> None:
    file = File("quotes.csv", "text/csv", b"a,b")
    (message,) = render(Card("T", (Picture(b"\x89PNG", "Lanes"), file))).messages
    assert message.files == (File("picture.png", "image/png", b"\x89PNG"), file)


@pytest.mark.parametrize(
    ("text", "names", "element"),
    [
        ("U012AB", Named.USER, {"type": "user", "user_id": "U012AB"}),
        ("W012AB", Named.USER, {"type": "user", "user_id": "W012AB"}),
        ("C012AB", Named.CHANNEL, {"type": "channel", "channel_id": "C012AB"}),
        ("G012AB", Named.CHANNEL, {"type": "channel", "channel_id": "G012AB"}),
    ],
)
def test_an_id_is_shown_as_the_name_that_it_has(text: str, names: Named, element: dict[str, str]) -> None:
    card = Card("T", (Text(spans("By ", Span(text, Style.STRONG, names=names), ".")),))
    (message,) = render(card, alone=True).messages
    (section,) = message.blocks[-1]["elements"]
    assert section["elements"][1] == {**element, "style": {"bold": True}}
    assert message.text == f"T\n\nBy {text}."


def test_no_user_is_named_where_others_see_it_since_that_calls_them() -> None:
    card = Card("T", (Text(spans(Span("U012AB", names=Named.USER), " in ", Span("C012AB", names=Named.CHANNEL))),))
    found = shown(render(card))
    assert (found.text, found.names, found.effects) == ("T\nU012AB in C012AB", ("#C012AB",), ())


@pytest.mark.parametrize("names", Named)
@pytest.mark.parametrize("text", ["u1", "U1>", "mia", "D012AB", "U1\n", "<@U1>", "U 1", "!here", "here", NASTY])
def test_what_is_no_id_is_only_words(text: str, names: Named) -> None:
    for part in (Text, Note):
        (message,) = render(Card("T", (part((Span(text, names=names),)),)), alone=True).messages
        found = seen([{"blocks": message.blocks, "text": message.text}], private=True)
        assert (found.names, found.effects) == ((), ())
        assert text in found.text


def test_words_that_look_like_an_id_name_no_one() -> None:
    words = spans("U012AB <@U012AB> C012AB ", Span("U012AB", Style.STRONG), Span("C012AB", line="/help"))
    found = shown(render(Card("U012AB", (Text(words), Note(words), Facts((Fact("U012AB", words),)))), alone=True))
    assert (found.names, found.effects) == ((), ())


def test_a_name_in_small_print_is_a_paragraph_and_none_stands_beside_a_button() -> None:
    by = Span("U012AB", names=Named.USER)
    note, text = Note((by,)), Text(spans("By ", by, " ", Span("More", line="/help")))
    (message,) = render(Card("T", (note, text)), alone=True).messages
    assert [block["type"] for block in message.blocks] == ["header", "rich_text", "rich_text", "actions"]


# -- what can be pressed ----------------------------------------------------------------------------


def test_a_button_asks_its_line_and_says_whether_the_answer_takes_its_place() -> None:
    card = Card("T", (Choices((Button("A", "/a"), Button("B", "/b", turns=True))),))
    assert asked(render(card, share="/a share:yes")) == {"=/a": "A", "~/b": "B", "=/a share:yes": "Show in channel"}


@pytest.mark.parametrize("line", ["/" + "x" * 1_999, "/" + "é" * 1_000, '/search words:"a & b"', "/search <b>"])
def test_a_line_that_a_button_cannot_bring_back_is_kept(line: str) -> None:
    rendered = render(Card("T", (Choices((Button("A", line), Button("B", line, turns=True))),)))
    check_taken(rendered)
    assert list(rendered.calls.values()) == [line]
    assert asked(rendered) == {f"={line}": "A", f"~{line}": "B"}


def test_a_line_is_kept_under_the_same_key_whenever_it_is() -> None:
    card = Card("T", (Choices((Button("A", "/" + "x" * 2_500),)),))
    assert render(card).calls == render(replace(card, title="U")).calls


def test_few_lines_that_words_ask_are_buttons() -> None:
    card = Card("T", (Note(spans("See ", Span("/import", line="/import"), " for more.")),))
    assert kinds(card) == ["header", "context", "actions"]
    assert asked(render(card)) == {"=/import": "/import"}


def test_a_button_for_words_says_in_short_what_they_are() -> None:
    row = Row("ev-one", DAY, spans(Span("It happened", line="/source id:ev-one")))
    labels = [list(asked(render(Card("T", (part,)))).values()) for part in (QUOTATION, Timeline((row,)))]
    assert labels == [["Ada Example, 6 Mar 2024"], ["6 Mar 2024"]]


def test_many_lines_that_words_ask_are_a_menu_under_their_headings() -> None:
    row = Row("ev-one", DAY, spans(Span("It happened", line="/source id:ev-one")))
    facts = Facts((Fact("For", spans(Span("Ada", line="/stance ada"), ", ", Span("Bob", line="/stance bob"))),))
    text = Text(spans("So it is. ", Span("[Ada, 2024]", Style.QUIET, line="/source id:q-two")))
    card = Card("T", (text, Heading("Who"), facts, Heading("What"), Timeline((row,)), QUOTATION))
    (message,) = render(card).messages
    (menu,) = message.blocks[-1]["elements"]
    groups = {
        group["label"]["text"]: [option["text"]["text"] for option in group["options"]]
        for group in menu["option_groups"]
    }
    assert groups == {
        "T": ["Ada, 2024"],
        "Who": ["For: Ada", "For: Bob"],
        "What": ["6 Mar 2024: It happened", "Ada Example, 6 Mar 2024: “First line. “Inner” words & more.”"],
    }
    assert len(asked(render(card))) == 5


def test_a_line_is_offered_once_however_often_words_ask_it() -> None:
    marked = (Span("Ada", Style.FOUND, line="/stance ada"), Span(" Example", Style.STRONG, line="/stance ada"))
    card = Card("T", (Text(marked), Text(spans(Span("Bob", line="/stance bob"))), Text(marked)))
    assert list(asked(render(card)).items()) == [("=/stance ada", "Ada Example"), ("=/stance bob", "Bob")]
    button = Choices((Button("Where they stand", "/stance ada"),))
    with_button = replace(card, parts=(*card.parts, button))
    assert asked(render(with_button)) == {"=/stance bob": "Bob", "=/stance ada": "Where they stand"}


def test_a_quotation_leads_to_all_about_it_except_where_that_stands_already() -> None:
    assert list(asked(render(Card("T", (QUOTATION,))))) == ["=/source id:q-one"]
    assert asked(render(Card("T", (QUOTATION,), also=("q-one",)))) == {}


def test_a_word_at_the_end_of_a_paragraph_that_is_there_to_be_pressed_is_a_button_beside_it() -> None:
    card = Card("T", (Text(spans("So it is. ", Span("Evidence", line="/stance ada"))),))
    (message,) = render(card).messages
    assert message.blocks[-1]["text"]["text"] == "So it is."
    assert asked(render(card)) == {"=/stance ada": "Evidence"}
    assert "So it is.\nEvidence" in shown(render(card)).text


@pytest.mark.parametrize(
    "before",
    [
        (),
        spans(" "),
        spans("no space"),
        spans("<b> "),
        spans("x " * 1_600),
        spans(Span("strong ", Style.STRONG)),
        spans(Span("linked ", url="https://a.example")),
        spans(Span("asks ", line="/help")),
    ],
    ids=str,
)
def test_a_word_that_cannot_stand_beside_its_paragraph_is_still_pressed(before: tuple[Span, ...]) -> None:
    rendered = render(Card("T", (Text((*before, Span("Evidence", line="/stance ada"))),)))
    assert asked(rendered)["=/stance ada"] == "Evidence"
    assert "accessory" not in str(rendered.messages)
    shown(rendered)


@pytest.mark.parametrize("lead", ["", "é" * 70])
def test_more_lines_than_a_menu_holds_are_in_several(lead: str) -> None:
    words = (Span(f"{lead}{place} ", line=f"/source id:q-{place}") for place in range(150))
    rendered = render(Card("T", (Text(tuple(words)),)))
    check_taken(rendered)
    assert list(asked(rendered)) == [f"=/source id:q-{place}" for place in range(150)]


def test_buttons_that_are_too_heavy_for_one_row_are_in_several() -> None:
    buttons = tuple(Button(str(place), f"/search {place}{'x' * 1_900}") for place in range(40))
    rendered = render(Card("T", (Choices(buttons),)))
    check_taken(rendered)
    assert list(asked(rendered)) == [f"={button.line}" for button in buttons]


def test_a_label_that_is_too_long_for_a_button_stands_whole_above_it() -> None:
    label = "What " * 30 + "then?"
    found = shown(render(Card("T", (Choices((Button(label, "/help"),)),))))
    assert label in found.text
    assert found.buttons == (f"{label[:74].rstrip()}…",)


# -- what is too long -------------------------------------------------------------------------------


def test_a_quote_that_fits_into_no_message_goes_on_in_the_next_with_every_word() -> None:
    rendered = render(Card("Ada", (replace(QUOTATION, words=LONG),)), share="/help", asked_by="U1")
    check_taken(rendered)
    assert len(rendered.messages) > 1
    assert quoted_in(rendered) == f"“{LONG}”"
    *before, last = rendered.messages
    for message in before:
        assert message.blocks[-1]["elements"][0]["text"] == "Goes on in the next message."
    place = f"Ada · goes on, {len(rendered.messages)} of {len(rendered.messages)}"
    assert last.blocks[0]["elements"][0]["text"] == place
    assert [message for message in rendered.messages if "Ada Example" in str(message.blocks)] == [last]
    assert all("word" in message.text for message in rendered.messages)


def test_words_are_parted_between_words() -> None:
    rendered = render(Card("T", (Text(spans("abcdefg " * 2_000)),)))
    assert not {word for word in shown(rendered).text.split() if word[0] in "abcdef" and word != "abcdefg"}


def test_a_heading_stays_with_what_stands_under_it() -> None:
    filling = Text(spans("x" * 2_950))
    card = Card("T", (filling, filling, filling, Heading("Here"), Text(spans("y" * 2_900))))
    first, second = render(card).messages
    assert "Here" not in str(first.blocks)
    assert "Here" in str(second.blocks)


def test_a_heading_with_nothing_under_it_is_still_shown() -> None:
    assert "Here" in str(render(Card("T", (Text(spans(LONG)), Heading("Here")))).messages[-1].blocks)


def test_a_file_goes_along_with_the_message_that_names_it() -> None:
    file = File("late.csv", "text/csv", b"")
    first, *_, last = render(Card("T", (Text(spans(LONG)), file))).messages
    assert (first.files, last.files) == ((), (file,))


# -- the text beside the blocks ---------------------------------------------------------------------


def test_the_text_beside_the_blocks_says_the_same_and_calls_no_one() -> None:
    (message,) = render(Card("<!channel> & @here", (Text(spans("@Everyone <@U1> <#C1>")),))).messages
    assert message.text == "&lt;!channel&gt; &amp; @\u2060here\n\n@\u2060Everyone &lt;@U1&gt; &lt;#C1&gt;"


@pytest.mark.parametrize("text", ["&" * 6_000, "<" * 790 + "&" * 6_000, "x" * 6_000])
def test_a_text_that_is_too_long_is_cut_between_letters(text: str) -> None:
    message = render(Card("T", (Text(spans(text)),))).messages[0]
    assert 3_900 < len(message.text) <= 4_000
    assert message.text.endswith(("&amp;…", "x…"))


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
    found = shown(render(card, share=NASTY, asked_by=NASTY, alone=True))
    assert not found.effects
    assert not found.names
    assert NASTY in found.text
