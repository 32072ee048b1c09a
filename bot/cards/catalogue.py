"""What there is: the debates, and the people and organisations in them."""

from __future__ import annotations

from bot.card import Button, Card, Fact, Facts, Heading, Part, Span, State, Style, Text, spans
from bot.cards.parts import choices, count, note, page_of, said, turning
from bot.command import Call, write_line
from briefings.library import Library
from briefings.model import Holder, Organisation
from briefings.shelf import Shelf

PAGE_SIZE = 15


def people_card(call: Call, dossiers: tuple[Shelf, ...]) -> Card:
    """List people, then organisations, each with how much of them is on record."""
    holders: list[Holder] = [person for dossier in dossiers for person in dossier.people]
    holders += (organisation for dossier in dossiers for organisation in dossier.organisations)
    shown, pages = page_of(holders, call.number("page", 1), PAGE_SIZE, call.line(page=None))
    parts: list[Part] = []
    for place, holder in enumerate(shown):
        organisation = isinstance(holder, Organisation)
        if place == 0 or organisation != isinstance(shown[place - 1], Organisation):
            parts.append(Heading("Organisations" if organisation else "People"))
        parts.append(_holder(call.library, holder))
    people = sum(len(dossier.people) for dossier in dossiers)
    parts += choices(
        *turning(call, pages),
    )
    subtitle = f"{count(people, 'person', 'people')}, {count(len(holders) - people, 'organisation')}"
    return Card("Who is on record", tuple(parts), subtitle=subtitle, pages=pages, also=tuple(h.id for h in shown))


def debates_card(library: Library) -> Card:
    """List the debates, their questions, and how much is on record of each."""
    parts: list[Part] = []
    for dossier in library.dossiers:
        parts += _debate(library, dossier)
    if not parts:
        return Card("Debates", (said("No debate is on record yet."),), state=State.GAP)
    return Card("Debates", tuple(parts), also=tuple(dossier.about.id for dossier in library.dossiers))


def _holder(library: Library, holder: Holder) -> Text:
    quotes = len(library.quotes_by(holder.id))
    amount = Span(f" · {count(quotes, 'quote')}" if quotes else "", Style.QUIET)
    return said(
        Span(holder.name, Style.STRONG, line=write_line("stance", {"who": holder.id})), f" · {holder.summary}", amount
    )


def _debate(library: Library, dossier: Shelf) -> list[Part]:
    about = dossier.about
    amounts = (
        count(len(dossier.people), "person", "people"),
        count(len(dossier.organisations), "organisation"),
        count(len(dossier.quotes), "quote"),
        count(len(dossier.events), "event"),
        count(len(dossier.positions), "position"),
    )
    questions = (
        Fact(
            q.short.capitalize(),
            spans(Span(q.text, line=write_line("briefing" if library.briefing(q.id) else "timeline", {"about": q.id}))),
        )
        for q in dossier.questions
    )
    return [
        Heading(about.title, f"as of {about.compiled.spoken()}"),
        said(about.summary),
        Facts((Fact("On record", spans(", ".join(amounts))), *questions)),
        note(about.method),
        *choices(
            Button("Briefing", write_line("briefing", {"about": about.id})) if library.briefing(about.id) else None,
            Button("Timeline", write_line("timeline", {"about": about.id})),
            Button("People", write_line("people", {"dossier": about.id})),
        ),
    ]
