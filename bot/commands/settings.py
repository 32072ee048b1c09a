"""`/settings`: how the bot behaves in this tenant."""

from __future__ import annotations

from bot.card import Card, Form
from bot.cards.tenant import LANGUAGES, SEEN_BY, settings_card
from bot.command import Call, Command, Kind, Param
from bot.commands.suggest import CURATORS, EVERYONE, WHO
from bot.forms import field_of
from bot.roles import WHOSE, Role
from bot.tenants import ANSWERS, DATES, DEFAULT_DOSSIER, MAY_SUBSCRIBE, MAY_SUGGEST, ZONE
from bot.zones import UTC, read_zone, zones
from briefings.dates import ENGLISH

PARAMS = (
    Param(DEFAULT_DOSSIER, "The debate that is meant when none is named", Kind.DOSSIER, clearable=True),
    Param(
        ZONE,
        "The time zone of dates and times",
        Kind.TEXT,
        clearable=True,
        hint="Such as Europe/Berlin; UTC when empty",
        offers=lambda: zones().values(),
    ),
    Param(DATES, "The language of dates", Kind.CHOICE, choices=tuple(LANGUAGES), clearable=True),
    Param(MAY_SUGGEST, "Who may suggest quotes", Kind.CHOICE, choices=WHO, clearable=True),
    Param(
        MAY_SUBSCRIBE,
        "Who may change scheduled briefings",
        Kind.CHOICE,
        choices=tuple(WHOSE),
        clearable=True,
    ),
    Param(
        ANSWERS,
        "Who sees an answer, when the question does not say",
        Kind.CHOICE,
        choices=tuple(SEEN_BY),
        clearable=True,
        hint="When empty: in Slack whoever asks, elsewhere everyone",
    ),
)
_CHOSEN = {
    DATES: (tuple(LANGUAGES), ENGLISH),
    MAY_SUGGEST: (WHO, EVERYONE),
    MAY_SUBSCRIBE: (tuple(WHOSE), CURATORS),
    ANSWERS: (tuple(SEEN_BY), ""),
}
"""What is chosen from, and what comes by itself."""


async def _run(call: Call) -> Card | Form:
    if call.text("change"):
        return _form(call)
    wanted = {param.name: _read(call, param.name) for param in PARAMS if param.name in call.given}
    changed = {name: value for name, value in wanted.items() if value != call.tenant.settings.get(name, "")}
    if not changed:
        return settings_card(call, call.tenant.settings)
    async with call.desk.writing(Role.ADMIN) as work:
        for name, value in changed.items():
            await (work.transaction.settings.put(name, value) if value else work.transaction.settings.remove(name))
            await work.note("set", name, value or "as it comes")
        work.people_changed = True
    return settings_card(call, (await call.desk.tenants.get(call.desk.tenant)).settings)


def _read(call: Call, name: str) -> str:
    """Give what a setting is to be; nothing for what it comes with."""
    if not call.given[name]:
        return ""
    if name == DEFAULT_DOSSIER:
        dossier = call.dossier(name)
        return dossier.id if dossier else ""
    if name == ZONE:
        zone = read_zone(call.needed(name), ZONE, lambda near: call.line(**{ZONE: near}))
        return "" if zone == UTC else zone
    choices, usual = _CHOSEN[name]
    chosen = call.choice(name, choices) or usual
    return "" if chosen == usual else chosen


def _form(call: Call) -> Form:
    settings = {MAY_SUGGEST: EVERYONE, MAY_SUBSCRIBE: CURATORS, ZONE: UTC, DATES: ENGLISH, **call.tenant.settings}
    fields = tuple(field_of(param, settings.get(param.name, "")) for param in PARAMS)
    return Form("Settings", "settings", fields, submit="Save")


SETTINGS = Command(
    "settings",
    "How the bot behaves here",
    _run,
    (*PARAMS, Param("change", "yes opens the form", Kind.TEXT, listed=False)),
    role=Role.ADMIN,
    private=True,
    lasting=False,
)
