"""Full-text search over a snapshot: SQLite's FTS5, in memory."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from briefings.dates import PartialDate

_OPEN, _CLOSE = "\x02", "\x03"
_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_SURROGATE = re.compile("[\ud800-\udfff]")
_LETTER = re.compile(r"[^\W_]")
_MOST_TERMS = 64
_MOST_WORDS = 100
_STRAIGHT = str.maketrans("“”„‟«»", '""""""')
_TABLES = (
    # The words stay where they are: for marks FTS5 asks this view, and so the library, for the few that are shown.
    "CREATE TABLE facts (id INTEGER PRIMARY KEY, kind TEXT, who TEXT, first INTEGER, last INTEGER)",
    "CREATE TABLE removed (id INTEGER PRIMARY KEY)",
    "CREATE VIEW texts AS SELECT id, words_of(id) AS words, '' AS about FROM facts",
    (
        "CREATE VIRTUAL TABLE documents USING fts5(words, about, content = 'texts', content_rowid = 'id',"
        ' tokenize = "unicode61 remove_diacritics 2")'
    ),
    "CREATE VIRTUAL TABLE terms USING fts5vocab(documents, 'row')",
    "CREATE VIRTUAL TABLE asked USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE asked_terms USING fts5vocab(asked, 'row')",
    "INSERT INTO documents(documents, rank) VALUES ('rank', 'bm25(10.0, 4.0)')",
)
_FOUND = f"SELECT rowid, highlight(documents, 0, '{_OPEN}', '{_CLOSE}') FROM documents WHERE documents MATCH ?"  # noqa: S608
_BEST = " ORDER BY rank LIMIT ? OFFSET ?"
_COUNT = "SELECT count(*) FROM documents WHERE documents MATCH ?"
_RAREST = "SELECT term, terms.doc FROM asked_terms JOIN terms USING (term) ORDER BY terms.doc, term LIMIT ?"
_NOT_REMOVED = " AND documents.rowid NOT IN (SELECT id FROM removed)"
_HAVING = " AND (SELECT {} FROM facts WHERE id = documents.rowid)"


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
class Scope:
    """Where to look: at what is of someone, of some kinds (`quote`), or may fall between two dates, both included."""

    who: str | None = None
    kinds: Sequence[str] = ()
    since: PartialDate | None = None
    until: PartialDate | None = None


ANYWHERE = Scope()


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
        sayable = _SURROGATE.sub(" ", text.translate(_STRAIGHT))
        for minus, phrase, word in _TERM.findall(sayable)[:_MOST_TERMS]:
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
    """The full-text index of one snapshot; may be used from any thread, one query at a time.

    It keeps no second copy of the words: the documents' own are looked up again where they are shown.
    """

    __slots__ = ("_connection", "_ids", "_lock", "_numbers", "_removed", "_words")

    def __init__(self, documents: Iterable[Document]) -> None:
        self._connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._lock = threading.Lock()
        self._ids: list[str] = []
        self._words: list[str] = []
        self._numbers: dict[str, int] = {}
        """The number of each document; made when it is first needed."""
        self._removed = 0
        words = self._words  # An index that referred to itself would be freed late or never.
        self._connection.create_function("words_of", 1, lambda number: words[number - 1])
        for statement in (*_TABLES, "BEGIN"):
            self._connection.execute(statement)
        for document in documents:
            self._add(document)
        self._connection.execute("COMMIT")

    def add(self, documents: Iterable[Document]) -> None:
        """Put in documents; each takes the place of the one with its id, where there is one."""
        with self._lock:
            self._number()
            self._connection.execute("BEGIN")
            for document in documents:
                self._hide(document.id)
                self._add(document)
            self._connection.execute("COMMIT")

    def remove(self, ids: Sequence[str]) -> None:
        """Let documents be found no more; they stay inside until the index is built anew.

        FTS5 forgets a document only when it is told all that it was given, which is not kept.
        """
        with self._lock:
            self._number()
            for record_id in ids:
                self._hide(record_id)

    @property
    def worn(self) -> bool:
        """Whether more than half of what is inside is not found any more, so that it is better built anew."""
        return 2 * self._removed > len(self._ids)

    def _number(self) -> None:
        if not self._numbers:
            self._numbers = {record_id: number for number, record_id in enumerate(self._ids, 1)}

    def _hide(self, record_id: str) -> None:
        number = self._numbers.pop(record_id, None)
        if number is None:
            return
        self._ids[number - 1] = self._words[number - 1] = ""
        self._connection.execute("INSERT INTO removed VALUES (?)", (number,))
        self._removed += 1

    def close(self) -> None:
        """Free the index; no query may follow."""
        self._connection.close()

    def _add(self, document: Document) -> None:
        self._ids.append(document.id)
        self._words.append(document.words)
        number = len(self._ids)
        if self._numbers:
            self._numbers[document.id] = number
        days = (document.date.earliest.toordinal(), document.date.latest.toordinal()) if document.date else (None, None)
        self._connection.execute(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?)", (number, document.kind, document.who, *days)
        )
        self._connection.execute(
            "INSERT INTO documents(rowid, words, about) VALUES (?, ?, ?)", (number, document.words, document.about)
        )

    def find(self, query: Query, scope: Scope = ANYWHERE, *, limit: int = 10, offset: int = 0) -> Hits:
        """Find what holds all the words, or, where nothing does, some of them."""
        filters, values = _filters(scope)
        filters += _NOT_REMOVED if self._removed else ""
        for match in (query.every, query.some):
            with self._lock:
                found = self._connection.execute(_FOUND + filters + _BEST, (match, *values, limit, offset))
                rows = found.fetchall()
                (total,) = self._connection.execute(_COUNT + filters, (match, *values)).fetchone()
            if total:
                page = tuple(Hit(self._ids[row - 1], _marked(words)) for row, words in rows)
                return Hits(total, page, loose=match is query.some and query.some != query.every)
        return Hits(0, ())

    def rarest(self, words: str, most: int) -> list[str]:
        """Give the words of a text that are in the index, the rarest first, as far as few documents hold them.

        More are given until about `most` documents hold one of them; the first is always given.
        """
        with self._lock:
            # The words are cut by the index's own tokenizer, so that both agree on what a word is.
            self._connection.execute("DELETE FROM asked")
            self._connection.execute("INSERT INTO asked VALUES (?)", (_SURROGATE.sub(" ", words),))
            counted = self._connection.execute(_RAREST, (_MOST_WORDS,)).fetchall()
        together = accumulate(held for _, held in counted)
        return [term for (term, held), sum_ in zip(counted, together, strict=True) if sum_ <= most or sum_ == held]


def _filters(scope: Scope) -> tuple[str, list[str | int]]:
    clauses: list[str] = []
    values: list[str | int] = []
    if scope.who:
        clauses.append("who = ?")
        values.append(scope.who)
    if scope.kinds:
        clauses.append(f"kind IN ({', '.join('?' * len(scope.kinds))})")
        values += scope.kinds
    if scope.since:
        clauses.append("last >= ?")
        values.append(scope.since.earliest.toordinal())
    if scope.until:
        clauses.append("first <= ?")
        values.append(scope.until.latest.toordinal())
    return (_HAVING.format(" AND ".join(clauses)) if clauses else ""), values


def _marked(words: str) -> tuple[tuple[str, bool], ...]:
    pieces = enumerate(re.split(f"[{_OPEN}{_CLOSE}]", words))
    return tuple((piece, number % 2 == 1) for number, piece in pieces if piece)
