"""`/suggest`: anyone can offer a quote; `/suggestions`: what became of one's own."""

from __future__ import annotations

import asyncio
import json

from bot.card import Button, Card, Form
from bot.cards.refused import explained
from bot.cards.suggestions import own_card, suggested_card
from bot.command import Call, Command, Kind, Param, short
from bot.commands.add import NO_SOURCE, adding, drafts, form, needed
from bot.commands.fields import QUOTE, WHERE
from bot.commands.standing import asked, params_of
from bot.errors import Forbidden, Unknown, Unreadable
from bot.limits import SUGGESTIONS
from bot.roles import Role
from bot.tenants import MAY_SUGGEST

EVERYONE, CURATORS, NOBODY = "everyone", "curators", "nobody"
WHO = (EVERYONE, CURATORS, NOBODY)
MOST_OWN = 10
_NEEDED = {EVERYONE: Role.EVERYONE, CURATORS: Role.CURATOR}


async def _run(call: Call) -> Card | Form:
    who = call.tenant.settings.get(MAY_SUGGEST, EVERYONE)
    if who == NOBODY:
        raise Forbidden("Suggestions are turned off here. Ask one of your admins.")
    needed(call, "quote")
    speaker = _speaker(call)
    with explained(call, params_of((*QUOTE, *WHERE))):
        # What no curator could approve is said now, to the person who can mend it.
        if call.library.get(speaker):
            await asyncio.to_thread(drafts, call, "quote", call.tenant.edition, asked(call))
        elif not (call.text("source") or call.text("witness")):
            raise Unreadable(NO_SOURCE["quote"], field="source")
    # Names and dates as they are meant today: “yesterday” is another day when a curator looks.
    meant = {"speaker": speaker, "said": str(call.date("said"))}
    kept = {name: value for name, value in {**call.given, **meant}.items() if name != "anyway"}
    async with call.desk.writing(_NEEDED[who], SUGGESTIONS) as work:
        number = await work.transaction.suggestions.add(work.user, json.dumps(kept, ensure_ascii=False), work.at)
        await work.note("suggest", f"suggestion {number}")
    return suggested_card(number)


def _speaker(call: Call) -> str:
    """Give the id of whoever is meant, or the name of someone who is not on record and is to be."""
    try:
        return call.needed_holder("speaker", exactly=True).id
    except Unknown as error:
        name = call.needed("speaker").strip()
        if asked(call).anyway:
            return name
        new = Button(f"Suggest it for {short(name)}", call.line(anyway="yes"))
        text = f"{error.text} Someone who is not on record can be suggested with their words."
        raise Unknown(text, buttons=(*error.buttons, new), field="speaker") from None


async def _dialog(call: Call) -> Form:
    return form(call, "quote", "suggest", "Suggest a quote", "Suggest")


async def _own(call: Call) -> Card:
    number = call.number("number", 0)
    async with call.desk.reading() as transaction:
        if not number:
            return own_card(call, await transaction.suggestions.of(call.desk.user, MOST_OWN))
        suggestion = await transaction.suggestions.get(number)
    if suggestion is None or suggestion.user != call.desk.user:
        raise Unknown(f"You made no suggestion {number}.")
    return own_card(call, [suggestion])


SUGGEST = Command(
    "suggest",
    "Suggest a quote; a curator looks at it",
    _run,
    adding("quote"),
    private=True,
    lasting=False,
    dialog=_dialog,
)
SUGGESTED = Command(
    "suggestions",
    "What you suggested, and what became of it",
    _own,
    (Param("number", "The number of a suggestion", Kind.NUMBER),),
    private=True,
    lasting=False,
)
