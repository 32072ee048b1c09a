"""Why the record was not changed, and what can be done instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bot.card import Button, Card, State
from bot.cards.difference import rows_of
from bot.cards.parts import choices, day_of, listed, quotation, said, source_line
from bot.command import Call, short, write_line
from bot.errors import Unknown, UserError
from bot.roles import Role
from briefings.faults import ContentError, Fault
from briefings.history import Version
from briefings.library import Library
from briefings.lookalikes import skeleton
from briefings.model import About, Quote, Record
from briefings.refusals import Conflict, Gone, Lookalike, Missing, NearDuplicate, Needed, Unchanged
from briefings.revisions import Revision, Status
from briefings.settling import refers_to
from briefings.words import fold

MOST_NAMED = 3
_ID = re.compile("[a-z0-9]+(-[a-z0-9]+)+,?")


class NearlyOnRecord(UserError):
    """Words that are nearly on record already; the card shows those that are."""

    title = "Nearly on record"
    state = State.GAP

    def __init__(self, library: Library, quote: Quote, text: str, buttons: tuple[Button, ...], *, same: bool) -> None:
        in_form = f"{text} “{quote.words}” ({quote.id})."
        if not same:
            in_form += " Send it once more to add it all the same."
        again = {} if same else {"anyway": "yes"}
        super().__init__(text, buttons=buttons, errors={"words": in_form}, again=again)
        self._shown = quotation(library, quote)

    def card(self) -> Card:
        return Card(self.title, (said(self.text), self._shown, *choices(*self.buttons)), state=self.state)


class SameName(UserError):
    """A name that reads or looks like one on record."""

    title = "Is it the same?"
    state = State.GAP


class Retracted(UserError):
    """A record that was retracted, and stays so."""

    title = "Retracted"
    state = State.GAP
    mistaken = False


class Erased(Retracted):
    """A record whose words are gone for good."""

    title = "Erased"


class NotShown(Retracted):
    """A record that rests on something retracted."""

    title = "Not shown"


@contextmanager
def explained(call: Call, params: Mapping[str, str]) -> Iterator[None]:
    """Turn a refusal of the record into what whoever asked can read; `params` names the parameter of each field."""
    try:
        yield
    except ContentError as error:
        raise faulty(error.faults, params) from None
    except NearDuplicate as error:
        raise _nearly(call, call.desk.newest or call.library, error) from None
    except Gone as error:
        raise _again(call, error) from None
    except Lookalike as error:
        raise _alike(call, error) from None
    except Missing as error:
        raise Unknown(f"Nothing with the id “{short(error.record)}” is on record.", field="id") from None
    except Needed as error:
        raise UserError(_needed(error.users)) from None
    except Unchanged:
        raise UserError("It stands so already. Nothing was changed.") from None


class Changed(UserError):
    """A record that was changed since the version that a change was made against; the card shows how."""

    title = "Changed meanwhile"

    def __init__(self, call: Call, error: Conflict, versions: Sequence[Version]) -> None:
        versioned = any(param.name == "version" for param in call.command.params)
        again = (Button("Do it all the same", call.line(version=error.now)),) if versioned else ()
        super().__init__(
            f"{error.record} is at version {error.now} now; yours was made against version {error.expected}.",
            buttons=(Button("Its history", _history(error.record)), *again),
        )
        before = versions[error.expected - 1].fields if 0 < error.expected <= len(versions) else {}
        self._changes = rows_of(before, versions[-1].fields) if before and versions else None

    def card(self) -> Card:
        shown = (self._changes,) if self._changes and self._changes.rows else ()
        return Card(self.title, (said(self.text), *shown, *choices(*self.buttons)), state=self.state)


def faulty(faults: tuple[Fault, ...], params: Mapping[str, str]) -> UserError:
    """Say what is wrong in each field."""
    errors: dict[str, str] = {}
    loose: list[str] = []
    for fault in faults:
        field = fault.field.partition(".")[0]
        param = params.get(field)
        problem = _sentence(fault.problem)
        if param:
            errors[param] = f"{errors[param]} {problem}." if param in errors else f"{problem}."
        else:
            loose.append(f"{fault.field}: {fault.problem}.")
    text = " ".join((*(f"{param}: {problem}" for param, problem in errors.items()), *loose))
    return UserError(text, errors=errors)


def _sentence(problem: str) -> str:
    """Begin with a capital letter, unless an id comes first."""
    first = problem.partition(" ")[0]
    return problem if _ID.fullmatch(first) else problem[:1].upper() + problem[1:]


def gone(revision: Revision, call: Call) -> Retracted:
    """Say when and why a record was retracted, or that its words are gone for good."""
    draft = revision.draft
    when = f"on {day_of(call, revision.at)}"
    if draft.status is Status.ERASED:
        return Erased(f"{draft.record} was erased {when}. Its words are gone for good, and it cannot come back.")
    why = f": {draft.reason}" if draft.reason else ""
    sentence = f"{draft.record} was retracted {when}{why}."
    if call.asker.role < Role.CURATOR:
        return Retracted(sentence)
    buttons = (
        Button("Its history", _history(draft.record)),
        Button("Reinstate it", write_line("record reinstate", {"id": draft.record})),
    )
    return Retracted(f"{sentence} It stays so until it is reinstated.", buttons=buttons)


def _again(call: Call, error: Gone) -> Retracted:
    """Refuse to put on record what was taken out; what is only nearly the same may be meant all the same."""
    refused = gone(error.revision, call)
    if error.near:
        anyway = Button("Add anyway", call.line(anyway="yes"))
        text = f"Words nearly like these were retracted. {refused.text}"
        refused = Retracted(text, buttons=(*refused.buttons, anyway), field="words")
    refused.mistaken = True
    return refused


def _alike(call: Call, error: Lookalike) -> UserError:
    other = error.other.name
    reads = fold(error.name) == fold(other) or fold(error.name) in map(fold, error.other.aliases)
    if reads and error.field != "name":
        text = f"“{short(error.name)}” is a name of {other}, who is on record already."
    elif reads:
        text = f"{other} is on record already. Add someone else of that name only if they are not the same."
    elif skeleton(error.name) not in map(skeleton, (other, *error.other.aliases)):
        text = f"“{short(error.name)}” and {other}, who is on record, differ by an initial."
    else:
        text = f"“{short(error.name)}” looks like {other}, who is on record, but is written with other letters."
    same = Button(f"It is {other}", source_line(error.other.id))
    return SameName(text, buttons=(same, Button("Add anyway", call.line(anyway="yes"))), field=error.field)


def taken_out(call: Call, record_id: str | None) -> str:
    """Say when and why a record was retracted or erased, without its words; nothing of any other."""
    revision = call.tenant.edition.gone(record_id) if record_id else None
    return gone(revision, call).text if revision else ""


def refuse_gone(call: Call, record_id: str) -> None:
    """Say of a record that is not shown when and why it was taken out; do nothing when there is nothing to say."""
    edition = call.tenant.edition
    if revision := edition.gone(record_id):
        raise gone(revision, call)
    whole = edition.effective(record_id)
    if whole is None or isinstance(whole, About) or edition.library.get(record_id):
        return
    missing = listed([name for name in dict.fromkeys(refers_to(whole)) if not edition.library.get(name)])
    raise NotShown(f"{record_id} is not shown, since it rests on {missing}, which is not on record any more.")


def _nearly(call: Call, library: Library, error: NearDuplicate) -> NearlyOnRecord:
    quote = error.quote
    there = Button("It is the same", source_line(quote.id))
    if error.same:
        text = "The very same quote is on record, with this date and source."
        return NearlyOnRecord(library, quote, text, (there,), same=True)
    words = call.text("words") or ""
    fuller = write_line("record correct", {"id": quote.id, "words": words, "reason": "A fuller version"})
    buttons = [there, Button("Add anyway", call.line(anyway="yes"))]
    if len(words) > len(quote.words) and call.asker.role >= Role.CURATOR:
        buttons.insert(1, Button("Put in as the fuller version", fuller))
    return NearlyOnRecord(library, quote, "Words nearly like these are on record:", tuple(buttons), same=False)


def _needed(users: tuple[Record, ...]) -> str:
    shown = listed([user.id for user in users[:MOST_NAMED]])
    more = f" and {len(users) - MOST_NAMED} more" if len(users) > MOST_NAMED else ""
    return f"{shown}{more} stand in it. Retract those first."


def _history(record_id: str) -> str:
    return write_line("history", {"id": record_id})
