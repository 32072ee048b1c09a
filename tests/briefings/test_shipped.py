"""The dossiers that come with the program, against what was researched for them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from briefings import rules
from briefings.export import to_toml
from briefings.load import SHIPPED, load
from briefings.model import Dossier
from briefings.words import fold

RESEARCH = Path(__file__).parents[3] / "shared" / "research"
researched = pytest.mark.skipif(not RESEARCH.is_dir(), reason="the research notes are not part of the repository")


@pytest.fixture(scope="module")
def research() -> dict[str, Any]:
    """Read the research notes, by the name of their file."""
    yaml = pytest.importorskip("yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {path.stem: yaml.load(path.read_text("utf-8"), loader) for path in RESEARCH.glob("*.yaml")}


def _within(part: str, whole: str) -> bool:
    return f" {fold(part)} " in f" {fold(whole)} "


def test_what_is_shipped_loads_without_faults_or_warnings() -> None:
    assert rules.warnings(load([SHIPPED])) == []


def test_the_first_dossier_is_full(shipped: Dossier) -> None:
    assert shipped.about.id == "open-source-ai"
    assert len(shipped.people) >= 30
    assert len(shipped.organisations) >= 30
    assert len(shipped.questions) == 5
    assert len(shipped.quotes) >= 100
    assert len(shipped.events) >= 80
    assert len(shipped.positions) >= 70


def test_every_quote_says_where_it_was_said_and_shows_what_was_read(shipped: Dossier) -> None:
    sources = {source.id for source in shipped.sources}
    lacking = [
        quote.id
        for quote in shipped.quotes
        if not quote.occasion
        or not quote.evidence
        or quote.source not in sources
        or not _within(quote.words, quote.evidence)
    ]
    assert lacking == []


def test_every_source_is_used(shipped: Dossier) -> None:
    used = {quote.source for quote in shipped.quotes} | {event.source for event in shipped.events}
    assert {source.id for source in shipped.sources} == used


def test_there_is_a_briefing_about_the_dossier_and_one_about_each_question(shipped: Dossier) -> None:
    subjects = [shipped.about.id, *(question.id for question in shipped.questions)]
    assert sorted(briefing.about for briefing in shipped.briefings) == sorted(subjects)


def test_a_briefing_quotes_only_words_of_its_evidence(shipped: Dossier) -> None:
    words = {quote.id: quote.words for quote in shipped.quotes}
    unfounded = [
        (briefing.id, quoted)
        for briefing in shipped.briefings
        for point in (briefing.summary, *briefing.points)
        for quoted in re.findall(r"“([^”]+)”", point.text)
        if not any(_within(quoted, words.get(record, "")) for record in point.evidence)
    ]
    assert unfounded == []


@pytest.mark.parametrize("folder", sorted(SHIPPED.iterdir()), ids=lambda folder: folder.name)
def test_the_files_are_in_canonical_form(folder: Path) -> None:
    (dossier,) = load([folder])
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == to_toml(dossier)


@researched
def test_no_quote_of_low_confidence_is_shipped(shipped: Dossier, research: dict[str, Any]) -> None:
    low = {quote["id"] for quote in research["open-source-ai"]["quotes"] if quote["confidence"] == "low"}
    assert low
    assert low.isdisjoint(quote.id for quote in shipped.quotes)


@researched
def test_no_wording_that_a_second_reading_found_to_differ_is_kept(shipped: Dossier, research: dict[str, Any]) -> None:
    differing = {verdict["id"] for verdict in research["verdicts"] if verdict["verdict"] == "DIFFERS"}
    drafts = {quote["id"]: quote["text"] for quote in research["open-source-ai"]["quotes"] if quote["id"] in differing}
    assert set(drafts) == differing != set()
    kept = [(quote.id, draft) for quote in shipped.quotes for draft in drafts.values() if _within(draft, quote.words)]
    assert kept == []


@researched
def test_no_words_from_memory_are_shipped(shipped: Dossier, research: dict[str, Any]) -> None:
    remembered = [quote["words_from_memory"] for quote in research["unverified"]["quotes"]]
    assert len(remembered) >= 20
    shown = [
        (quote.id, words)
        for quote in shipped.quotes
        for words in remembered
        if words.replace("’", "'") in quote.words.replace("’", "'")
    ]
    assert shown == []


@researched
def test_no_disputed_words_are_shipped_as_a_quote(shipped: Dossier, research: dict[str, Any]) -> None:
    disputed = {fold(entry["words"]) for entry in research["open-source-ai"]["disputed_attributions"]}
    assert len(disputed) >= 10
    shown = [quote.id for quote in shipped.quotes if disputed & {fold(quote.words), fold(quote.excerpt or "")}]
    assert shown == []
    assert disputed == {fold(entry.words) for entry in shipped.disputed}
