"""Full-text search over a snapshot: SQLite's FTS5, in memory."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from briefings.dates import PartialDate

_OPEN, _CLOSE = "\x02", "\x03"
_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_LETTER = re.compile(r"[^\W_]")
_MOST_TERMS = 64
_STRAIGHT = str.maketrans("“”„‟«»", '""""""')
_FOUND = f"SELECT rowid, highlight(documents, 0, '{_OPEN}', '{_CLOSE}') FROM documents WHERE documents MATCH ? "  # noqa: S608
_BEST = " ORDER BY rank LIMIT ? OFFSET ?"
_COUNT = "SELECT count(*) FROM documents WHERE documents MATCH ? "


class Document(NamedTuple):
    """What is searched of one record: its own `words`, and words `about` it that find it with less weight."""

    id: str
    kind: str
    words: str
    about: str
    who: str = ""
    date: PartialDate | None = None


class Hit(NamedTuple):
    """A record that was found, with its words cut where the found ones begin and end: (text, is it found)."""

    id: str
    marked: tuple[tuple[str, bool], ...]


class Hits(NamedTuple):
    """A page of what was found, best first, of `total`; `loose` when it need not hold all of the words."""

    total: int
    page: tuple[Hit, ...]
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What someone searches for, in FTS5's own language: `every` asks for all the words, `some` for any."""

    every: str
    some: str

    @classmethod
    def read(cls, text: str) -> Query | None:
        """Read words, "phrases", prefix* and -without; `None` when nothing is left to look for. Never raises."""
        wanted: list[str] = []
        unwanted: list[str] = []
        for minus, phrase, word in _TERM.findall(text.translate(_STRAIGHT))[:_MOST_TERMS]:
            term = phrase or word
            if _LETTER.search(term):
                prefix = "*" if word.endswith("*") else ""
                cleaned = term.rstrip("*").replace('"', " ").replace("\x00", " ")
                (unwanted if minus else wanted).append(f'"{cleaned}"{prefix}')
        if not wanted:
            return None
        without = f" NOT ({' OR '.join(unwanted)})" if unwanted else ""
        return cls(f"({' AND '.join(wanted)}){without}", f"({' OR '.join(wanted)}){without}")


class Index:
    """The full-text index of one snapshot; may be used from any thread, one query at a time."""

    __slots__ = ("_connection", "_ids", "_lock")

    def __init__(self, documents: Iterable[Document]) -> None:
        self._connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._lock = threading.Lock()
        self._ids: list[str] = []
        self._connection.execute(
            "CREATE VIRTUAL TABLE documents USING fts5(words, about, kind UNINDEXED, who UNINDEXED,"
            ' first UNINDEXED, last UNINDEXED, tokenize = "unicode61 remove_diacritics 2")'
        )
        self._connection.execute("INSERT INTO documents(documents, rank) VALUES ('rank', 'bm25(10.0, 4.0)')")
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", map(self._row, documents))
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Free the index; no query may follow."""
        self._connection.close()

    def _row(self, document: Document) -> tuple[str, ...]:
        self._ids.append(document.id)
        first, last = ("", "") if document.date is None else (str(document.date.earliest), str(document.date.latest))
        return (document.words, document.about, document.kind, document.who, first, last)

    def find(  # noqa: PLR0913  each narrows the search in its own way
        self,
        query: Query,
        *,
        who: str | None = None,
        kinds: Sequence[str] = (),
        since: PartialDate | None = None,
        until: PartialDate | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> Hits:
        """Find what holds all the words, or, where nothing does, some of them."""
        filters, values = _filters(who, kinds, since, until)
        for match in (query.every, query.some):
            with self._lock:
                found = self._connection.execute(_FOUND + filters + _BEST, (match, *values, limit, offset))
                rows = found.fetchall()
                (total,) = self._connection.execute(_COUNT + filters, (match, *values)).fetchone()
            if total:
                page = tuple(Hit(self._ids[row - 1], _marked(words)) for row, words in rows)
                return Hits(total, page, loose=match is query.some and query.some != query.every)
        return Hits(0, ())


def _filters(
    who: str | None, kinds: Sequence[str], since: PartialDate | None, until: PartialDate | None
) -> tuple[str, list[str]]:
    clauses: list[str] = []
    values: list[str] = []
    if who:
        clauses.append("AND who = ?")
        values.append(who)
    if kinds:
        clauses.append(f"AND kind IN ({', '.join('?' * len(kinds))})")
        values += kinds
    if since:
        clauses.append("AND last >= ?")
        values.append(str(since.earliest))
    if until:
        clauses.append("AND first != '' AND first <= ?")
        values.append(str(until.latest))
    return " ".join(clauses), values


def _marked(words: str) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    for number, piece in enumerate(re.split(f"[{_OPEN}{_CLOSE}]", words)):
        if piece:
            pieces.append((piece, number % 2 == 1))
    return tuple(pieces)
