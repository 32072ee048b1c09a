"""What is disputed, nearly on record, like another’s name, or retracted is not added just so."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest

from briefings.editing import (
    Asked,
    add,
    correct,
    near_duplicates,
    retract,
)
from briefings.faults import ContentError
from briefings.model import Quote
from briefings.refusals import Gone, Lookalike, NearDuplicate
from tests.briefings.records import (
    ANYWAY,
    ASKED,
    CIRCLE,
    HOME,
    NEW,
    OWLS,
    OWLS_WORDS,
    TODAY,
    Tenant,
    said,
    told,
)

# -- what is refused for what it says --------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "As long as I am mayor this square will never, ever be dark",
        "as long as I am mayor… this square will NEVER ever be dark!",
        "Mark my words: as long as I am mayor, this square will never ever be dark. Never.",
    ],
)
def test_disputed_words_are_refused_with_the_reason(tenant: Tenant, words: str) -> None:
    for asked in (ASKED, ANYWAY):
        with pytest.raises(ContentError) as refused:
            add(tenant.edition, "quote", HOME, {**said(words), "speaker": "ana-moreau"}, asked)
        assert "The minutes of the hearing do not have this sentence." in told(refused)["words"]


@pytest.mark.parametrize(
    "words",
    [
        "“The owls left the bell tower — in the winter — when you doubled the lamps!”",
        "THE OWLS LEFT THE BELL TOWER IN THE WINTER WHEN YOU DOUBLED THE LAMPS",
        "The owls left the bell tower … when you doubled the lamps.",
        "The owls left […] in the winter when you doubled the lamps.",
        "The owls left the bell tower in the winter",
        "I tell you: the owls left the bell tower in the winter when you doubled the lamps. Every one.",
        "The owls left the bell-tower in the winter when you had doubled the lamps.",
        "The owls left the bell tower in winter when you doubled the lamp.",
    ],
)
def test_nearly_the_same_words_are_shown_and_asked_about(tenant: Tenant, words: str) -> None:
    fields = {**said(words), "said": "2021-06-12"}
    with pytest.raises(NearDuplicate) as refused:
        add(tenant.edition, "quote", HOME, fields, ASKED)
    assert (refused.value.quote.id, refused.value.same) == (OWLS, False)
    assert add(tenant.edition, "quote", HOME, fields, ANYWAY)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_the_very_same_quote_is_refused_whoever_asks_again(tenant: Tenant, form: str) -> None:
    tenant.make(add(tenant.edition, "quote", HOME, said("Škoda sov, naïve Bürger, ça suffit."), ASKED))
    words = unicodedata.normalize(form, "škoda sov, “naïve” Bürger — ça suffit!")  # type: ignore[arg-type]  # one of them
    with pytest.raises(NearDuplicate) as refused:
        add(tenant.edition, "quote", HOME, said(words), ANYWAY)
    assert refused.value.same


@pytest.mark.parametrize(
    ("words", "nearly"),
    [
        ("我们需要更多的光明", "我们需要更多的光"),
        ("私たちはもっと光が必要です", "「私たちは、もっと光が必要です！」"),
        ("Don’t.", "Dont"),
    ],
)
def test_words_without_spaces_and_single_ones_are_compared_too(tenant: Tenant, words: str, nearly: str) -> None:
    tenant.make(add(tenant.edition, "quote", HOME, said(words), ASKED))
    with pytest.raises(NearDuplicate):
        add(tenant.edition, "quote", HOME, {**said(nearly), "said": "2022"}, ASKED)


def test_the_same_words_of_another_or_other_words_are_no_duplicate(tenant: Tenant) -> None:
    quote = tenant.library.the(Quote, OWLS)
    assert near_duplicates(tenant.library, "ana-moreau", quote.words) == []
    assert add(tenant.edition, "quote", HOME, said("The owls came back to the bell tower with the snow."), ASKED)
    assert add(tenant.edition, "quote", HOME, {**said(OWLS_WORDS), "speaker": "tomas-ruzicka"}, ASKED)


def test_a_quote_is_no_duplicate_of_itself(tenant: Tenant) -> None:
    assert correct(tenant.edition, OWLS, {"words": OWLS_WORDS.replace("doubled", "trebled")}, ASKED)


def test_words_corrected_to_those_of_another_quote_are_asked_about(tenant: Tenant) -> None:
    with pytest.raises(NearDuplicate):
        correct(tenant.edition, "q-lind-2022-06-01-sleep", {"words": OWLS_WORDS}, ASKED)


@pytest.mark.parametrize("name", ["Ana Mоreau", "Аnа Мoreau", "Tomas Ruzicka", "Zoe MOREAU", "Ｄａｒｋ Ｓｋｙ Circle"])
@pytest.mark.parametrize("noun", ["person", "organisation"])
def test_a_name_like_anothers_is_flagged(tenant: Tenant, noun: str, name: str) -> None:
    fields = {"name": name, "summary": "s", **({"kind": "other"} if noun == "organisation" else {})}
    with pytest.raises(Lookalike) as refused:
        add(tenant.edition, noun, HOME, fields, ASKED)
    assert refused.value.name == name
    assert add(tenant.edition, noun, HOME, fields, ANYWAY)


def test_a_name_corrected_to_look_like_anothers_is_flagged(tenant: Tenant) -> None:
    with pytest.raises(Lookalike):
        correct(tenant.edition, "zoe-moreau", {"name": "Ana Mоreau"}, ASKED)
    assert correct(tenant.edition, "zoe-moreau", {"name": "Zoe Moreau"}, ASKED)


@pytest.mark.parametrize("field", ["aliases", "family"])
@pytest.mark.parametrize("name", ["Ana Moreau", "ana mоreau", "Tomas Ruzicka", "Ｄａｒｋ Ｓｋｙ Circle"])
def test_no_one_is_also_called_by_the_name_of_another(tenant: Tenant, field: str, name: str) -> None:
    value: object = ["The skipper", name] if field == "aliases" else name
    fields = {**NEW["person"][1], field: value}
    with pytest.raises(Lookalike) as refused:
        add(tenant.edition, "person", HOME, fields, ASKED)
    assert (refused.value.name, refused.value.field) == (name, field)
    assert add(tenant.edition, "person", HOME, fields, ANYWAY)
    with pytest.raises(Lookalike):
        correct(tenant.edition, "zoe-moreau", {field: value}, ASKED)
    tenant.make(correct(tenant.edition, "zoe-moreau", {field: value}, ANYWAY))
    # What was meant once is not asked about again.
    assert correct(tenant.edition, "zoe-moreau", {"aliases": [name, "Zoe the lamp"]}, ASKED)


def test_an_organisation_is_not_called_like_another_either(tenant: Tenant) -> None:
    with pytest.raises(Lookalike):
        add(tenant.edition, "organisation", HOME, {**NEW["organisation"][1], "aliases": ["dark sky circle"]}, ASKED)


# -- what was retracted ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("retracted", "noun", "fields"),
    [
        (OWLS, "quote", {**said(OWLS_WORDS.upper()), "said": "2023", "source": "src-leaflet"}),
        ("src-gazette", "source", {"url": "https://gazette.example.org/lamps", "publisher": "G", "kind": "press"}),
        ("tomas-ruzicka", "person", {"name": "Tomas Ruzicka", "summary": "Baker"}),
        (CIRCLE, "organisation", {"name": "Dark sky circle", "summary": "s", "kind": "other"}),
        (
            "ev-2022-05-petition",
            "event",
            {**NEW["event"][1], "date": "2022-05", "title": "A petition asks for warm light!"},
        ),
    ],
)
def test_what_was_retracted_is_not_added_again_under_another_id(
    tenant: Tenant, retracted: str, noun: str, fields: Mapping[str, Any]
) -> None:
    made = tenant.make(retract(tenant.edition, retracted, Asked(TODAY, "invented")))
    for asked in (ASKED, ANYWAY):
        with pytest.raises(Gone) as refused:
            add(tenant.edition, noun, HOME, fields, asked)
        assert refused.value.revision == made
    with pytest.raises(Gone):
        add(tenant.edition, noun, HOME, {**fields, "id": retracted}, ANYWAY)


def test_words_that_were_retracted_are_no_correction_either(tenant: Tenant) -> None:
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    with pytest.raises(Gone):
        correct(tenant.edition, "q-lind-2022-06-01-sleep", {"words": OWLS_WORDS}, ANYWAY)


def test_the_right_words_or_speaker_may_follow_a_retraction(tenant: Tenant) -> None:
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    assert add(tenant.edition, "quote", HOME, {**said(OWLS_WORDS), "speaker": "zoe-moreau"}, ASKED)
    assert add(tenant.edition, "quote", HOME, said(OWLS_WORDS.replace("owls", "bats")), ANYWAY)


@pytest.mark.parametrize(
    "words",
    [
        OWLS_WORDS.replace("doubled", "trebled"),
        OWLS_WORDS.replace("lamps", "lamp"),
        "The owls left the bell tower … when you doubled the lamps.",
        f"I tell you: {OWLS_WORDS} Every one.",
    ],
)
def test_words_nearly_like_retracted_ones_are_refused_unless_they_are_meant(tenant: Tenant, words: str) -> None:
    made = tenant.make(retract(tenant.edition, OWLS, ASKED))
    with pytest.raises(Gone) as refused:
        add(tenant.edition, "quote", HOME, said(words), ASKED)
    assert (refused.value.revision, refused.value.near) == (made, True)
    with pytest.raises(Gone):
        correct(tenant.edition, "q-lind-2022-06-01-sleep", {"words": words}, ASKED)
    assert add(tenant.edition, "quote", HOME, said(words), ANYWAY)


def test_the_same_words_in_other_typography_are_never_added_again(tenant: Tenant) -> None:
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    tenant.make(add(tenant.edition, "quote", HOME, said(OWLS_WORDS.replace("owls", "bats")), ANYWAY))
    for asked in (ASKED, ANYWAY):
        with pytest.raises(Gone) as refused:
            add(tenant.edition, "quote", HOME, said(f"“{OWLS_WORDS.upper()}!”"), asked)
        assert not refused.value.near
