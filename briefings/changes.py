"""What of a tenant's record is exported: what it changed, or all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefings.edition import DOSSIER, Edition
from briefings.export import Item, Retraction, noun
from briefings.load import TABLES
from briefings.model import About, Briefing, Dossier, Gap, Record
from briefings.revisions import Revision, Status
from briefings.settling import refers_to, settled

_ORDER: Mapping[str, int] = {name: place for place, name in enumerate((DOSSIER, *(table.noun for table in TABLES)))}
_KINDS: Mapping[str, str] = {"src": "source", "q": "quote", "ev": "event", "pos": "position"}
_GONE = frozenset({Status.RETRACTED, Status.ERASED})


def changed(edition: Edition) -> list[Item]:
    """Give whatever stands otherwise than it is shipped, each whole, then what is retracted."""
    records: list[Item] = []
    retractions: list[Item] = []
    for revision in edition.changed():
        dossier = edition.dossier_of(revision.draft.record)
        if revision.draft.status in _GONE:
            retractions.append(Item(dossier, _retraction(edition, revision)))
        elif whole := _outward(edition, revision.draft.record):
            records.append(Item(dossier, whole))
    return [*sorted(records, key=_order), *retractions, *_missing(edition, records, retractions)]


def everything(edition: Edition) -> list[Item]:
    """Give the whole record as it stands for the tenant, each whole, then what is retracted."""
    ids: dict[str, None] = {}
    for shelf in edition.shipped.library.dossiers:
        ids[shelf.about.id] = None
        ids.update(dict.fromkeys(shelf.ids()))
    ids.update(dict.fromkeys(revision.draft.record for revision in edition.changed()))
    wholes = ((record_id, _outward(edition, record_id)) for record_id in ids)
    records = [Item(edition.dossier_of(record_id), whole) for record_id, whole in wholes if whole]
    gone = (revision for revision in edition.changed() if revision.draft.status in _GONE)
    retractions = [Item(edition.dossier_of(r.draft.record), _retraction(edition, r)) for r in gone]
    return [*sorted(records, key=_order), *retractions, *_missing(edition, records, retractions)]


def _outward(edition: Edition, record_id: str) -> Record | About | None:
    """Give a record whole: it names what is retracted, too, so that it is the same when that is reinstated.

    What cannot come back is left out of it. A briefing is shown or left out: what it claims may repeat words that are
    retracted.
    """
    whole = edition.effective(record_id)
    if whole is None or isinstance(whole, About):
        return whole
    if isinstance(whole, Briefing):
        return edition.library.get(record_id)
    return settled(whole, lambda one: edition.effective(one) is not None or edition.gone(one) is not None) or whole


def withheld(edition: Edition, *, own: bool) -> list[str]:
    """Give the ids of the briefings that are in no export, since their summaries rest on what is retracted.

    With `own` those alone that the tenant changed.
    """
    hidden = (placed for placed in edition.library.unsettled() if isinstance(placed.record, Briefing))
    left = (placed.id for placed in hidden if edition.library.get(placed.id) is None)
    return sorted(one for one in left if edition.last(one) or not own)


def as_dossiers(items: Iterable[Item], edition: Edition) -> tuple[list[Dossier], list[Item]]:
    """Give the dossiers as content holds them, each record as it is shown, and the items that are not shown."""
    every = list(items)
    library = edition.library
    gaps = {
        shelf.about.id: tuple(gap for gap in shelf.gaps if library.get(gap.who) and library.get(gap.question))
        for shelf in library.dossiers
    }
    abouts = {dossier: what for dossier, what in every if isinstance(what, About)}
    rows: dict[str, dict[str, list[Record]]] = {dossier: {} for dossier in abouts}
    rest: list[Item] = []
    fields = {table.noun: table.field for table in TABLES}
    for item in every:
        if isinstance(item.what, About):
            continue
        shown = None if isinstance(item.what, Retraction) else library.get(item.what.id)
        if shown:
            rows[item.dossier].setdefault(fields[noun(shown)], []).append(shown)
        else:
            rest.append(item)
    return [_dossier(about, rows[one], gaps.get(one, ())) for one, about in abouts.items()], rest


def _dossier(about: About, rows: Mapping[str, list[Any]], gaps: tuple[Gap, ...]) -> Dossier:
    held = {(position.who, position.question) for position in rows.get("positions", ())}
    left = tuple(gap for gap in gaps if (gap.who, gap.question) not in held)
    return Dossier(about=about, gaps=left, **{field: tuple(records) for field, records in rows.items()})


def _order(item: Item) -> int:
    assert not isinstance(item.what, Retraction)  # noqa: S101  records alone are sorted
    return _ORDER[noun(item.what)]


def _retraction(edition: Edition, revision: Revision) -> Retraction:
    draft = revision.draft
    return Retraction(draft.record, draft.noun, draft.reason, own=edition.shipped.whole(draft.record) is None)


def _missing(edition: Edition, records: Iterable[Item], retractions: Iterable[Item]) -> Iterator[Item]:
    """Tell of what records still name although it was taken back or shipped no more, so that they can be read."""
    told = {item.what.id for item in retractions}
    for dossier, what in records:
        for named in (dossier, *refers_to(what)) if not isinstance(what, About | Retraction) else ():
            if named not in told and edition.effective(named) is None:
                told.add(named)
                last = edition.last(named)
                kind = last.draft.noun if last else _KINDS.get(named.partition("-")[0], "person")
                home = last.draft.dossier if last else dossier
                yield Item(home, Retraction(named, kind, "not on record", own=True))
