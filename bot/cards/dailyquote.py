"""The quote of the day: balanced between the sides, and none twice before all were shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.card import Button
from bot.cards.balance import sides
from bot.cards.issue import Issue, Section
from bot.cards.parts import quotation, source_line
from bot.command import write_line
from briefings.dates import PartialDate
from briefings.library import Library
from briefings.model import Organisation, Person, Quote
from briefings.rules import disputed_by_words
from briefings.stances import Side
from briefings.words import fold


def quote_section(issue: Issue) -> Section | None:
    """Show the quote whose turn it is; nothing when there is none."""
    quote = next_quote(issue)
    if quote is None:
        return None
    buttons = (
        Button("Where they stand", write_line("stance", {"who": quote.speaker})),
        Button("About this quote", source_line(quote.id)),
        Button("Timeline", write_line("timeline", {"about": issue.subject.id})),
    )
    heading = f"quote of the day, {PartialDate.of(issue.today).spoken()}"
    return Section(heading, (quotation(issue.library, quote),), buttons)


def next_quote(issue: Issue) -> Quote | None:
    """Pick of those that were not shown in this round: from the side shown least in it, of whom was shown least.

    Where several are left, the first by id, so that the same is picked again for the same delivery.
    """
    quotes = _eligible(issue)
    shown = [one for one in issue.before.shown if one in quotes]
    seen = _round(shown, len(quotes))
    left = [quote for quote in quotes.values() if quote.id not in seen]
    if len(left) > 1 and not seen:
        # A round does not begin with what the one before it ended with.
        left = [quote for quote in left if quote.id not in shown[-1:]]
    at = sides(issue.library, {question.id for question in issue.questions})
    in_round = Counter(at.get(one, Side.NEITHER) for one in seen)
    on_side = Counter(at.get(one, Side.NEITHER) for one in shown)
    of_whom = Counter(quotes[one].speaker for one in shown)
    order = list(Side)

    def turn(quote: Quote) -> tuple[int, int, int, int, str]:
        where = at.get(quote.id, Side.NEITHER)
        return in_round[where], on_side[where], order.index(where), of_whom[quote.speaker], quote.id

    return min(left, key=turn, default=None)


def _eligible(issue: Issue) -> dict[str, Quote]:
    """Give the quotes that may be picked: someone's own if it is about them, and none in a wording that is disputed.

    One whose source is not on record any more is in no library.
    """
    own = isinstance(issue.subject, Person | Organisation)
    entries = issue.library.quotes_by(issue.subject.id) if own else issue.entries
    disputed = _disputed(issue.library)
    return {entry.id: entry for entry in entries if isinstance(entry, Quote) and entry.id not in disputed}


def _disputed(library: Library) -> set[str]:
    """Give the quotes whose words were disputed since they came on record, as words of whoever is said to have."""
    entries = disputed_by_words(library.disputed())
    holders = {entry.who for entry in entries.values()}
    return {quote.id for who in holders for quote in library.quotes_by(who) if _is_among(entries, quote.words)}


def _is_among(folded: Iterable[str], words: str) -> bool:
    # To fold all of the words takes long; most wordings are told apart by the first.
    beginning = fold(words.split(maxsplit=1)[0])
    near = [one for one in folded if one.startswith(beginning)]
    return bool(near) and fold(words) in near


def _round(shown: Sequence[str], size: int) -> set[str]:
    """Give what was shown in the present round: since the last time that all had been."""
    seen: set[str] = set()
    for one in shown:
        seen.add(one)
        if len(seen) == size:
            seen = set()
    return seen
