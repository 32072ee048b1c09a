"""What an import may not add although the rules allow it: words retracted, disputed or nearly on record, like names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from briefings.editing import TELLING, Asked, key_of, names_of
from briefings.edition import Edition
from briefings.faults import Fault
from briefings.lookalikes import keys_of
from briefings.model import About, Disputed, Holder, Organisation, Person, Quote, Record
from briefings.quoting import quoted
from briefings.resolving import Entry
from briefings.revisions import Revision, Status
from briefings.twins import Twins
from briefings.words import Likeness, compare, fold

_WHOLE = frozenset({Likeness.EXACT, Likeness.CLIPPED})


class Admission:
    """The guards that a curator meets with one record at a time, for many records at once."""

    def __init__(
        self,
        edition: Edition,
        known: Callable[[str], Record | About | None],
        changes: Sequence[Entry],
        gone: AbstractSet[str],
        asked: Asked,
    ) -> None:
        """`known` gives what stands before the `changes`; `gone` are ids that are retracted with them."""
        self._edition = edition
        self._known = known
        self._changes = changes
        self._gone = gone
        self._asked = asked

    def faults(self) -> Iterator[Fault]:
        """Give what is to be refused."""
        yield from self._retracted()
        quotes = [
            (entry, entry.whole)
            for entry in self._changes
            if isinstance(entry.whole, Quote) and self._otherwise(entry, "words", "speaker")
        ]
        if quotes:
            yield from self._disputed(quotes)
            yield from self._twins(quotes)
        if not self._asked.anyway:
            yield from self._namesakes()

    def _otherwise(self, entry: Entry, *fields: str) -> bool:
        """Tell whether an entry is new or has other values in some fields."""
        before = self._known(entry.whole.id)
        return before is None or any(getattr(before, one, None) != getattr(entry.whole, one, None) for one in fields)

    def _retracted(self) -> Iterator[Fault]:
        """Refuse what was retracted, under whatever id."""
        retracted: dict[tuple[object, ...], Revision] = {}
        quotes: dict[str, dict[str, Quote]] = defaultdict(dict)
        for taken_out in self._edition.retracted():
            known = self._edition.standing(taken_out.draft)
            if known and (key := key_of(known)):
                retracted[type(known), *key] = taken_out
            if isinstance(known, Quote):
                quotes[known.speaker][known.id] = known
        twins = {speaker: Twins(said.values()) for speaker, said in quotes.items()}
        for entry in self._changes if retracted else ():
            whole = entry.whole
            if not self._otherwise(entry, *TELLING):
                continue
            place = "words" if isinstance(whole, Quote) else ""
            if revision := retracted.get((type(whole), *key_of(whole))):
                yield entry.fault(place, gone(revision))
            elif not isinstance(whole, Quote) or self._asked.anyway or whole.speaker not in twins:
                continue
            elif (near := twins[whole.speaker].of(whole)) and (revision := self._edition.last(near.id)):
                yield entry.fault(place, f"are nearly those of what {gone(revision)}, or import it anyway")

    def _disputed(self, quotes: Sequence[tuple[Entry, Quote]]) -> Iterator[Fault]:
        disputed: dict[str, list[Disputed]] = defaultdict(list)
        for one in self._edition.library.disputed():
            disputed[one.who].append(one)
        for entry, quote in quotes:
            for one in disputed.get(quote.speaker, ()):
                if compare(one.words, quote.words).likeness in _WHOLE:
                    yield entry.fault("words", f"hold a disputed wording ({one.id}): {one.why}")

    def _twins(self, quotes: Sequence[tuple[Entry, Quote]]) -> Iterator[Fault]:
        twins = self._by_speaker({quote.speaker for _, quote in quotes})
        rows = {entry.whole.id: entry.row for entry in self._changes}
        for entry, quote in quotes:
            if self._asked.anyway and entry.named:
                continue
            other = twins[quote.speaker].of(quote)
            if other is None:
                continue
            same = fold(other.words) == fold(quote.words) and (other.said, other.source) == (quote.said, quote.source)
            where = f"{rows[other.id].entry} ({other.id})" if other.id in rows else other.id
            if same and not entry.named:
                yield entry.fault("words", f"are those of {where}; write its id to correct it, or leave this out")
            elif not self._asked.anyway:
                yield entry.fault("words", f"are nearly those of {where}; leave one out, or import it anyway")

    def _by_speaker(self, speakers: AbstractSet[str]) -> dict[str, Twins]:
        """Give all that these speakers are to have said after the import."""
        said = {one: {quote.id: quote for quote in self._edition.library.quotes_by(one)} for one in speakers}
        for entry in self._changes:
            before = self._known(entry.whole.id)
            if isinstance(before, Quote) and before.speaker in said:
                said[before.speaker].pop(before.id, None)
            if isinstance(entry.whole, Quote) and entry.whole.speaker in said:
                said[entry.whole.speaker][entry.whole.id] = entry.whole
        return {
            one: Twins(quote for quote in quotes.values() if quote.id not in self._gone) for one, quotes in said.items()
        }

    def _namesakes(self) -> Iterator[Fault]:
        """Refuse names that read or look like another's, whether on record or new."""
        named = [(e, e.whole) for e in self._changes if isinstance(e.whole, Person | Organisation)]
        wanted = [(entry, holder) for entry, holder in named if self._otherwise(entry, "name", "family", "aliases")]
        if not wanted:
            return
        library = self._edition.library
        holders: dict[str, Holder] = {one.id: one for one in library.all(Person)}
        holders |= {one.id: one for one in library.all(Organisation)}
        holders |= {holder.id: holder for _, holder in named}
        others: dict[str, set[str]] = defaultdict(set)
        for holder in holders.values():
            for name in (holder.name, *holder.aliases) if holder.id not in self._gone else ():
                for form in keys_of(name):
                    others[form].add(holder.id)
        for entry, holder in wanted:
            for field, name in self._new_names(holder):
                like = {one for form in keys_of(name) for one in others[form]} - {holder.id}
                for one in sorted(like)[:1]:
                    which = "" if field == "name" else f"{quoted(name)} "
                    problem = (
                        f"{which}reads or looks like {holders[one].name} ({one}); write that id, or import it anyway"
                    )
                    yield entry.fault(field, problem)

    def _new_names(self, holder: Holder) -> Iterator[tuple[str, str]]:
        """Give the names that someone did not have before, with their fields."""
        before = self._known(holder.id)
        had = {name for _, name in names_of(before)} if isinstance(before, Person | Organisation) else set()
        return ((field, name) for field, name in names_of(holder) if name not in had)


def gone(revision: Revision) -> str:
    """Say that something may not be added again, when it was taken out and why."""
    when = f"{revision.at:%-d %b %Y}"
    if revision.draft.status is Status.ERASED:
        return f"was erased on {when}; leave it out"
    reason = f": {revision.draft.reason}" if revision.draft.reason else ""
    return f"was retracted on {when}{reason}. Leave it out, or reinstate {revision.draft.record} first"
