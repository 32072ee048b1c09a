"""A record in the plainest way, to compare the bot with: dicts of what stands, no revisions, snapshots or indexes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from briefings.export import as_dict, noun
from briefings.library import Library
from briefings.model import Dossier

Fields = dict[str, Any]


class Standing(NamedTuple):
    """One record as it stands: what it is, in which debate, and its fields."""

    noun: str
    home: str
    fields: Fields


Record = dict[str, Standing]
SHOWN, RETRACTED, ABSENT, ERASED = "shown", "retracted", "absent", "erased"


@dataclass
class State:
    """What a tenant holds of one record: of its own all fields, of a shipped one those that are otherwise."""

    status: str
    fields: Fields = field(default_factory=dict)


@dataclass
class PlainTenant:
    """A tenant's record: for each record it changed every state that it ever gave it, the last one counts."""

    states: dict[str, list[State]] = field(default_factory=dict)
    own: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The noun and debate of each record of its own."""

    def stands(self, shipped: Record) -> Record:
        """Give every record as it stands, whether or not what it names does."""
        standing = dict(shipped)
        for record_id, states in self.states.items():
            standing.pop(record_id, None)
            made = self.one(record_id, states[-1], shipped)
            if made:
                standing[record_id] = made
        return standing

    def one(self, record_id: str, state: State, shipped: Record) -> Standing | None:
        if state.status != SHOWN:
            return None
        if record_id in self.own:
            kind, home = self.own[record_id]
            return Standing(kind, home, state.fields)
        if record_id not in shipped:
            return None
        base = shipped[record_id]
        return Standing(base.noun, base.home, cleaned({**base.fields, **state.fields}))

    def put(self, record_id: str, state: State) -> None:
        self.states.setdefault(record_id, []).append(state)

    def add(self, kind: str, home: str, fields: Fields) -> None:
        """Put a record of its own there."""
        self.own[fields["id"]] = (kind, home)
        self.put(fields["id"], State(SHOWN, fields))

    def holding(self, record_id: str, fields: Fields, shipped: Record) -> State:
        """Give what is held of a record that stands with these fields."""
        if record_id in self.own:
            return State(SHOWN, fields)
        base = shipped[record_id].fields
        names = {*base, *fields}
        return State(SHOWN, {name: fields.get(name) for name in names if fields.get(name) != base.get(name)})

    def last(self, record_id: str) -> State:
        return self.states[record_id][-1] if record_id in self.states else State(SHOWN)

    def before(self, record_id: str) -> State:
        """Give the state before the last one."""
        states = self.states[record_id]
        if len(states) > 1:
            return states[-2]
        return State(ABSENT) if record_id in self.own else State(SHOWN)

    def hidden(self) -> set[str]:
        return {one for one, states in self.states.items() if states[-1].status in {RETRACTED, ERASED}}


def cleaned(fields: Mapping[str, Any]) -> Fields:
    """Leave out what says nothing, as records are written."""
    return {name: value for name, value in fields.items() if value is not None and value != []}


def record_of(dossiers: Iterable[Dossier]) -> Record:
    """Give all of some dossiers, heads too."""
    return {
        whole.id: Standing(noun(whole), dossier.about.id, cleaned(as_dict(whole)))
        for dossier in dossiers
        for whole in (dossier.about, *dossier.records())
    }


def shown_by(library: Library) -> Record:
    """Give everything that a library shows."""
    return {
        whole.id: Standing(noun(whole), shelf.about.id, cleaned(as_dict(whole)))
        for shelf in library.dossiers
        for whole in (shelf.about, *shelf.records())
    }


def visible(standing: Record) -> Record:
    """Give what can be shown: nothing names what is not there, and what cannot stand so is not shown either."""
    there = dict(standing)
    while True:
        kept = {one: _without(record, there) for one, record in there.items()}
        gone = [one for one, fields in kept.items() if fields is None or there[one].home not in there]
        if not gone:
            return {one: there[one]._replace(fields=cleaned(fields)) for one, fields in kept.items() if fields}
        for one in gone:
            del there[one]


def _without(record: Standing, there: Record) -> Fields | None:  # noqa: C901  a case for each noun
    fields = deepcopy(record.fields)

    def keep(*names: str) -> None:
        for name in names:
            fields[name] = [one for one in fields.get(name, []) if one in there]

    def has(*names: str) -> bool:
        return all(fields[name] in there for name in names)

    match record.noun:
        case "person":
            fields["roles"] = [role for role in fields.get("roles", []) if role["organisation"] in there]
        case "quote":
            keep("questions")
            return fields if has("speaker", "source") else None
        case "event":
            keep("people", "organisations", "quotes", "questions")
            return fields if has("source") else None
        case "position":
            keep("quotes", "events")
            if fields.get("change") and fields["change"]["since"] not in there:
                del fields["change"]
            return fields if has("who", "question") and (fields["quotes"] or fields["events"]) else None
        case "briefing":
            stand = [point for point in fields.get("points", []) if set(point["evidence"]) <= there.keys()]
            stands = has("about") and set(fields["summary"]["evidence"]) <= there.keys()
            return {**fields, "points": stand} if stands else None
        case "disputed":
            if fields.get("see") not in there:
                fields.pop("see", None)
            return fields if has("who") else None
    return fields
