"""What was retracted or erased, told without its words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.cards.parts import sentence
from briefings.dates import PartialDate
from briefings.edition import Edition
from briefings.export import noun
from briefings.library import Library
from briefings.model import Event, Organisation, Person, Position, Quote
from briefings.revisions import Revision, Status

_GONE = frozenset({Status.RETRACTED, Status.ERASED})
_ALONE = frozenset({"quote", "event", "position"})
"""The kinds that nothing needs in order to be shown; with the others goes what rests on them alone."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A record that is not shown any more, by what may still be told of it."""

    noun: str
    record: str
    scopes: frozenset[str]
    """The ids of the dossier, questions, people and organisations that it belonged to."""
    who: str = ""
    """A name, where whoever it is stands on record still."""
    when: PartialDate | None = None
    reason: str = ""
    done: str = "retracted"

    def told(self) -> str:
        """Say what is gone and why, as in “A quote of Ada of 5 May 2021 was retracted: misattributed.”."""
        of = "".join(f" of {one}" for one in (self.who, self.when.spoken() if self.when else "") if one)
        reason = f": {self.reason}" if self.reason else ""
        falling = "" if self.noun in _ALONE else ", and what rests on it alone is not shown"
        article = "An" if self.noun.startswith(("e", "o")) else "A"
        return sentence(f"{article} {self.noun}{of} was {self.done}{falling}{reason}")


def withdrawals(edition: Edition, since: dt.datetime) -> tuple[Withdrawal, ...]:
    """Give what was retracted or erased after a moment, in the order in which that was done."""
    last = (*edition.changed(), *edition.shipped.erased.values())
    gone = {one.draft.record: one for one in last if one.draft.status in _GONE and one.at > since}
    return tuple(_withdrawal(edition, one) for one in sorted(gone.values(), key=lambda one: (one.at, one.draft.record)))


def vanished(library: Library, record: Quote | Event | Position, dossier: str) -> Withdrawal:
    """Tell of a record that is not shown any more, though it was not itself retracted."""
    return _told_of(
        library, record, Withdrawal(noun(record), record.id, frozenset({dossier}), done="taken out of the record")
    )


def _withdrawal(edition: Edition, revision: Revision) -> Withdrawal:
    draft = revision.draft
    # A reason may repeat the words that it is about.
    reason = "" if edition.holds_retracted(draft.reason) else draft.reason
    bare = Withdrawal(draft.noun, draft.record, frozenset({draft.dossier}), reason=reason)
    if draft.status is Status.ERASED:
        return replace(bare, done="erased")
    whole = edition.standing(draft)
    return _told_of(edition.library, whole, bare) if isinstance(whole, Quote | Event | Position) else bare


def _told_of(library: Library, record: Quote | Event | Position, bare: Withdrawal) -> Withdrawal:
    match record:
        case Quote():
            holder, when, scopes = record.speaker, record.said, (record.speaker, *record.questions)
        case Event():
            holder, when, scopes = "", record.date, (*record.people, *record.organisations, *record.questions)
        case Position():
            holder, when, scopes = record.who, record.date, (record.who, record.question)
    who = library.get(holder)
    name = who.name if isinstance(who, Person | Organisation) else ""
    return replace(bare, who=name, when=when, scopes=bare.scopes.union(scopes))
