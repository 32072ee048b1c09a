"""Names that read or look like another's are told, in whatever letters; others are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.lookalikes import lookalike, skeleton
from briefings.model import Organisation, Person

ALTMAN = Person(id="sam-altman", name="Sam Altman", summary="s", aliases=("sama",))
OPENAI = Organisation(id="openai", name="OpenAI", summary="s", kind="company")
ZOE = Person(id="zoe-ruzickova", name="Zoë Růžičková", summary="s")
LI = Person(id="li-na", name="李娜", summary="s")
EVERYONE = (ALTMAN, OPENAI, ZOE, LI)


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("Sam Altman", ALTMAN),
        ("sam  altman", ALTMAN),
        ("SAM ALTMAN", ALTMAN),
        ("Sаm Аltmаn", ALTMAN),  # Cyrillic а and А
        ("Sam Αltman", ALTMAN),  # Greek capital alpha
        ("Sam AItman", ALTMAN),  # capital I
        ("Sam A1tman", ALTMAN),
        ("Ｓａｍ Ａｌｔｍａｎ", ALTMAN),
        ("𝐒𝐚𝐦 𝐀𝐥𝐭𝐦𝐚𝐧", ALTMAN),
        ("Sam\u200b Alt\u00adman", ALTMAN),
        ("SamAltman", ALTMAN),
        ("Sama", ALTMAN),
        ("Sam H. Altman", ALTMAN),
        ("Sam H G Altman", ALTMAN),
        ("0penAI", OPENAI),
        ("OpenAl", OPENAI),  # small L
        ("ОрenАI", OPENAI),  # Cyrillic О, р, А
        ("Open-AI", OPENAI),
        ("Zoe Ruzickova", ZOE),
        (unicodedata.normalize("NFD", "Zoë Růžičková"), ZOE),
        ("李娜", LI),
    ],
)
def test_what_reads_or_looks_alike_is_told(name: str, whose: Person | Organisation) -> None:
    assert lookalike(name, EVERYONE) == whose


@pytest.mark.parametrize(
    "name",
    [
        "Sam Altmann",
        "Samuel Altman",
        "Pam Altman",
        "S. Altman",
        "Sam Harris Altman",
        "Sam 2 Altman",
        "Zoë Moreau",
        "李",
        "王娜",
        "Anthropic",
    ],
)
def test_another_name_is_another(name: str) -> None:
    assert lookalike(name, EVERYONE) is None


@pytest.mark.parametrize("name", ["🦉🦉", "!!!", "…"])
def test_a_name_without_letters_is_like_none_but_itself(name: str) -> None:
    owls = Person(id="owls", name="🦉", summary="s")
    assert lookalike(name, EVERYONE) is None
    assert lookalike(name, [owls]) is None
    assert lookalike("🦉", [owls]) == owls


@given(st.text(min_size=1))
def test_every_name_is_like_itself_however_it_is_composed(name: str) -> None:
    assert skeleton(unicodedata.normalize("NFC", name)) == skeleton(unicodedata.normalize("NFD", name))
