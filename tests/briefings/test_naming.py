"""Ids are made of what a record says, in any script, and are never taken."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.load import NOUNS
from briefings.naming import new_id, slug

PREFIXES = {"quote": "q-", "event": "ev-", "position": "pos-", "source": "src-", "briefing": "br-", "disputed": "dis-"}


def _free(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("noun", "fields", "made"),
    [
        ("quote", {"words": "The owls left us.", "said": "2021-06-10"}, "q-van-der-lind-2021-06-10-the-owls"),
        ("quote", {"words": "我们需要开放", "said": "2021"}, "q-van-der-lind-2021"),
        ("quote", {"words": "“Don’t!” she said", "said": "2021-06"}, "q-van-der-lind-2021-06-dont-she"),
        ("event", {"title": "A lamp falls on the square", "date": "2022"}, "ev-2022-a-lamp-falls-on"),
        ("position", {"question": "all-night", "date": "2022-03"}, "pos-van-der-lind-all-night-2022-03"),
        ("source", {"url": "https://www.gazette.example/x", "title": "Lamps"}, "src-gazette-example-lamps"),
        ("source", {"publisher": "Uwe Hansen", "title": "Heard"}, "src-uwe-hansen-heard"),
        ("source", {"url": "https://[bad", "publisher": "The Sun"}, "src-the-sun"),
        ("source", {"url": "https://пример.example/x"}, "src-example"),
        ("source", {}, "src-source"),
        ("briefing", {"about": "colour", "written": "2024-01-02"}, "br-colour-2024-01-02"),
        ("question", {"short": "paths", "text": "Which paths?"}, "paths"),
        ("question", {"text": "Which paths are lit?"}, "which-paths"),
        ("dossier", {"title": "The harbour"}, "the-harbour"),
        ("person", {"name": "Zoë Růžičková"}, "zoe-ruzickova"),
        ("person", {"name": "Zoe\u0308 Ru\u030az\u030cic\u030ckova\u0301"}, "zoe-ruzickova"),
        ("person", {"name": "Андрей Сахаров"}, "person"),
        ("organisation", {"name": "ＯｐｅｎＡＩ"}, "openai"),
        ("disputed", {"words": "Let there never be light"}, "dis-van-der-lind-let-there-never-be"),
    ],
)
def test_an_id_is_made_of_what_the_record_says(noun: str, fields: Mapping[str, str], made: str) -> None:
    assert new_id(noun, fields, "van der Lind", _free) == made


def test_a_taken_id_is_numbered() -> None:
    taken = {"zoe-moreau", "zoe-moreau-2"}
    assert new_id("person", {"name": "Zoë Moreau"}, "", taken.__contains__) == "zoe-moreau-3"
    assert new_id("person", {"name": "Пётр"}, "", {"person"}.__contains__) == "person-2"


@given(
    noun=st.sampled_from(sorted(NOUNS)),
    fields=st.dictionaries(
        st.sampled_from(["name", "words", "said", "date", "title", "url", "publisher", "question", "about", "short"]),
        st.text(),
    ),
    family=st.text(),
)
def test_whatever_is_written_an_id_fits(noun: str, fields: Mapping[str, str], family: str) -> None:
    made = new_id(noun, fields, family, _free)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 72
    assert made.startswith(PREFIXES.get(noun, "").rstrip("-"))


@given(st.text())
def test_a_slug_of_a_slug_is_the_same(text: str) -> None:
    assert slug(slug(text)) == slug(text)
