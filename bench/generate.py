"""A made-up debate of any size, as a content folder: the same one whenever it is made."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from random import Random

SPEAKERS = 200
SOURCES = 2_000
QUESTIONS = 4
_VOCABULARY = 4_000
RAREST = _VOCABULARY - 2 * SPEAKERS - 1
"""The place in the vocabulary of the rarest word that is no one's name."""
_FIRST_DAY = dt.date(2015, 1, 1)
_DAYS = 3_650
_SHORTEST, _LONGEST = 90, 200
"""How many characters a quote has before its last word, which may be cut by the end, is taken off."""
_EACH_HOLDS = 2
"""So many positions each speaker has; they rest on their first quotes, which a debate of any size has."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone who speaks in the debate; `family` finds them alone."""

    id: str
    name: str
    family: str


def vocabulary() -> list[str]:
    """Give different words of one to five syllables, the commonest first; they are said as Zipf's law has it."""
    random = Random(1)  # noqa: S311  the same data each time
    words: dict[str, None] = {}
    while len(words) < _VOCABULARY:
        syllables = (random.choice("bcdfghjklmnprstvz") + random.choice("aeiou") for _ in range(random.randint(1, 5)))
        words["".join(syllables)] = None
    return list(words)


def speakers() -> list[Speaker]:
    names = vocabulary()[RAREST + 1 :]
    pairs = zip(names[:SPEAKERS], names[SPEAKERS:], strict=True)
    return [Speaker(f"{one}-{two}", f"{one} {two}".title(), two) for one, two in pairs]


def write(folder: Path, quotes: int) -> Path:
    """Write the content files of a debate of so many quotes; a larger one begins with those of a smaller one."""
    folder.mkdir()
    _write(folder / "dossier.toml", _head(), question=_questions())
    _write(folder / "people.toml", {}, person=_people())
    _write(folder / "sources.toml", {}, source=_sources())
    _write(folder / "quotes.toml", {}, quote=islice(_quotes(), quotes))
    _write(folder / "positions.toml", {}, position=_positions())
    return folder


def _head() -> Row:
    return {
        "id": "made-up",
        "title": "A made-up debate",
        "topic": "made-up things",
        "asks": "What is made up?",
        "compiled": str(_FIRST_DAY + dt.timedelta(days=_DAYS)),
        "language": "en",
        "summary": "Words without a meaning, in the lengths and numbers of a large debate.",
        "method": "Made by a seeded generator.",
    }


def _questions() -> Iterator[Row]:
    for number in range(QUESTIONS):
        short = f"matter {number}"
        yield {
            "id": _question(number),
            "text": f"What of {short}?",
            "proposition": f"There is {short}.",
            "short": short,
        }


def _people() -> Iterator[Row]:
    for speaker in speakers():
        yield {"id": speaker.id, "name": speaker.name, "summary": f"Speaks as {speaker.family}."}


def _sources() -> Iterator[Row]:
    words = vocabulary()
    for number in range(SOURCES):
        word = words[number]
        yield {
            "id": _source(number),
            "url": f"https://{word}.example/{number}/what-was-said",
            "publisher": f"The {word.title()}",
            "kind": "press",
            "title": f"What was said about {words[-number - 1]}",
        }


def _quotes() -> Iterator[Row]:
    """Give quotes without end: each speaker in turn, 80 to 200 characters, a day of ten years, 1 or 2 questions."""
    random = Random(1)  # noqa: S311  the same data each time
    words = vocabulary()
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    everyone = speakers()
    number = 0
    while True:
        speaker = everyone[number % SPEAKERS]
        said = str(_FIRST_DAY + dt.timedelta(days=random.randrange(_DAYS)))
        length = random.randint(_SHORTEST, _LONGEST)
        text = " ".join(random.choices(words, cum_weights=weights, k=length // 2))
        source = random.randrange(SOURCES)
        yield {
            "id": f"q-{speaker.family}-{said}-{number}",
            "speaker": speaker.id,
            "words": text[:length].rpartition(" ")[0],
            "said": said,
            "occasion": f"Interview about {words[source]} and {words[-source - 1]}",
            "source": _source(source),
            "questions": sorted({_question(random.randrange(QUESTIONS)) for _ in range(2)}),
        }
        number += 1


def _positions() -> Iterator[Row]:
    for number, quote in enumerate(islice(_quotes(), _EACH_HOLDS * SPEAKERS)):
        question, holder = divmod(number, SPEAKERS)
        yield {
            "id": f"pos-made-{number}",
            "who": quote["speaker"],
            "question": _question(question),
            "date": quote["said"],
            "score": (-2, -1, 1, 2)[holder % 4],
            "reading": "Holds what they said",
            "quotes": [quote["id"]],
        }


def _question(number: int) -> str:
    return f"matter-{number}"


def _source(number: int) -> str:
    return f"src-made-{number}"


def _write(path: Path, head: Row, **tables: Iterable[Row]) -> None:
    # Plain ASCII text, numbers and lists of them are written alike in JSON and TOML.
    with path.open("w", encoding="ascii") as file:
        file.writelines(_lines(head))
        for noun, rows in tables.items():
            for row in rows:
                file.write(f"\n[[{noun}]]\n")
                file.writelines(_lines(row))


def _lines(row: Row) -> Iterator[str]:
    return (f"{key} = {json.dumps(value)}\n" for key, value in row.items())
