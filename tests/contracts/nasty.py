"""A record whose people, sources and quotes try to be more than words."""

from __future__ import annotations

import dataclasses
from functools import cache

from briefings.library import Library
from briefings.model import Dossier
from tests.contracts.bots import shipped

NASTY = (
    "<script>alert(1)</script> <@U1> <!channel> @everyone <#C1> <https://evil.example|here> **x** __y__ ~~z~~ `code` "
    "||spoiler|| [a](http://b) # not a heading > not a quote &lt;b&gt; &amp; :smile: <img src=x onerror=alert(2)> "
    '"onclick="alert(3) {{ 7 * 7 }} %s \\ \u200b\u200d 𝔘 א'
)
"""Mentions, markup and HTML in one line; every letter of it is to be seen."""
NASTY_PROSE = f"> {NASTY}\n* {NASTY}\n```\n{NASTY}"


@cache
def nasty() -> Library:
    """Give the shipped record with nasty words in every text that people write."""
    return Library([_spoilt(shelf.dossier()) for shelf in shipped().dossiers])


def _spoilt(dossier: Dossier) -> Dossier:
    change = dataclasses.replace
    return change(
        dossier,
        about=change(dossier.about, title=NASTY, topic=NASTY, summary=NASTY_PROSE, method=NASTY_PROSE),
        questions=tuple(change(question, text=f"{NASTY} {question.id}") for question in dossier.questions),
        people=tuple(
            change(person, name=f"{NASTY} {person.id}", family=None, summary=NASTY) for person in dossier.people
        ),
        organisations=tuple(
            change(organisation, name=f"{NASTY} {organisation.id}", summary=NASTY)
            for organisation in dossier.organisations
        ),
        sources=tuple(change(source, title=NASTY, publisher=NASTY) for source in dossier.sources),
        quotes=tuple(
            change(quote, words=f"{NASTY_PROSE} {quote.id}", excerpt=None, occasion=NASTY, note=NASTY_PROSE)
            for quote in dossier.quotes
        ),
        events=tuple(change(event, title=NASTY, summary=NASTY_PROSE, note=NASTY_PROSE) for event in dossier.events),
        positions=tuple(change(position, reading=NASTY) for position in dossier.positions),
        briefings=tuple(change(briefing, title=NASTY) for briefing in dossier.briefings),
    )
