"""What curators do in the page: their role, forms that come back, files, and news."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.card import Card, File, Text, spans
from tests.browser.chat import Chat
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.curating import Curating, curating
from tests.browser.test_looks import WIDE, look

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
HIGH = "e => e.getBoundingClientRect().bottom <= innerHeight && e.getBoundingClientRect().top >= 0"


@pytest_asyncio.fixture(loop_scope="session")
async def behind() -> AsyncIterator[Curating]:
    """Give the bot behind the page."""
    async with curating() as behind:
        yield behind


@pytest_asyncio.fixture(loop_scope="session")
async def chat(visit: Visit, behind: Curating) -> Chat:
    """Give the page as a curator sees it on a desktop."""
    chat = await visit(served_at=behind.address)
    await become(chat.page, "curator")
    return chat


def role(page: Page) -> Locator:
    return page.get_by_label("You are")


async def become(page: Page, name: str) -> None:
    await role(page).select_option(name)


async def fill(form: Locator, **fields: str) -> None:
    labels = {"who": "Who said it", "words": "The words, exactly", "said": "When", "occasion": "On what occasion"}
    for name, text in fields.items():
        await form.get_by_label(labels[name]).fill(text)


# -- the role -------------------------------------------------------------------------------------


async def test_everyone_is_the_role_at_first_and_another_is_kept_over_reloads(visit: Visit, behind: Curating) -> None:
    chat = await visit(served_at=behind.address)
    await expect(role(chat.page)).to_have_value("everyone")
    await expect(await chat.ask("/record undo")).to_contain_text("Only curators can do that here")
    await become(chat.page, "curator")
    await expect((await chat.ask("/record undo")).get_by_role("heading")).to_have_text("record undo")
    await chat.page.reload()
    await expect(role(chat.page)).to_have_value("curator")
    await expect((await chat.ask("/record undo")).get_by_role("heading")).to_have_text("record undo")


async def test_a_role_that_is_kept_but_unknown_is_everyones(chat: Chat) -> None:
    await chat.page.evaluate("localStorage.setItem('onrecord-role', 'owner')")
    await chat.page.reload()
    await expect(role(chat.page)).to_have_value("everyone")


async def test_the_role_is_chosen_by_keyboard(chat: Chat) -> None:
    await role(chat.page).focus()
    await chat.page.keyboard.press("a")
    await expect(role(chat.page)).to_have_value("admin")


@pytest.mark.parametrize(("name", "offered"), [("everyone", 0), ("curator", 1), ("admin", 1)])
async def test_suggestions_are_those_of_the_role(chat: Chat, name: str, offered: int) -> None:
    await become(chat.page, name)
    await chat.line.fill("/rec")
    await expect(chat.ways.first).to_be_visible()
    await expect(chat.ways.get_by_text("/record …")).to_have_count(offered)


async def test_a_command_of_several_words_is_typed_word_by_word(chat: Chat) -> None:
    await chat.line.press_sequentially("/rec")
    await expect(chat.ways).to_have_count(1)
    await chat.line.press("Tab")
    await expect(chat.line).to_have_value("/record ")
    await expect(chat.ways).to_have_count(3)
    await chat.line.press("Tab")
    await expect(chat.line).to_have_value("/record add ")
    await expect(chat.ways).to_have_count(2)
    await chat.line.press("Tab")
    await expect(chat.line).to_have_value("/record add quote ")
    await chat.line.press("Escape")
    await chat.line.press("Enter")
    await expect(chat.dialog.get_by_role("heading")).to_have_text("/record add quote")


# -- a form with mistakes -------------------------------------------------------------------------


async def test_a_wrong_field_is_said_at_the_field_and_everything_is_kept(chat: Chat) -> None:
    form = await chat.open_form("/record add quote")
    await fill(form, who="Elon Musk", words="“So” it was.\n\nAnd so on.", said="someday", occasion="A hearing")
    await form.get_by_label("Kind of source").select_option("press")
    await form.get_by_role("button", name="Ask").click()
    when = form.get_by_label("When")
    await expect(when).to_be_focused()
    await expect(when).to_have_attribute("aria-invalid", "true")
    await expect(when).to_have_accessible_description(
        "“someday” is no date here. Write 2023, 2023-05, may 2023 or last month. A year, a month or a day"
    )
    await expect(form.get_by_role("alert")).to_have_text("One field needs another look.")
    await expect(form.locator("[aria-invalid]")).to_have_count(1)
    await expect(form.get_by_label("Who said it")).to_have_value("Elon Musk")
    await expect(form.get_by_label("The words, exactly")).to_have_value("“So” it was.\n\nAnd so on.")
    await expect(form.get_by_label("Kind of source")).to_have_value("press")
    await expect(form.get_by_label("On what occasion")).to_have_value("A hearing")
    await expect(chat.messages).to_have_count(0)
    await when.fill("2024-03")
    await chat.page.keyboard.press("Enter")
    await expect(form).to_be_hidden()
    await expect(chat.latest).to_contain_text("said='2024-03'")
    await expect(chat.line).to_be_focused()


async def test_the_first_of_several_wrong_fields_has_the_focus(chat: Chat) -> None:
    form = await chat.open_form("/record add quote")
    await fill(form, who="xyzzy", words="some nonsense", said="someday", occasion="o" * 201)
    await form.get_by_role("button", name="Ask").click()
    await expect(form.get_by_label("When")).to_be_focused()
    await expect(form.get_by_role("alert")).to_have_text("2 fields need another look.")
    await fill(form, said="2024", occasion="")
    await form.get_by_role("button", name="Ask").click()
    await expect(form.get_by_label("Who said it")).to_be_focused()


async def test_a_form_with_mistakes_is_not_thrown_away_unasked(chat: Chat) -> None:
    form = await chat.open_form("/record add quote")
    await fill(form, who="Elon Musk", words="So it was.", said="someday")
    await form.get_by_role("button", name="Ask").click()
    await expect(form.get_by_role("alert")).to_be_visible()
    await chat.page.keyboard.press("Escape")
    await expect(form.get_by_role("button", name="Keep writing")).to_be_focused()


async def test_an_emptied_field_is_sent_as_emptied(chat: Chat) -> None:
    form = await chat.open_form("/record correct q-1")
    await form.get_by_label("A note").fill("")
    await form.get_by_role("button", name="Save").click()
    await expect(chat.latest).to_contain_text("note=''")
    await expect(chat.messages.first).to_contain_text('note:""')


async def test_names_in_a_list_are_completed_one_by_one(chat: Chat) -> None:
    form = await chat.open_form("/record add quote")
    await form.get_by_label("Who said it").fill("Elon Musk, zuck")
    await expect(form.locator("datalist option")).to_have_attribute("value", "Elon Musk, Mark Zuckerberg")


async def test_a_long_text_grows_with_its_lines_but_not_out_of_sight(chat: Chat) -> None:
    form = await chat.open_form("/record add quote")
    words = form.get_by_label("The words, exactly")
    heights = []
    for lines in (1, 12, 200):
        await words.fill("\n".join(["So it was."] * lines))
        heights.append(await words.evaluate("e => e.offsetHeight"))
    assert heights[0] < heights[1] < heights[2] < DESKTOP[1] / 2


async def test_from_a_refusal_one_comes_back_to_what_was_written(chat: Chat) -> None:
    form = await chat.open_form("/record add quote")
    await fill(form, who="Elon Musk", words="Said elsewhere, elsewhere", said="2024")
    await form.get_by_role("button", name="Ask").click()
    await expect(form).to_be_hidden()
    await expect(chat.latest).to_contain_text("No quote can be added today.")
    await chat.latest.get_by_role("button", name="Back to the form").click()
    await expect(form.get_by_label("Who said it")).to_be_focused()
    await expect(form.get_by_label("The words, exactly")).to_have_value("Said elsewhere, elsewhere")
    await fill(form, words="So it was.")
    await form.get_by_role("button", name="Ask").click()
    await expect(chat.latest).to_contain_text("words='So it was.'")
    await expect(chat.page.get_by_role("button", name="Back to the form")).to_have_count(1)
    await chat.page.reload()
    await expect(chat.messages).to_have_count(4)
    await expect(chat.page.get_by_role("button", name="Back to the form")).to_have_count(0)


# -- while it is sent -----------------------------------------------------------------------------


async def test_a_form_is_sent_once_and_stays_open_until_it_is_answered(chat: Chat, behind: Curating) -> None:
    form = await chat.open_form("/slow")
    await form.get_by_label("What it is about").fill("It")
    await form.get_by_role("button", name="Ask").click()
    sending = form.get_by_role("button", name="Sending…")
    await expect(sending).to_have_attribute("aria-disabled", "true")
    await expect(form.locator("form")).to_have_attribute("aria-busy", "true")
    await expect(form.get_by_role("status")).to_have_text("Still working on it; a large file takes a while.")
    await sending.click(force=True)
    await form.get_by_label("What it is about").press("Control+Enter")
    await form.get_by_role("button", name="Cancel").click()
    await chat.page.keyboard.press("Escape")
    await expect(form).to_be_visible()
    await expect(form.get_by_text("Discard")).to_have_count(0)
    behind.may_answer.set()
    await expect(form).to_be_hidden()
    await expect(chat.messages).to_have_count(2)
    assert behind.began == 1


async def test_a_line_that_takes_long_is_said_to_be_worked_on(chat: Chat, behind: Curating) -> None:
    await chat.line.fill("/slow It")
    await chat.line.press("Enter")
    await expect(chat.page.locator(".message.waiting")).to_contain_text("Still working on it")
    behind.may_answer.set()
    await expect(chat.messages).to_have_count(2)
    await expect(chat.page.locator(".message.waiting")).to_have_count(0)


async def test_a_fault_of_ours_leaves_the_form_as_it_was_written(chat: Chat, behind: Curating) -> None:
    behind.broken = True
    behind.may_answer.set()
    form = await chat.open_form("/slow")
    await form.get_by_label("What it is about").fill("It")
    await form.get_by_role("button", name="Ask").click()
    await expect(form.get_by_role("alert")).to_contain_text("Try again in a minute.")
    await expect(form.get_by_label("What it is about")).to_have_value("It")
    behind.broken = False
    await form.get_by_role("button", name="Ask").click()
    await expect(form).to_be_hidden()
    await expect(chat.latest.get_by_role("heading")).to_have_text("Done")


# -- files ----------------------------------------------------------------------------------------


async def test_a_file_is_sent_with_its_name_and_bytes(chat: Chat) -> None:
    form = await chat.open_form("/import")
    await form.get_by_label("The file").set_input_files(
        {"name": "rows.csv", "mimeType": "text/csv", "buffer": b"a,b\n\x00\xff"}
    )
    await form.get_by_role("button", name="Ask").click()
    await expect(chat.latest).to_contain_text(f"file=rows.csv:{b'a,b' + bytes([10, 0, 255])!r}")


async def test_a_file_that_is_too_large_is_refused_in_the_page(chat: Chat, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(bytes(5 * 1024 * 1024 + 1))
    form = await chat.open_form("/import")
    await form.get_by_label("The file").set_input_files(large)
    await form.get_by_role("button", name="Ask").click()
    await expect(form.get_by_role("alert")).to_contain_text("at most 5 MB can be read")
    await expect(form.get_by_label("The file")).to_be_focused()
    large.write_bytes(bytes(1_000))
    await form.get_by_label("The file").set_input_files(large)  # The same name again is no choice to a browser.
    await expect(form.get_by_text("Discard")).to_have_count(0)
    await form.get_by_role("button", name="Ask").click()
    await expect(form).to_be_hidden()


async def test_a_file_stays_chosen_when_the_form_comes_back(chat: Chat) -> None:
    form = await chat.open_form("/import")
    await form.get_by_label("The file").set_input_files({"name": "r.csv", "mimeType": "text/csv", "buffer": b"a"})
    await form.get_by_label("Rows").fill("x" * 4_001)
    await form.get_by_role("button", name="Ask").click()
    await expect(form.get_by_label("Rows")).to_be_focused()
    assert await form.get_by_label("The file").evaluate("e => e.files[0].name") == "r.csv"


@pytest.mark.parametrize("size", [0, 10, 3_000_000])
async def test_a_file_on_a_card_arrives_with_its_name_and_bytes(
    chat: Chat, behind: Curating, size: int, tmp_path: Path
) -> None:
    data = bytes(number % 256 for number in range(size))
    behind.given.append(File("record 2026 “all”.csv", "text/csv", data))
    card = await chat.ask("/export")
    async with chat.page.expect_download() as waiting:
        await card.get_by_role("link", name="record 2026").click()
    download = await waiting.value
    await download.save_as(tmp_path / "arrived")
    assert (tmp_path / "arrived").read_bytes() == data
    assert download.suggested_filename == "record 2026 “all”.csv"


# -- news -----------------------------------------------------------------------------------------


async def test_news_that_waits_is_told_at_once_and_after_an_answer(visit: Visit, behind: Curating) -> None:
    behind.news.append(Card("Your suggestion was taken", (Text(spans("It is on record as q-9.")),)))
    chat = await visit(served_at=behind.address)
    await expect(chat.latest).to_contain_text("Your suggestion was taken")
    await expect(chat.latest).to_contain_text("Only you can see this")
    behind.news.append(Card("Another was not"))
    await chat.ask("/debates", more=1)
    await expect(chat.latest).to_contain_text("Another was not")
    await chat.page.reload()
    await expect(chat.messages).to_have_count(4)


async def test_news_is_looked_for_every_five_seconds(visit: Visit, behind: Curating) -> None:
    chat = await visit(served_at=behind.address)
    await chat.page.clock.install()
    await chat.page.reload()
    async with chat.page.expect_response("**/playground/notices"):
        await chat.page.clock.run_for(5_000)
    behind.news.append(Card("News"))
    async with chat.page.expect_response("**/playground/notices"):
        await chat.page.clock.run_for(5_000)
    await expect(chat.latest).to_contain_text("News")


async def test_news_does_not_move_what_someone_reads(visit: Visit, behind: Curating) -> None:
    chat = await visit(served_at=behind.address)
    await chat.page.clock.install()
    await chat.page.reload()
    await chat.ask("/people")
    await chat.page.locator("#log").evaluate("e => { e.scrollTop = 40 }")
    behind.news.append(Card("News"))
    await chat.page.clock.run_for(5_000)
    await expect(chat.latest).to_contain_text("News")
    assert await chat.page.locator("#log").evaluate("e => e.scrollTop") == 40


# -- looks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_curating_fits_and_can_be_read(
    visit: Visit, behind: Curating, size: tuple[int, int], scheme: str
) -> None:
    chat = await visit(size, scheme, served_at=behind.address)
    name = f"curating-{'phone' if size == PHONE else 'desktop'}-{scheme}"
    await look(chat.page, f"{name}-everyone")
    await become(chat.page, "curator")
    form = await chat.open_form("/record add quote")
    await look(chat.page, f"{name}-form")
    await fill(form, who="Elon Musk", words="So it was.\n" * 8, said="someday", occasion="o" * 201)
    await form.get_by_role("button", name="Ask").click()
    await expect(form.get_by_role("alert")).to_be_visible()
    await look(chat.page, f"{name}-errors")
    await chat.page.keyboard.press("Escape")
    await expect(form.get_by_role("button", name="Keep writing")).to_be_focused()
    assert await form.get_by_role("button", name="Discard").evaluate(HIGH)
    await look(chat.page, f"{name}-discard")
    await form.get_by_role("button", name="Discard").click()
    await chat.open_form("/import")
    await look(chat.page, f"{name}-file")
    await chat.page.keyboard.press("Escape")
    await become(chat.page, "admin")
    behind.news.append(Card("Your suggestion was taken", (Text(spans("It is on record as q-9.")),)))
    await chat.ask("/record ad quote", more=1)
    await look(chat.page, f"{name}-notice")
    await chat.page.get_by_role("button", name="Clear").click()
    await chat.ask("/help")
    await look(chat.page, f"{name}-help")


@pytest.mark.parametrize("width", [320, 360])
async def test_the_head_of_the_page_fits_a_narrow_phone(visit: Visit, behind: Curating, width: int) -> None:
    chat = await visit((width, 700), served_at=behind.address)
    await become(chat.page, "everyone")
    assert await chat.page.evaluate(WIDE) == []
    await expect(chat.page.get_by_role("heading", name="On Record")).to_be_in_viewport(ratio=1)
