"""How long a search takes against SQLite's own full-text search on the same words and the same query."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from random import Random
from statistics import median

from bench.generate import RAREST, vocabulary
from bench.table import MILLISECONDS, Goal, Row
from bench.timing import in_turn, settled
from briefings.library import Library
from briefings.model import Dossier
from briefings.search import Index, Query

_EACH = 4
"""So many queries of each sort are asked."""
_ROUNDS = 9
_PAGE = 5
_RAW = f"SELECT rowid FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT {_PAGE}"  # noqa: S608  a number


def rows(library: Library) -> list[Row]:
    """Measure the library's index against a bare FTS5 table of the same quotes, both asked in turn.

    The amount is the median over all calls of all queries; the second row is the query with the worst ratio.
    """
    made_up = library.dossiers[-1].dossier()
    asked = [query for text in _texts(made_up) if (query := Query.read(text))]
    with closing(_raw(library, made_up)) as raw, settled():
        sides = [(partial(_ours, library.index, query), partial(_theirs, raw, query)) for query in asked]
        taken = [in_turn(_ROUNDS, *both) for both in sides]
    ours, theirs = (median(time for both in taken for time in both[side]) for side in (0, 1))
    worst = max(taken, key=lambda both: median(both[0]) / median(both[1]))
    against = "raw FTS5"
    hardest = asked[taken.index(worst)].every
    return [
        Row("search of 100,000 quotes, p50 of a mix", ours, MILLISECONDS, against, theirs, Goal("ratio", 2)),
        Row(f"the same, its worst query {hardest}", median(worst[0]), MILLISECONDS, against, median(worst[1])),
    ]


def _texts(dossier: Dossier) -> Iterator[str]:
    """Give common and rare words, two words, phrases, and beginnings of words."""
    random = Random(1)  # noqa: S311  the same each time
    words = vocabulary()
    yield from words[:40:10]
    yield from words[RAREST - _EACH : RAREST]
    for quote in random.sample(dossier.quotes, _EACH):
        said = quote.words.split()
        place = random.randrange(len(said) - 2)
        yield " ".join(random.sample(said, 2))
        yield f'"{said[place]} {said[place + 1]}"'
    for word in random.sample(words, _EACH):
        yield f"{word[:4]}*"


def _ours(index: Index, query: Query) -> None:
    index.find(query, limit=_PAGE)


def _theirs(connection: sqlite3.Connection, query: Query) -> None:
    connection.execute(_RAW, (query.every,)).fetchall()


def _raw(library: Library, dossier: Dossier) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(
        'CREATE VIRTUAL TABLE documents USING fts5(words, about, tokenize = "unicode61 remove_diacritics 2")'
    )
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO documents VALUES (?, ?)", _documents(library, dossier))
    connection.execute("COMMIT")
    return connection


def _documents(library: Library, dossier: Dossier) -> Iterator[Sequence[str]]:
    """Give what the library's index holds of each quote: its words, and those about it."""
    for quote in dossier.quotes:
        speaker = library.holder(quote.speaker).name
        yield quote.words, " ".join((speaker, quote.occasion or "", *quote.questions, *quote.tags))
