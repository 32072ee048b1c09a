"""Files that leave the record and come into it: what is in them, what they change, what is to be mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.card import Button, Card, Fact, Facts, File, Part, Span, State, Style, spans
from bot.cards.changed import history_button, undo_button
from bot.cards.difference import field_spans, label_of
from bot.cards.parts import choices, count, listed, note, said
from bot.command import Call
from bot.errors import UserError
from bot.reading import LONGEST_LINE
from briefings.export import RETRACTION, Item, Retraction, noun
from briefings.faults import Fault
from briefings.importing import Difference, Plan
from briefings.revisions import Revision

MOST_FAULTS = 20
MOST_DIFFERENCES = 10
_MANY = {"person": "people"}
_MEDIA = {"toml": "application/toml", "json": "application/json", "csv": "text/csv"}


def export_card(items: Sequence[Item], withheld: Sequence[str], files: Mapping[str, str], form: str) -> Card:
    """Give files to take away, and say what is in them, and which briefings are not."""
    parts: list[Part] = [said(f"{_amounts(items)}, as {'it stands' if len(items) == 1 else 'they stand'}.")]
    parts += (File(name, _MEDIA[form], text.encode()) for name, text in files.items())
    reviewing = "Each file can be reviewed and merged into the content of its debate. " if form == "toml" else ""
    retracted = any(isinstance(item.what, Retraction) for item in items)
    words = "What was retracted is named without its words. " if retracted else ""
    parts.append(note(f"{reviewing}{words}", Span("/import", line="/import"), " takes it in again, here or elsewhere."))
    parts += (note(left_out(withheld)),) if withheld else ()
    return Card("Export", tuple(parts))


def left_out(briefings: Sequence[str]) -> str:
    """Say which briefings are not exported, why, and what brings them back."""
    it, its = ("it", "its summary rests") if len(briefings) == 1 else ("they", "their summaries rest")
    return f"Left out: {listed(briefings)}, as {its} on what is retracted. Corrected, {it} can be shown again."


def nothing_card(call: Call) -> Card:
    """Say that there is nothing to export."""
    everything = Button("Export all of it", call.line(what="all"))
    return Card(
        "Export", (said("Nothing on record stands otherwise than it came."), *choices(everything)), state=State.GAP
    )


def _amounts(items: Iterable[Item]) -> str:
    nouns = Counter(RETRACTION if isinstance(item.what, Retraction) else noun(item.what) for item in items)
    words = {"dossier": "debate", "disputed": "disputed wording"}
    return listed([count(many, words.get(one, one), _MANY.get(one)) for one, many in nouns.items()])


def dry_card(call: Call, plan: Plan) -> Card:
    """Show what an import would change."""
    if not plan.drafts:
        return _nothing_new(plan)
    line = call.line(dry=None)
    pressable = "rows" in call.given and len(line) <= LONGEST_LINE
    onward = Button("Import it", line) if pressable else None
    again = () if onward else (note("Nothing was changed. Send it again without “dry” to import it."),)
    return Card("What the import would change", (said(_counts(plan)), *_changes(plan), *again, *choices(onward)))


def imported_card(plan: Plan, made: Sequence[Revision]) -> Card:
    """Say what an import changed, and how that is taken back."""
    if not plan.drafts:
        return _nothing_new(plan)
    back = note("Each change stands in the history of its record, and can be taken back there: /history and an id.")
    first = list(dict.fromkeys(one.id for one in plan.differences))
    onward = choices(history_button(first[0]), undo_button(made[0], "Undo the import", to=made[-1]))
    return Card("Imported", (said(_counts(plan)), *_changes(plan), back, *onward), also=tuple(first[:MOST_DIFFERENCES]))


def _nothing_new(plan: Plan) -> Card:
    known = "Everything in it stands on record so already." if plan.unchanged else "There is no record in it."
    text = f"{known} Nothing was changed."
    return Card("Nothing to import", (said(text), *_left_out(plan)), state=State.GAP)


def _counts(plan: Plan) -> str:
    counts = ((plan.new, "new"), (plan.corrected, "corrected"), (plan.retracted, "retracted"))
    said_of = [f"{many:,} {word}" for many, word in counts if many]
    unchanged = f" {plan.unchanged:,} unchanged." if plan.unchanged else ""
    return f"{listed(said_of)}.{unchanged}"


def _changes(plan: Plan) -> tuple[Part, ...]:
    rows = tuple(_row(one) for one in plan.differences[:MOST_DIFFERENCES])
    left = len(plan.differences) - len(rows)
    more = (note(f"And {count(left, 'difference')} more."),) if left else ()
    return (Facts(rows), *more, *_left_out(plan))


def _row(one: Difference) -> Fact:
    if one.field == RETRACTION:
        return Fact(one.id, spans(Span("retracted", Style.STRUCK), f" {one.after}".rstrip()))
    label = one.id if one.before is None else f"{one.id} · {label_of(one.field)}"
    return Fact(label, field_spans(one.before, one.after))


def _left_out(plan: Plan) -> tuple[Part, ...]:
    if not plan.left_out:
        return ()
    return (note(f"Left out: {count(plan.left_out, 'gap')}, which content files alone can hold."),)


class Unimportable(UserError):
    """A file with something to mend in it; the card lists it."""

    title = "Nothing was imported"

    def __init__(self, faults: Sequence[Fault], field: str) -> None:
        """`field` names the field of a form that the rows were written into; nothing for a file."""
        self._shown, left = faults[:MOST_FAULTS], len(faults) - MOST_FAULTS
        self._more = f"And {left:,} more." if left > 0 else ""
        self._amount = f"{len(faults):,} to mend; all of it is taken in, or nothing."
        lines = (": ".join(filter(None, (one.entry, one.field, one.problem))) for one in self._shown)
        super().__init__("\n".join(filter(None, (self._amount, *lines, self._more))), field=field)

    def card(self) -> Card:
        more = (note(self._more),) if self._more else ()
        rows = Facts(tuple(map(_fault, self._shown)))
        return Card(self.title, (said(self._amount), rows, *more), state=self.state)


def _fault(one: Fault) -> Fact:
    return Fact(" · ".join(filter(None, (one.entry, one.field))) or one.file or "rows", spans(one.problem))
