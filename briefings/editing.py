"""From what a curator asks to the revisions that do it, or the reason why it may not be done."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from briefings.checking import FEWEST, candidates, disputed_version
from briefings.edition import DOSSIER, Edition, Fields, differing, laid_over, written
from briefings.export import as_dict, noun
from briefings.faults import ContentError, Fault
from briefings.library import Library
from briefings.load import NOUNS, parse
from briefings.lookalikes import lookalike
from briefings.model import About, Disputed, Event, Organisation, Person, Quote, Record, Source
from briefings.naming import host_of, new_id
from briefings.quoting import quoted
from briefings.refusals import Conflict, Gone, Lookalike, Missing, NearDuplicate, Needed, Unchanged
from briefings.revisions import Action, Draft, Revision, Status
from briefings.rules import Ground, disputed_by_words, record_faults
from briefings.words import alike, fold

TELLING = frozenset({"words", "speaker", "name", "aliases", "family", "url", "title", "date"})
"""The fields that tell a record from others of its kind."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a change is asked for: the reason, the version it was made against, and whether it is meant all the same."""

    today: dt.date
    """The day where the tenant is."""
    reason: str = ""
    version: int | None = None
    anyway: bool = False
    """Whether what is nearly on record, or looks like a name on record, is to be added all the same."""


def add(  # noqa: PLR0913  a record, where it goes, and how it is asked for
    edition: Edition, kind: str, dossier: str, fields: Fields, asked: Asked, *, beside: Draft | None = None
) -> Draft:
    """Add a record; its id is made of what it says unless `fields` has one. Raise `Refused` or `ContentError`.

    `beside` is what is added with it, and may be named by it.
    """
    named = {"id": _made_id(edition, kind, fields), **fields}
    whole = _whole(kind, named)
    _refuse_gone(edition, whole.id)
    if edition.effective(whole.id):
        raise ContentError([Fault("", whole.id, "id", "is taken; leave it out, and one is made")])
    home = whole.id if isinstance(whole, About) else dossier
    _check(edition, home, whole, asked.today, beside)
    _guard(edition, whole, asked)
    _refuse_same(edition, whole)
    return Draft(whole.id, kind, home, Action.ADD, Status.SHOWN, written(as_dict(whole)), asked.reason)


def source_of_words(edition: Edition, dossier: str, fields: Fields, asked: Asked) -> tuple[str, Draft | None]:
    """Give the id of the source that has these fields, and the revision that adds it where there is none."""
    for source in edition.library.all(Source):
        known = as_dict(source)
        if all(known.get(key) == value for key, value in fields.items()):
            return source.id, None
    draft = add(edition, "source", dossier, new_source(fields), asked)
    return draft.record, draft


def new_source(fields: Fields) -> Fields:
    """Give the fields of a new source: press, and published by its host, where they do not say otherwise."""
    return {"kind": "press", "publisher": host_of(str(fields.get("url", ""))), **fields}


def correct(edition: Edition, record_id: str, fields: Fields, asked: Asked, *, beside: Draft | None = None) -> Draft:
    """Give some fields of a record other values; `None` takes one out. `beside` is what is added with it."""
    whole = _shown(edition, record_id)
    refuse_stale(edition, record_id, asked)
    kind = noun(whole)
    before = as_dict(whole)
    after = _whole(kind, laid_over(before, {**fields, "id": record_id}))
    changes = differing(before, as_dict(after))
    if not changes:
        raise Unchanged(record_id)
    home = edition.dossier_of(record_id)
    _check(edition, home, after, asked.today, beside)
    if TELLING & changes.keys():
        _guard(edition, after, asked)
    return corrected(edition, whole, after, asked.reason)


def corrected(edition: Edition, whole: Record | About, after: Record | About, reason: str) -> Draft:
    """Give the revision after which a record stands as `after`.

    Of a record of the tenant's own it keeps every field, of a shipped one those that are otherwise than shipped.
    """
    home, last = edition.dossier_of(whole.id), edition.last(whole.id)
    shipped = edition.shipped.whole(whole.id)
    draft = Draft(whole.id, noun(whole), home, Action.CORRECT, Status.SHOWN, written(as_dict(after)), reason)
    if shipped is None:
        return draft
    stands, wanted, now = as_dict(shipped), as_dict(after), as_dict(whole)
    over = differing(stands, wanted)
    settled = differing(now, wanted)
    known = edition.bases(last)
    base = {key: stands.get(key) if key in settled or key not in known else known[key] for key in over}
    return replace(draft, fields=written(over), base=written(base))


def retract(edition: Edition, record_id: str, asked: Asked) -> Draft:
    """Take a record out of sight for good, with the reason; it can only be reinstated."""
    whole = _shown(edition, record_id)
    refuse_stale(edition, record_id, asked)
    if isinstance(whole, About) and (held := tuple(edition.library.dossier_of(record_id).records())):
        raise Needed(record_id, held)
    return again(edition, whole, Action.RETRACT, Status.RETRACTED, asked.reason)


def reinstate(edition: Edition, record_id: str, asked: Asked, once: Fields = MappingProxyType({})) -> Draft:
    """Show a retracted record again, as it was.

    `once` are the fields that were shipped last of a record that is shipped no more: it comes back as one's own.
    """
    last = edition.last(record_id)
    if last is None or last.draft.status is not Status.RETRACTED:
        if edition.effective(record_id):
            raise Unchanged(record_id)
        _refuse_gone(edition, record_id)
        raise Missing(record_id)
    if record_id in edition.shipped.erased:
        raise Gone(edition.shipped.erased[record_id])
    refuse_stale(edition, record_id, asked)
    draft = replace(last.draft, action=Action.REINSTATE, status=Status.SHOWN, reason=asked.reason, undoes=None)
    whole = edition.standing(draft)
    if whole is None and once:
        draft = replace(draft, fields=written(laid_over(once, json.loads(draft.fields))), base="{}")
        whole = edition.standing(draft)
    if whole is None:
        raise Missing(record_id)
    _check(edition, draft.dossier, whole, asked.today)
    return draft


def settle(edition: Edition, record_id: str, *, ours: bool, asked: Asked) -> Draft:
    """Settle what both the tenant and the shipped content changed: keep our values, or take the shipped ones."""
    fields = {one.field: one for one in edition.disagreements() if one.record == record_id}
    if not fields:
        raise Unchanged(record_id)
    whole = _shown(edition, record_id)
    if ours:
        last = edition.last(record_id)
        stands = as_dict(edition.shipped.whole(record_id))
        base = {**edition.bases(last), **{field: stands.get(field) for field in fields}}
        draft = again(edition, whole, Action.CORRECT, Status.SHOWN, asked.reason)
        return replace(draft, base=written(base))
    after = _whole(noun(whole), laid_over(as_dict(whole), {one.field: one.shipped for one in fields.values()}))
    return corrected(edition, whole, after, asked.reason)


def erased(edition: Edition, record_id: str, reason: str) -> Draft:
    """Give the tombstone of a record whose words are removed for good."""
    whole = edition.effective(record_id)
    last = edition.last(record_id)
    if whole is None and last is None:
        raise Missing(record_id)
    kind = noun(whole) if whole else (last.draft.noun if last else "")
    return Draft(record_id, kind, edition.dossier_of(record_id), Action.ERASE, Status.ERASED, "{}", reason)


def again(edition: Edition, whole: Record | About, action: Action, status: Status, reason: str) -> Draft:
    """Give a revision that leaves the fields as they are."""
    last = edition.last(whole.id)
    fields, base = (last.draft.fields, last.draft.base) if last else ("{}", "{}")
    return Draft(whole.id, noun(whole), edition.dossier_of(whole.id), action, status, fields, reason, base)


def _refuse_same(edition: Edition, whole: Record | About) -> None:
    """Refuse what is on record to the letter, under another id: it was sent twice. Quotes have a guard of their own."""
    if isinstance(whole, Quote):
        return
    names = [name for name in type(whole).__dataclass_fields__ if name != "id"]
    library = edition.library
    others: Iterable[Record | About] = (
        (shelf.about for shelf in library.dossiers) if isinstance(whole, About) else library.all(type(whole))
    )
    for other in others:
        if all(getattr(other, name) == getattr(whole, name) for name in names):
            raise Unchanged(other.id)


# -- guards ---------------------------------------------------------------------------------------


def refuse_stale(edition: Edition, record_id: str, asked: Asked) -> None:
    """Raise `Conflict` when a record is at another version than the one that a change was made against."""
    now = edition.version(record_id)
    if asked.version is not None and asked.version != now:
        raise Conflict(record_id, asked.version, now)


def _shown(edition: Edition, record_id: str) -> Record | About:
    whole = edition.effective(record_id)
    if whole is None:
        _refuse_gone(edition, record_id)
        raise Missing(record_id)
    return whole


def _refuse_gone(edition: Edition, record_id: str) -> None:
    if taken_out := edition.gone(record_id):
        raise Gone(taken_out)


def _whole(kind: str, fields: Fields) -> Any:  # noqa: ANN401  a record of the kind that a word names
    whole, wrong = parse(NOUNS[kind], dict(fields))
    if whole is None:
        raise ContentError([Fault("", str(fields.get("id", "")), field, problem) for field, problem in wrong])
    return whole


def _made_id(edition: Edition, kind: str, fields: Fields) -> str:
    holder = edition.library.get(str(fields.get("speaker") or fields.get("who") or ""))
    family = ""
    if isinstance(holder, Person):
        family = holder.family or holder.name.split()[-1]
    elif isinstance(holder, Organisation):
        family = holder.id
    return new_id(kind, fields, family, lambda made: bool(edition.version(made) or edition.effective(made)))


def _check(edition: Edition, dossier: str, whole: Record | About, today: dt.date, beside: Draft | None = None) -> None:
    """Refuse what the rules of a record do not allow."""
    if isinstance(whole, About):
        return
    library = edition.library
    about = library.about(dossier)
    if about is None:
        raise ContentError(
            [Fault("", whole.id, DOSSIER, f"{quoted(dossier)} is no debate on record; name one that is")]
        )
    new = edition.standing(beside) if beside else None

    def known(record_id: str) -> Record | None:
        return new if new and not isinstance(new, About) and new.id == record_id else library.get(record_id)

    if found := record_faults(whole, ground_in(about, known, today, disputed_by_words(library.disputed()))):
        raise ContentError(found)


def ground_in(
    about: About, known: Callable[[str], Record | None], today: dt.date, disputed: Mapping[str, Disputed]
) -> Ground:
    """Give what a record of a debate is judged by: what is `known` by its id, and what had been said by `today`."""
    # Somewhere it is tomorrow already.
    last_day = max(about.compiled.latest, today + dt.timedelta(days=1))
    return Ground(about, known, last_day, "is in the future; write when it was", disputed)


def _guard(edition: Edition, whole: Record | About, asked: Asked) -> None:
    _refuse_retracted(edition, whole, asked)
    match whole:
        case Quote():
            _guard_quote(edition, whole, asked)
        case Person() | Organisation():
            if not asked.anyway:
                _guard_names(edition, whole)
        case _:
            pass


def _guard_names(edition: Edition, holder: Person | Organisation) -> None:
    """Ask about a new name of someone, of whatever kind, that reads or looks like another's."""
    before = edition.effective(holder.id)
    had = {name for _, name in names_of(before)} if isinstance(before, Person | Organisation) else set()
    others: Sequence[Person | Organisation] = (*edition.library.all(Person), *edition.library.all(Organisation))
    for field, name in names_of(holder):
        other = lookalike(name, (one for one in others if one.id != holder.id)) if name not in had else None
        if other:
            raise Lookalike(name, other, field)


def names_of(holder: Person | Organisation) -> Iterator[tuple[str, str]]:
    """Give every name that someone is found by, with the field that it stands in."""
    yield "name", holder.name
    if isinstance(holder, Person) and holder.family:
        yield "family", holder.family
    yield from (("aliases", alias) for alias in holder.aliases)


def _refuse_retracted(edition: Edition, whole: Record | About, asked: Asked) -> None:
    """Refuse what was retracted under another id; words nearly like those unless they are meant all the same."""
    key = key_of(whole)
    near: Revision | None = None
    for revision in edition.retracted():
        known = edition.standing(revision.draft) if revision.draft.noun == noun(whole) else None
        if known is None or known.id == whole.id:
            continue
        if key and key_of(known) == key:
            raise Gone(revision)
        if near or asked.anyway or not isinstance(whole, Quote) or not isinstance(known, Quote):
            continue
        if known.speaker == whole.speaker and alike(whole.words, known.words):
            near = revision
    if near:
        raise Gone(near, near=True)


def key_of(whole: Record | About) -> tuple[object, ...]:
    """Give what makes a record the same as another, under whatever id; nothing for what is never the same."""
    match whole:
        case Quote():
            return whole.speaker, fold(whole.words)
        case Source():
            return (whole.url,) if whole.url else ()
        case Person() | Organisation():
            return (fold(whole.name) or whole.name,)
        case Event():
            return whole.date, fold(whole.title) or whole.title
        case _:
            return ()


def _guard_quote(edition: Edition, quote: Quote, asked: Asked) -> None:
    if entry := disputed_version(edition.library, quote.words, quote.speaker):
        problem = f"hold a disputed wording ({entry.id}): {entry.why}"
        raise ContentError([Fault("", quote.id, "words", problem)])
    others = [other for other in near_duplicates(edition.library, quote.speaker, quote.words) if other.id != quote.id]
    for other in others:
        same = fold(other.words) == fold(quote.words) and (other.said, other.source) == (quote.said, quote.source)
        if same or not asked.anyway:
            raise NearDuplicate(other, same=same)


def near_duplicates(library: Library, speaker: str, words: str) -> Sequence[Quote]:
    """Give the quotes of a speaker whose words are nearly these, in whatever typography, or clipped."""
    near: Iterable[Quote] = candidates(library, words, speaker)
    if len(fold(words).split()) < FEWEST:
        # Few words, or many without spaces as some scripts write them: what is nearly the same may share none.
        near = library.quotes_by(speaker)
    return [quote for quote in near if quote.speaker == speaker and alike(words, quote.words)]
