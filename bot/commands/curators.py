"""`/curators`: who may change the record here."""

from __future__ import annotations

import re

from bot.card import Card
from bot.cards.tenant import curator_added_card, curator_removed_card, curators_card
from bot.command import Call, Command, Kind, Param
from bot.errors import Unknown, Unreadable
from bot.roles import Role

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EVERYONE = frozenset({"everyone", "here", "channel"})
USER = Param("user", "Whom", Kind.USER, required=True, limit=100, label="Whom (their id)")
ROLE = Param("role", "curator or admin; curator otherwise", Kind.CHOICE, choices=("curator", "admin"), label="As what")


async def _list(call: Call) -> Card:
    async with call.desk.reading(Role.CURATOR) as transaction:
        return curators_card(call, await transaction.curators.all())


async def _add(call: Call) -> Card:
    user = _user(call)
    role = call.choice("role", ("curator", "admin")) or "curator"
    async with call.desk.writing(Role.ADMIN) as work:
        before = await work.transaction.curators.role_of(user)
        await work.transaction.curators.put(user, role, work.user, work.at)
        work.people_changed = True
        await work.note("appoint", user, f"{role}, was {before}" if before else role)
    return curator_added_card(user, role, before)


async def _remove(call: Call) -> Card:
    user = _user(call)
    async with call.desk.writing(Role.ADMIN) as work:
        before = await work.transaction.curators.role_of(user)
        if not before:
            raise Unknown(f"{user} is no curator here. Nothing was changed.", field="user")
        await work.transaction.curators.remove(user)
        work.people_changed = True
        await work.note("dismiss", user)
    return curator_removed_card(user, before)


def _user(call: Call) -> str:
    """Give a user's id; a name that people can choose for themselves is none."""
    user = call.user("user") or call.needed("user")
    if not _ID.fullmatch(user) or user in _EVERYONE:
        text = "Give one user’s id: letters, digits, dots and hyphens. A display name can be anyone’s."
        raise Unreadable(text, field="user")
    return user


CURATORS = (
    Command("curators list", "Who may change the record here", _list, role=Role.CURATOR, private=True, lasting=False),
    Command(
        "curators add",
        "Let someone change the record",
        _add,
        (USER, ROLE),
        role=Role.ADMIN,
        private=True,
        lasting=False,
    ),
    Command(
        "curators remove",
        "Take that back",
        _remove,
        (USER,),
        role=Role.ADMIN,
        private=True,
        lasting=False,
    ),
)
