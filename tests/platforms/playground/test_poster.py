"""What is posted by itself reaches every page once, by the number that the page has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.card import Card, Text, spans
from bot.platforms.playground.poster import Poster
from bot.platforms.playground.posts import KEPT, Posts
from bot.posting import ChannelClosed, Place
from tests.contracts.nasty import NASTY
from tests.platforms.playground.conftest import Browser, Open
from tests.platforms.playground.page import Page

HERE = Place("playground:local", "playground")
MINUTE = dt.timedelta(minutes=1)
ONE, TWO = Card(f"One {NASTY}"), Card("Two", (Text(spans("And more")),))


@dataclass(slots=True)
class Desk:
    """A poster with a clock of its own, and what it posts to."""

    at: dt.datetime = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    posts: Posts = field(init=False)
    poster: Poster = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin anew, as a process does."""
        self.posts = Posts(lambda: self.at)
        self.poster = Poster(self.posts)

    async def post(self, card: Card, key: str, *, again: bool = False) -> tuple[str, ...]:
        return (await self.poster.post(HERE, card, key, again=again)).messages


async def news(browser: Browser, after: object = 0) -> dict[str, Any]:
    headers = await browser.headers()
    async with browser.client.post("/playground/notices", json={"after": after}, headers=headers) as response:
        assert response.status == 200, await response.text()
        told: dict[str, Any] = await response.json()
        return told


async def test_its_channel_is_named_and_no_other_is_there() -> None:
    poster = Desk().poster
    assert await poster.check(HERE) == "playground"
    for place in (Place("playground:local", "general"), Place("playground:other", "playground")):
        with pytest.raises(ChannelClosed, match="it is called playground"):
            await poster.check(place)
        with pytest.raises(ChannelClosed):
            await poster.post(place, ONE, "a", again=False)


@pytest.mark.parametrize("again", [False, True])
async def test_a_key_posts_once(*, again: bool) -> None:
    desk = Desk()
    first = await desk.post(ONE, "a")
    assert await desk.post(TWO, "a", again=again) == first
    assert await desk.post(TWO, "b") != first
    found, _ = desk.posts.since(0)
    assert len(found) == 2


async def test_each_page_sees_a_post_once_with_its_time(opened: Open) -> None:
    desk = Desk()
    async with opened(posts=desk.posts) as browser:
        before = (await news(browser))["after"]
        await desk.post(ONE, "a")
        first = await news(browser, before)
        (post,) = first["posts"]
        assert NASTY in Page(post["html"]).text
        assert not Page(post["html"]).effects
        assert post["at"] == "2026-11-24T09:00:00+00:00"
        assert (await news(browser, first["after"]))["posts"] == []
        assert (await news(browser, before))["posts"] == [post]
        desk.at += 3 * 60 * MINUTE
        await desk.post(TWO, "b")
        assert [Page(post["html"]).text.split()[0] for post in (await news(browser, first["after"]))["posts"]] == [
            "Two"
        ]


async def test_a_page_that_is_opened_sees_the_last_hour(opened: Open) -> None:
    desk = Desk()
    async with opened(posts=desk.posts) as browser:
        await desk.post(ONE, "a")
        desk.at += 50 * MINUTE
        await desk.post(TWO, "b")
        assert len((await news(browser))["posts"]) == 2
        desk.at += 20 * MINUTE
        assert len((await news(browser))["posts"]) == 1


async def test_posts_of_one_moment_follow_each_other() -> None:
    desk = Desk()
    _, before = desk.posts.since(0)
    for number in range(KEPT + 5):
        await desk.post(ONE, str(number))
    found, last = desk.posts.since(before)
    numbers = [post.number for post in found]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == KEPT
    assert last == numbers[-1]


async def test_a_page_goes_on_with_a_bot_that_was_started_anew() -> None:
    desk = Desk()
    first = await desk.post(ONE, "a")
    _, known = desk.posts.since(0)
    desk.at += MINUTE
    desk.restart()
    assert await desk.post(ONE, "a", again=True) == first  # By this the page knows that it has it.
    assert [post.id for post in desk.posts.since(known)[0]] == list(first)


@pytest.mark.parametrize("after", ["", None, [], 1.5])
async def test_what_is_no_number_is_refused(browser: Browser, after: object) -> None:
    headers = await browser.headers()
    async with browser.client.post("/playground/notices", json={"after": after}, headers=headers) as response:
        assert response.status == 400
        assert "Send the number" in await response.text()
