"""What the full-text index holds of each record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from briefings.model import Event, Holder, Organisation, Person, Quote
from briefings.search import Document

Searchable = Quote | Event | Person | Organisation


def documents(records: Iterable[Searchable], holder: Callable[[str], Holder]) -> Iterator[Document]:
    """Give the document of each record; `holder` gives the people and organisations that it names."""
    return (_document(record, holder) for record in records)


def _document(record: Searchable, holder: Callable[[str], Holder]) -> Document:
    match record:
        case Quote():
            about = (holder(record.speaker).name, record.occasion or "", *record.questions, *record.tags)
            return Document(record.id, "quote", record.words, " ".join(about), record.speaker, record.said)
        case Event():
            about = (record.summary, *(holder(one).name for one in (*record.people, *record.organisations)))
            return Document(record.id, "event", record.title, " ".join(about), "", record.date)
        case Person() | Organisation():
            kind = "person" if isinstance(record, Person) else "organisation"
            return Document(record.id, kind, record.name, " ".join((record.summary, *record.aliases)), record.id)
