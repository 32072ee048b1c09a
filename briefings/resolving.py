"""From rows as people write them to records: names to ids, addresses to sources, and ids for what has none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from briefings.editing import new_source
from briefings.edition import DOSSIER, Edition, written
from briefings.export import as_dict, noun
from briefings.faults import Fault
from briefings.load import NOUNS, parse
from briefings.model import About, Organisation, Person, Record, Source
from briefings.naming import new_id
from briefings.quoting import quoted
from briefings.rows import Row
from briefings.shelf import KINDS
from briefings.words import fold

_WEB = re.compile("https?://", re.IGNORECASE)
_SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_NOUN_ORDER = {DOSSIER: 0, **{called: KINDS.index(kind) + 1 for called, kind in NOUNS.items() if kind in KINDS}}
_NO_ONE = "no-one-that-is-known"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that a row asks for, and the dossier it goes into."""

    row: Row
    dossier: str
    whole: Record | About
    named: bool
    """Whether the row gives its id."""
    part: str = ""
    """The field of the row that it is, if it is not all of it: the `source` of a quote."""

    def fault(self, field: str, problem: str) -> Fault:
        return self.row.fault(".".join(filter(None, (self.part, field))), problem)


class Resolving:
    """One pass over rows. Afterwards `entries` holds what could be read and `faults` what is wrong with the rest."""

    def __init__(self, edition: Edition, rows: Iterable[Row], default: str, gone: frozenset[str]) -> None:
        """`default` is the dossier of what says of none; `gone` are ids that the same file retracts."""
        self.entries: list[Entry] = []
        self.faults: list[Fault] = []
        self.lost: set[str] = set()
        """Ids of what could not be read."""
        self._edition = edition
        self._gone = gone
        self._rows = sorted(rows, key=lambda row: _NOUN_ORDER[row.noun])
        self._ids = {str(row.fields["id"]) for row in self._rows if "id" in row.fields}
        self._wholes: dict[str, Record | About] = {}
        self._homes: dict[str, str] = {}
        self._effective: dict[str, Record | About | None] = {}
        self._counted: dict[str, int] = {}
        self._contents: dict[str, dict[str, str]] = {}
        self._names: dict[str, set[str]] = defaultdict(set)
        self._sources: dict[str, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
        first = next((shelf.about.id for shelf in edition.library.dossiers), "")
        heads = [str(row.fields.get("id", "")) for row in self._rows if row.noun == DOSSIER]
        self._default = default or first or (heads or [""])[0]

    def run(self, step: Callable[[], None]) -> None:
        """Take every row; `step` is called for each."""
        library = self._edition.library
        for kind in (Person, Organisation):
            for holder in library.all(kind):
                self._name(holder.id, as_dict(holder))
        for source in library.all(Source):
            if source.id not in self._gone:
                self._find_by(source.id, as_dict(source))
        for row in self._rows:
            self._take(row)
            step()

    def known(self, record_id: str) -> Record | About | None:
        """Give a record as it stands before the rows."""
        if record_id not in self._effective:
            self._effective[record_id] = self._edition.effective(record_id)
        return self._effective[record_id]

    def _take(self, row: Row) -> None:
        fields = dict(row.fields)
        told = len(self.faults)
        for place in ("speaker", "who"):
            if isinstance(fields.get(place), str):
                fields[place] = self._holder(row, place, fields[place])
        home = "" if row.noun == DOSSIER else self._home(row, fields)
        if row.noun in {"quote", "event"}:
            self._place_source(row, fields, home)
        named = "id" in fields
        if not named:
            fields = {"id": self._made_id(row.noun, fields), **fields}
        whole, wrong = parse(NOUNS[row.noun], fields)
        self.faults += (row.fault(field, problem) for field, problem in wrong)
        whole = whole if named or whole is None else self._as_on_record(whole)
        if row.noun in {"person", "organisation"}:
            self._name(whole.id if whole else str(fields["id"]), fields)
        if whole is None or len(self.faults) > told:
            self.lost.add(str(fields["id"]))
            return
        self._keep(Entry(row, whole.id if isinstance(whole, About) else home, whole, named))

    def _keep(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._ids.add(entry.whole.id)
        self._wholes[entry.whole.id] = entry.whole
        self._homes[entry.whole.id] = entry.dossier
        if isinstance(entry.whole, Source):
            self._find_by(entry.whole.id, as_dict(entry.whole))

    # -- the dossier ------------------------------------------------------------------------------

    def _home(self, row: Row, fields: Mapping[str, Any]) -> str:
        """Give the dossier that a row names, or that it is in, or that its question or source is in."""
        own = fields.get("id")
        if isinstance(own, str) and self.known(own):
            stands = self._edition.dossier_of(own)
            if row.dossier not in {"", stands} and self._edition.shipped.whole(own) is None:
                self.faults.append(row.fault(DOSSIER, f"is {stands} of what is on record; an import moves nothing"))
            return stands
        if row.dossier:
            return row.dossier
        if isinstance(own, str) and (last := self._edition.last(own)):
            return last.draft.dossier
        questions = fields.get("questions")
        named = [fields.get("question"), fields.get("about"), *(questions if isinstance(questions, list) else ())]
        for one in (*named, fields.get("source")):
            if isinstance(one, str) and (home := self._home_of(one)):
                return home
        return self._default

    def _home_of(self, record_id: str) -> str | None:
        if record_id in self._homes:
            return self._homes[record_id]
        return self._edition.dossier_of(record_id) if self.known(record_id) else None

    # -- who --------------------------------------------------------------------------------------

    def _name(self, holder_id: str, fields: Mapping[str, Any]) -> None:
        aliases = fields.get("aliases")
        names = [fields.get("name"), fields.get("family"), *(aliases if isinstance(aliases, list) else ())]
        for name in names:
            if isinstance(name, str) and fold(name):
                self._names[fold(name)].add(holder_id)

    def _holder(self, row: Row, place: str, value: str) -> str:
        """Give the id of whoever is meant; a name has to be written as it stands on record."""
        if value in self._ids or isinstance(self.known(value), Person | Organisation):
            return value
        found = sorted(self._names.get(fold(value), ()))
        if len(found) == 1:
            return found[0]
        if found:
            self.faults.append(row.fault(place, f"{quoted(value)} may be {' or '.join(found[:5])}; write the id"))
        elif _SLUG.fullmatch(value):
            return value
        else:
            problem = f"{quoted(value)} is no one on record; write the name as it stands there, or add them"
            self.faults.append(row.fault(place, problem))
        return _NO_ONE

    # -- sources ----------------------------------------------------------------------------------

    def _find_by(self, source_id: str, fields: Mapping[str, Any]) -> None:
        self._sources[str(fields.get("url") or fields.get("publisher"))].append((source_id, fields))

    def _place_source(self, row: Row, fields: dict[str, Any], home: str) -> None:
        """Put the id of a source in the place of its address and what is said of it."""
        given = _source_of(row.noun, fields)
        if given is None:
            return
        url = given.get("url")
        wanted = dict(new_source(given))
        for source_id, known in self._sources.get(str(url or wanted.get("publisher")), ()):
            if all(known.get(key) == value for key, value in given.items()):
                fields["source"] = source_id
                return
        named = "id" in wanted
        made = wanted if named else {"id": self._made_id("source", wanted), **wanted}
        whole, wrong = parse(Source, made)
        fields["source"] = str(made["id"])
        if whole is None:
            self.faults += (row.fault(f"source.{field}", problem) for field, problem in wrong)
            self.lost.add(str(made["id"]))
        else:
            self._keep(Entry(row, home, whole, named, part="source"))

    # -- ids --------------------------------------------------------------------------------------

    def _made_id(self, kind: str, fields: Mapping[str, Any]) -> str:
        who = str(fields.get("speaker") or fields.get("who") or "")
        holder = self._wholes.get(who) or self.known(who)
        family = holder.id if isinstance(holder, Organisation) else ""
        if isinstance(holder, Person):
            family = holder.family or holder.name.split()[-1]
        made = new_id(kind, fields, family, self._taken, self._counted)
        self._ids.add(made)
        return made

    def _taken(self, made: str) -> bool:
        return made in self._ids or bool(self._edition.version(made)) or self.known(made) is not None

    def _as_on_record(self, whole: Any) -> Any:  # noqa: ANN401  a record of whatever kind
        """Give a record without an id of its own the one of the record that says the very same."""
        kind = noun(whole)
        if kind not in self._contents:
            shelves = self._edition.library.dossiers if kind != DOSSIER else ()
            ids = [record.id for shelf in shelves for record in shelf.records() if noun(record) == kind]
            stands = [known for record_id in ids if (known := self.known(record_id))]
            self._contents[kind] = {_content(known): known.id for known in stands}
        return replace(whole, id=self._contents[kind].get(_content(whole), whole.id))


def _content(whole: Record | About) -> str:
    return written({**as_dict(whole), "id": ""})


def _source_of(kind: str, fields: dict[str, Any]) -> dict[str, Any] | None:
    """Take what is said of a source out of the fields of a quote or event; `None` when they name one by its id."""
    source = fields.get("source")
    if isinstance(source, str) and not _WEB.match(source):
        return None
    told = {"title": ("source_title",), "publisher": ("source_publisher", "publisher"), "kind": ("source_kind",)}
    if kind == "quote":
        told["title"] = ("source_title", "title")
    if source is None and fields.get("source_kind") != "in-person":
        return None
    columns = {name: fields.pop(place) for name, places in told.items() for place in places if place in fields}
    own = dict(source) if isinstance(source, Mapping) else {"url": source} if source is not None else {}
    return {key: value for key, value in {**columns, **own}.items() if value is not None}
