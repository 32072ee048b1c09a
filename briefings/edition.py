"""One tenant's record at one revision: the shipped dossiers with the tenant's changes laid over."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import ValidationError

from briefings.export import as_dict, noun
from briefings.library import Library
from briefings.load import NOUNS, adapter
from briefings.model import About, Dossier, Gap, Holder, Organisation, Person, Quote, Record
from briefings.names import names_of
from briefings.revisions import Action, Draft, Revision, Status
from briefings.settling import Placed
from briefings.shelf import Shelf
from briefings.withdrawn import Withdrawn
from briefings.words import fold

Fields = Mapping[str, Any]
"""The fields of a record that say something, as JSON values."""
DOSSIER = "dossier"
"""The noun of a dossier's head."""
_OWN = '{"id":'
"""So begin the fields of a record of the tenant's own, as `written` writes them; corrections never name the id."""
_MANY = 10_000
_MOST_NEWER = 500
"""So many revisions are kept apart, so that a further one copies these alone."""


class Disagreement(NamedTuple):
    """A field that a tenant corrected, and that the shipped content has changed since: the values as JSON."""

    record: str
    field: str
    ours: Any
    was: Any
    shipped: Any


@dataclass(frozen=True, slots=True)
class Shipped:
    """The shipped record as it is now: every tenant's changes lie over it.

    `versions` counts the recorded versions of each record, those that were taken out included; `erased` are the
    tombstones of what was erased for everyone, those who come later included.
    """

    library: Library
    versions: Mapping[str, int]
    erased: Mapping[str, Revision] = field(default_factory=dict)

    def version(self, record_id: str) -> int:
        """Count the versions of a record; one that could not be recorded yet has the version that it will have then."""
        return self.versions.get(record_id) or (1 if self.whole(record_id) else 0)

    def whole(self, record_id: str) -> Record | About | None:
        return self.library.about(record_id) or self.library.get(record_id)


class Edition:
    """A tenant's library with what is behind it: the last revision of every record that the tenant changed.

    Never changed; `after` gives the next one.
    """

    __slots__ = ("_latest", "_newer", "_withdrawn", "library", "number", "shipped")

    def __init__(self, shipped: Shipped, revisions: Iterable[Revision] = ()) -> None:
        """Lay revisions over the shipped record; of several of one record the last counts."""
        self.shipped = shipped
        self.number = 0
        self._latest: dict[str, Revision] = {}
        self._newer: dict[str, Revision] = {}
        self._withdrawn = Withdrawn()
        self.library = shipped.library
        self._take(list(revisions))

    def after(self, revisions: Sequence[Revision]) -> Edition:
        """Give the edition after further revisions, in the order of their numbers."""
        edition = Edition.__new__(Edition)
        edition.shipped = self.shipped
        edition.number = self.number
        edition._latest, edition._newer = self._latest, self._newer.copy()  # noqa: SLF001  another of its kind
        if len(self._newer) > _MOST_NEWER:
            edition._latest, edition._newer = self._latest | self._newer, {}  # noqa: SLF001  another of its kind
        edition._withdrawn = self._withdrawn  # noqa: SLF001  another of its kind
        edition.library = self.library
        edition._take(revisions)  # noqa: SLF001  another of its kind
        return edition

    def _take(self, revisions: Sequence[Revision]) -> None:
        if not revisions:
            return
        with at_one_go(freeze=len(revisions) >= _MANY):
            self._lay(revisions)

    def _lay(self, revisions: Sequence[Revision]) -> None:
        if self.library is self.shipped.library:
            self.library = self.library.unshared()
        newer = {revision.draft.record: revision for revision in revisions}
        if self._latest:
            self._newer |= newer
        else:
            self._latest = newer
        self.number = max(self.number, *(revision.number for revision in revisions))
        places: list[Placed] = []
        abouts: dict[str, About | None] = {}
        for record_id, revision in newer.items():
            draft = revision.draft
            whole = self.standing(draft) if draft.status is Status.SHOWN else None
            if draft.status is Status.RETRACTED:
                self._withdraw(draft)
            if draft.noun == DOSSIER:
                abouts[record_id] = whole if isinstance(whole, About) else None
            else:
                places.append(Placed(draft.dossier, record_id, None if isinstance(whole, About) else whole))
        self.library = self.library.changed(places, abouts)
        if any(revision.draft.status is Status.ERASED for revision in revisions):
            # Either index keeps words of what was taken out of it.
            self.library = self.library.unshared()
            self._withdrawn = Withdrawn()
            for revision in self.retracted():
                self._withdraw(revision.draft)

    def _withdraw(self, draft: Draft) -> None:
        if whole := self.standing(draft):
            self._withdrawn.note(whole)

    # -- one record -------------------------------------------------------------------------------

    def last(self, record_id: str) -> Revision | None:
        """Give the tenant's last revision of a record; `None` when the tenant never changed it."""
        return self._newer.get(record_id) or self._latest.get(record_id)

    def version(self, record_id: str) -> int:
        """Count the versions of a record, the shipped ones and the tenant's; 0 for what never was on record."""
        last = self.last(record_id)
        return self.shipped.version(record_id) + (last.version if last else 0)

    def status(self, record_id: str) -> Status:
        last = self.last(record_id)
        if last and last.draft.status is not Status.SHOWN:
            return last.draft.status
        if self.effective(record_id):
            return Status.SHOWN
        return Status.ERASED if record_id in self.shipped.erased else Status.ABSENT

    def gone(self, record_id: str) -> Revision | None:
        """Give the revision that retracted or erased a record, the tenant's or for everyone; `None` if none did."""
        last = self.last(record_id)
        if last and last.draft.status in {Status.RETRACTED, Status.ERASED}:
            return last
        # What was erased for everyone may have been put back by a tenant before that was refused.
        return None if self.effective(record_id) else self.shipped.erased.get(record_id)

    @staticmethod
    def bases(last: Revision | None) -> dict[str, Any]:
        """Give the shipped values that a tenant's corrections were made against, by field."""
        base: dict[str, Any] = json.loads(last.draft.base) if last else {}
        return base

    def effective(self, record_id: str) -> Record | About | None:
        """Give a record as it stands for this tenant, whether or not everything it names is shown; `None` for none."""
        last = self.last(record_id)
        if last is None:
            return self.shipped.whole(record_id)
        return self.standing(last.draft) if last.draft.status is Status.SHOWN else None

    def standing(self, draft: Draft) -> Record | About | None:
        """Give the record that a revision holds, whatever its status; `None` when it cannot be made any more."""
        try:
            if draft.fields.startswith(_OWN):
                # Whatever was shipped under this id since does not mix with it.
                made: Record | About = adapter(NOUNS[draft.noun]).validate_json(draft.fields)
                return made
            base = self.shipped.whole(draft.record)
            if base is None or draft.fields == "{}":
                return base
            made = adapter(NOUNS[draft.noun]).validate_python(laid_over(as_dict(base), json.loads(draft.fields)))
        except ValidationError:
            return None
        return made

    def dossier_of(self, record_id: str) -> str:
        """Give the id of the dossier that a record is or was in; `KeyError` when it never was on record."""
        last = self.last(record_id)
        return last.draft.dossier if last else self.shipped.library.dossier_of(record_id).about.id

    # -- what the tenant did ----------------------------------------------------------------------

    def changed(self) -> Iterator[Revision]:
        """Give the last revision of every record that stands otherwise than it is shipped, in the order of the ids."""
        for record_id, revision in sorted(self._last_of_each().items()):
            shipped = self.shipped.whole(record_id)
            if (revision.draft.status is Status.SHOWN and self.effective(record_id) != shipped) or (
                revision.draft.status in {Status.RETRACTED, Status.ERASED}
            ):
                yield revision

    def retracted(self) -> Iterator[Revision]:
        return (revision for revision in self._last_of_each().values() if revision.draft.status is Status.RETRACTED)

    def retracted_called(self, name: str) -> Holder | None:
        """Give the retracted person or organisation that has this full name, family name or alias."""
        for holder in map(self._retracted, self._withdrawn.called(name)):
            if isinstance(holder, Person | Organisation) and fold(name) in map(fold, names_of(holder)):
                return holder
        return None

    def holds_retracted(self, text: str) -> bool:
        """Tell whether the words of a retracted quote stand in a text."""
        within = f" {fold(text)} "
        quotes = map(self._retracted, self._withdrawn.begun_in(text))
        return any(isinstance(quote, Quote) and f" {fold(quote.words)} " in within for quote in quotes)

    def _retracted(self, record_id: str) -> Record | About | None:
        last = self.last(record_id)
        return self.standing(last.draft) if last and last.draft.status is Status.RETRACTED else None

    def _last_of_each(self) -> Mapping[str, Revision]:
        return self._latest | self._newer if self._newer else self._latest

    def disagreements(self) -> Iterator[Disagreement]:
        """Give the fields that both the tenant and a later shipped version have changed, each to something else."""
        for record_id, revision in sorted(self._last_of_each().items()):
            shipped = self.shipped.whole(record_id)
            if shipped is None or revision.draft.status is not Status.SHOWN or revision.draft.base == "{}":
                continue
            ours, was, now = json.loads(revision.draft.fields), json.loads(revision.draft.base), as_dict(shipped)
            for name in ours:
                if now.get(name) not in (was.get(name), ours[name]):
                    yield Disagreement(record_id, name, ours[name], was.get(name), now.get(name))


@contextmanager
def at_one_go(*, freeze: bool) -> Iterator[None]:
    """Let the collector wait while much is made that stays: it would look through all of it again and again.

    With `freeze` it is never to look at it: nothing in it refers to itself, so all is freed without the collector.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if freeze:
            gc.freeze()
        if enabled:
            gc.enable()


def laid_over(base: Fields, over: Fields) -> dict[str, Any]:
    """Lay fields over others; `None` takes one out."""
    return {key: value for key, value in {**base, **over}.items() if value is not None}


def differing(before: Fields, after: Fields) -> dict[str, Any]:
    """Give the fields of `after` that differ from `before`; `None` for one that is not there any more."""
    keys = dict.fromkeys((*before, *after))
    return {key: after.get(key) for key in keys if before.get(key) != after.get(key)}


def written(fields: Fields) -> str:
    """Write fields as a revision keeps them."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def upgrade(before: Mapping[str, Revision], shelves: Iterable[Shelf], reason: str) -> list[Draft]:
    """Give the revisions that lead from the last recorded shipped versions to these dossiers."""
    drafts: list[Draft] = []
    present: set[str] = set()
    for shelf in shelves:
        home = shelf.about.id
        for whole in (shelf.about, *shelf.records()):
            present.add(whole.id)
            last = before.get(whole.id)
            fields = written(as_dict(whole))
            if last and last.draft.status is Status.ERASED:
                continue
            if last is None or last.draft.status is not Status.SHOWN or last.draft.fields != fields:
                action = Action.CORRECT if last and last.draft.status is Status.SHOWN else Action.ADD
                drafts.append(Draft(whole.id, noun(whole), home, action, Status.SHOWN, fields, reason))
    gone = (last.draft for last in before.values() if last.draft.status is Status.SHOWN)
    drafts += (
        Draft(draft.record, draft.noun, draft.dossier, Action.RETRACT, Status.ABSENT, draft.fields, reason)
        for draft in gone
        if draft.record not in present
    )
    return drafts


def as_known(
    shipped: Sequence[Revision],
    own: Sequence[Revision],
    hidden: Callable[[str], bool],
    gaps: Mapping[str, tuple[Gap, ...]],
) -> Library:
    """Give the library that revisions up to some moment make, without what may not be shown any more.

    What was looked for in vain, the `gaps` by dossier, is not recorded and so the same at every moment.
    """
    shown = [revision for revision in shipped if not hidden(revision.draft.record)]
    drafts = (revision.draft for revision in shown if revision.draft.status is Status.SHOWN)
    heads = [draft for draft in drafts if draft.noun == DOSSIER and draft.fields != "{}"]
    bare = [Dossier(adapter(About).validate_json(head.fields), gaps=gaps.get(head.record, ())) for head in heads]
    then = Edition(Shipped(Library(bare), {}), shown)
    base = Shipped(then.library, {})
    return Edition(base, [revision for revision in own if not hidden(revision.draft.record)]).library
