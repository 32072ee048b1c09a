"""From a file of records to the revisions that take it in, all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from briefings.admission import Admission, gone
from briefings.editing import Asked, again, corrected, ground_in
from briefings.edition import DOSSIER, Edition, differing, written
from briefings.export import RETRACTION, as_dict, noun
from briefings.faults import ContentError, Fault
from briefings.load import NOUNS, parse
from briefings.model import About, Briefing, Disputed, Gap, Prose, Record
from briefings.quoting import quoted, with_article
from briefings.resolving import Entry, Resolving
from briefings.revisions import Action, Draft, Revision, Status
from briefings.rows import GAP, Row, Rows, read
from briefings.rules import Ground, Unread, disputed_by_words, record_faults
from briefings.settling import refers_to, settled
from briefings.shelf import KINDS

Progress = Callable[[int, int], None]
"""Is told how many steps of how many are done."""
_EVERY = 200
_MAIN = ("words", "title", "name", "text", "reading", "url")
"""The field that a new record is told by: the first of these that it has."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import changes in one field, the values as JSON; a record that is new has nothing before.

    A retraction's `field` is `retraction`, and its reason stands in `after`.
    """

    id: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    drafts: tuple[Draft, ...]
    differences: tuple[Difference, ...]
    new: int = 0
    corrected: int = 0
    retracted: int = 0
    unchanged: int = 0
    left_out: int = 0
    """Gaps, which a tenant cannot add."""


def plan(  # noqa: PLR0913  a file, and how it is to be taken
    edition: Edition,
    text: bytes | str,
    form: str,
    asked: Asked,
    default_dossier: str = "",
    *,
    file: str = "",
    progress: Progress = lambda _done, _of: None,
) -> Plan:
    """Say what importing a file would do. Raise `ContentError` with everything that is wrong, by row and field.

    `form` is `toml`, `json`, `csv` or nothing, when it is told by the file. Takes a while; to be called on a thread.
    """
    return plan_rows(edition, read(text, form, file), asked, default_dossier, progress)


def plan_rows(
    edition: Edition,
    rows: Rows,
    asked: Asked,
    default_dossier: str = "",
    progress: Progress = lambda _done, _of: None,
) -> Plan:
    """Say what importing these rows would do, as `plan` does."""
    return _Planning(edition, rows, asked, default_dossier, progress).run()


class _Planning:
    def __init__(self, edition: Edition, rows: Rows, asked: Asked, default: str, progress: Progress) -> None:
        self.edition = edition
        self.asked = asked
        self.faults: list[Fault] = list(rows.faults)
        self.retractions = [row for row in rows.rows if row.noun == RETRACTION]
        self.gaps = [row for row in rows.rows if row.noun == GAP]
        records = [row for row in rows.rows if row.noun not in {RETRACTION, GAP}]
        self.telling = frozenset(row.file for row in self.retractions)
        """The files that say what is retracted."""
        self.gone = frozenset(str(row.fields.get("id")) for row in self.retractions)
        self.found = Resolving(edition, records, default, self.gone)
        self.default = default
        self.drafts: list[Draft] = []
        self.differences: list[Difference] = []
        self.counts: dict[str, int] = defaultdict(int)
        self.after: dict[str, Record | About] = {}
        self.standing: dict[str, bool] = {}
        self._progress = progress
        self._done, self._of = 0, 2 * len(records) + len(self.retractions)

    def run(self) -> Plan:
        self.found.run(self._step)
        self.faults += self.found.faults
        self._refuse_doubled()
        self.found.entries = [self._with_hidden(entry) for entry in self.found.entries]
        changes = [entry for entry in self.found.entries if self._changes(entry)]
        self.after = {entry.whole.id: entry.whole for entry in changes}
        self._check(changes)
        self.faults += Admission(self.edition, self.found.known, changes, self.gone, self.asked).faults()
        for entry in sorted(changes, key=lambda entry: _place(entry.whole)):
            self._draft(entry)
        for row in self.retractions:
            self._retract(row)
            self._step()
        self._leave_out_gaps()
        if self.faults:
            raise ContentError(self.faults)
        self._progress(self._of, self._of)
        return Plan(tuple(self.drafts), tuple(self.differences), **self.counts)

    def _step(self) -> None:
        self._done += 1
        if self._done % _EVERY == 0:
            self._progress(min(self._done, self._of), self._of)

    def get(self, record_id: str) -> Record | About | None:
        """Give a record as it is to stand after the import."""
        if record_id in self.gone:
            return None
        return self.after.get(record_id) or self.found.known(record_id)

    # -- what a row changes -----------------------------------------------------------------------

    def _refuse_doubled(self) -> None:
        first: dict[str, Row] = {}
        everything = [(entry.whole.id, entry.row) for entry in self.found.entries]
        everything += [(str(row.fields.get("id")), row) for row in self.retractions]
        for record_id, row in everything:
            if record_id in first:
                where = first[record_id].entry
                self.faults.append(row.fault("id", f"{record_id} stands in {where} too; keep one of the two"))
            first.setdefault(record_id, row)

    def _with_hidden(self, entry: Entry) -> Entry:
        """Leave the fields that a record was exported with, since not all of it can be, as they are behind that.

        So an export comes back without a change.
        """
        before, whole = self.found.known(entry.whole.id), entry.whole
        if before == whole or isinstance(before, About | None) or type(before) is not type(whole):
            return entry
        # Content holds what is shown; beside what is retracted a record stands whole, but for a briefing.
        literal = entry.row.file in self.telling and not isinstance(whole, Briefing)
        out = settled(before, self._may_stand if literal else self._stands)
        names = () if out is None or out is before else type(before).__dataclass_fields__
        kept = {name: getattr(before, name) for name in names if getattr(whole, name) == getattr(out, name)}
        return replace(entry, whole=replace(whole, **kept)) if kept else entry

    def _may_stand(self, record_id: str) -> bool:
        """Tell whether something is on record, or was and may be again."""
        taken_out = record_id in self.gone or self.edition.gone(record_id) is not None
        return taken_out or self.found.known(record_id) is not None

    def _stands(self, record_id: str) -> bool:
        """Tell whether something on record is to be shown once the file's retractions are made."""
        if record_id not in self.standing:
            self.standing[record_id] = True  # Two positions may name each other; neither falls with the other.
            known = self.found.known(record_id)
            shown = isinstance(known, About) or bool(known and settled(known, self._stands))
            self.standing[record_id] = shown and record_id not in self.gone
        return self.standing[record_id]

    def _changes(self, entry: Entry) -> bool:
        """Tell whether an entry changes the record; what may not be added again is a fault."""
        record_id = entry.whole.id
        if taken_out := self.edition.gone(record_id):
            self.faults.append(entry.fault("id", gone(taken_out)))
            self.found.lost.add(record_id)
            return False
        before = self.found.known(record_id)
        if before == entry.whole:
            self.counts["unchanged"] += not entry.part
            self._step()
            return False
        if before is not None and type(before) is not type(entry.whole):
            problem = f"{record_id} is {with_article(noun(before))} on record; write another id"
            self.faults.append(entry.fault("id", problem))
            return False
        return True

    def _draft(self, entry: Entry) -> None:
        whole = entry.whole
        before = self.found.known(whole.id)
        if before is None:
            fields = as_dict(whole)
            draft = Draft(whole.id, noun(whole), entry.dossier, Action.ADD, Status.SHOWN, written(fields))
            self.drafts.append(replace(draft, reason=self.asked.reason))
            main = next(field for field in (*_MAIN, "id") if field in fields)
            self.differences.append(Difference(whole.id, main, None, fields[main]))
            self.counts["new"] += 1
            return
        self.drafts.append(corrected(self.edition, before, whole, self.asked.reason))
        changes = differing(as_dict(before), as_dict(whole))
        was = as_dict(before)
        self.differences += (Difference(whole.id, field, was.get(field), now) for field, now in changes.items())
        self.counts["corrected"] += 1

    # -- the rules --------------------------------------------------------------------------------

    def _check(self, changes: Sequence[Entry]) -> None:
        every = {entry.id: entry for entry in self.edition.library.disputed()}
        every |= {one.id: one for one in self.after.values() if isinstance(one, Disputed)}
        disputed = disputed_by_words(entry for entry in every.values() if entry.id not in self.gone)
        grounds: dict[str, Ground | None] = {}
        for entry in changes:
            self._step()
            if isinstance(entry.whole, About):
                continue
            if entry.dossier not in grounds:
                grounds[entry.dossier] = self._ground(entry.dossier, disputed)
            ground = grounds[entry.dossier]
            if ground is None:
                problem = f"{quoted(entry.dossier)} is no debate on record; name one that is, or add it"
                self.faults.append(entry.fault(DOSSIER, problem if entry.dossier else "is missing; name a debate"))
                continue
            found = record_faults(entry.whole, ground, self._unread(entry.whole))
            self.faults += (entry.fault(fault.field, fault.problem) for fault in found)

    def _ground(self, dossier: str, disputed: dict[str, Disputed]) -> Ground | None:
        about = self.get(dossier)
        if not isinstance(about, About):
            if dossier not in self.gone and dossier not in self.found.lost:
                return None
            about = _stand_in(dossier)
        return ground_in(about, self._record, self.asked.today, disputed)

    def _record(self, record_id: str) -> Record | None:
        found = self.get(record_id)
        return None if isinstance(found, About) else found

    def _unread(self, whole: Record) -> Unread:
        """Give what a record may name although it is not there: what the file retracts, what it named before."""
        before = self.found.known(whole.id)
        named = set(refers_to(before)) if before and not isinstance(before, About) else set()
        may = (one for one in refers_to(whole) if one in self.gone or one in self.found.lost or one in named)
        return Unread(frozenset(one for one in may if self.get(one) is None))

    # -- retractions ------------------------------------------------------------------------------

    def _retract(self, row: Row) -> None:
        record_id, reason = row.fields.get("id"), row.fields.get("reason", "")
        if strange := [name for name in row.fields if name not in {"id", "reason", "of"}]:
            self.faults.append(row.fault(strange[0], "is no field here; fields are id, reason"))
            return
        if not isinstance(record_id, str):
            self.faults.append(row.fault("id", "is missing; write what is retracted"))
            return
        if reason and parse(Prose, reason)[1]:
            self.faults.append(row.fault("reason", "is no text, or has control characters in it; write a sentence"))
            return
        reason = reason or self.asked.reason
        last = self.edition.last(record_id)
        before = self.found.known(record_id)
        if before is None:
            self._keep_out(row, record_id, last, reason)
        elif self._may_go(row, before):
            self.drafts.append(again(self.edition, before, Action.RETRACT, Status.RETRACTED, reason))
            self.differences.append(Difference(record_id, RETRACTION, None, reason))
            self.counts["retracted"] += 1

    def _keep_out(self, row: Row, record_id: str, last: Revision | None, reason: str) -> None:
        """Keep out what was retracted elsewhere and never was on record here."""
        kind = row.fields.get("of")
        if last or self.edition.version(record_id):
            self.counts["unchanged"] += 1
        elif kind not in NOUNS or parse(NOUNS["person"], {"id": record_id, "name": "-", "summary": "-"})[1]:
            self.faults.append(row.fault("id", f"{quoted(record_id)} is not on record; correct the id"))
        else:
            home = row.dossier or self.default
            self.drafts.append(Draft(record_id, str(kind), home, Action.RETRACT, Status.RETRACTED, "{}", reason))
            self.differences.append(Difference(record_id, RETRACTION, None, reason))
            self.counts["retracted"] += 1

    def _may_go(self, row: Row, before: Record | About) -> bool:
        if not isinstance(before, About):
            return True
        held = [record.id for record in self.edition.library.dossier_of(before.id).records()]
        held += (entry.whole.id for entry in self.found.entries if entry.dossier == before.id)
        if left := [one for one in held if one not in self.gone]:
            problem = f"{before.id} still holds {len(left)} records, such as {left[0]}; retract those first"
            self.faults.append(row.fault("id", problem))
        return not left

    def _leave_out_gaps(self) -> None:
        known = {(gap.who, gap.question) for shelf in self.edition.library.dossiers for gap in shelf.gaps}
        for row in self.gaps:
            gap, wrong = parse(Gap, row.fields)
            self.faults += (row.fault(field, problem) for field, problem in wrong)
            self.counts["left_out"] += gap is not None and (gap.who, gap.question) not in known


def _place(whole: Record | About) -> int:
    return 0 if isinstance(whole, About) else 1 + KINDS.index(type(whole))


def _stand_in(dossier: str) -> About:
    """Give a head for a debate that is not shown, so that what is in it can be judged all the same."""
    said = dict.fromkeys(("title", "topic", "asks", "summary", "method"), "-")
    about, _ = parse(About, {**said, "id": dossier, "compiled": "1000", "language": "en"})
    return about or _stand_in("no-debate")
