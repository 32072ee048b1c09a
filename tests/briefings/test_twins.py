"""Versions of one quote are found among thousands without comparing each with each."""

from __future__ import annotations

from random import Random

import pytest

from briefings.dates import PartialDate
from briefings.model import Quote
from briefings.twins import Twins

VOCABULARY = [f"word{number}" for number in range(2_000)]
WEIGHTS = [1 / (number + 1) for number in range(2_000)]


def _quote(number: object, words: str) -> Quote:
    return Quote(id=f"q-{number}", speaker="ana", words=words, said=PartialDate(2022), source="src-a")


@pytest.fixture(scope="module")
def sayings() -> list[list[str]]:
    random = Random(3)  # noqa: S311  nothing is secret here
    return [random.choices(VOCABULARY, WEIGHTS, k=random.randint(8, 40)) for _ in range(2_000)]


@pytest.fixture(scope="module")
def twins(sayings: list[list[str]]) -> Twins:
    return Twins(_quote(number, " ".join(words)) for number, words in enumerate(sayings))


@pytest.mark.parametrize("number", range(0, 2_000, 50))
def test_each_version_of_a_quote_is_found(sayings: list[list[str]], twins: Twins, number: int) -> None:
    words = sayings[number]
    half = len(words) // 2
    versions = {
        "the same": " ".join(words),
        "typography": f"“{' '.join(words).capitalize()}!”",
        "clipped": " ".join(words[: max(half, 6)]),
        "with more": " ".join((*words, *sayings[number - 1])),
        "a typo": " ".join((*words[:half], f"{words[half]}x", *words[half + 1 :])),
    }
    for version, text in versions.items():
        found = twins.of(_quote("new", text))
        assert found, version
        assert found.id == f"q-{number}" or (version == "with more" and found.id == f"q-{(number - 1) % 2_000}")


def test_other_words_are_no_version(twins: Twins, sayings: list[list[str]]) -> None:
    assert twins.of(_quote("new", "Nobody ever said anything of this kind about lamps.")) is None
    assert twins.of(_quote(7, " ".join(sayings[7]))) is None


def test_few_words_are_compared_with_all() -> None:
    twins = Twins([_quote(1, "Not I."), _quote(2, "Never, not in this town."), _quote(3, "夜は暗い")])
    for text, like in {"Not  I!": "q-1", "not in": "q-2", "夜は暗い。": "q-3"}.items():
        found = twins.of(_quote("new", text))
        assert found
        assert found.id == like
    assert twins.of(_quote("new", "Indeed.")) is None
