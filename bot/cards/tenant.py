"""A tenant's own matters: curators, settings, the audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.card import Button, Card, Fact, Facts, Named, Part, Span, State, Style, Text, spans
from bot.cards.parts import choices, count, day_of, note, page_of, said, time_of, turning, user_name
from bot.command import Call, write_line
from bot.roles import Role
from bot.store.curators import Curator
from bot.store.deeds import Deed
from bot.tenants import ANSWERS, DATES, DEFAULT_DOSSIER, MAY_SUBSCRIBE, MAY_SUGGEST, ZONE
from briefings.dates import ENGLISH

AUDIT_PAGE = 20
LANGUAGES = {
    "en": "English",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "es": "Español",
    "fi": "Suomi",
    "fr": "Français",
    "it": "Italiano",
    "nb": "Norsk bokmål",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "sv": "Svenska",
    "uk": "Українська",
}
"""The languages that dates can be said in, by their codes."""
SEEN_BY = {"private": "whoever asks", "public": "everyone where it was asked"}
"""Who sees an answer, by the word of the setting."""
_DONE = {
    "add": "added",
    "correct": "corrected",
    "retract": "retracted",
    "reinstate": "reinstated",
    "undo": "took a change back of",
    "take back": "took back",
    "settle": "settled",
    "suggest": "handed in",
    "approve": "approved",
    "reject": "rejected",
    "appoint": "appointed",
    "dismiss": "dismissed",
    "set": "set",
    "subscribe": "set up",
    "change": "changed",
    "pause": "paused",
    "resume": "resumed",
    "unsubscribe": "deleted",
    "send": "sent one of",
    "confirm": "confirmed one of",
    "import": "imported",
    "export": "exported",
    "erase": "erased",
    "install": "let the bot into",
    "uninstall": "took the bot out of",
}
"""What the audit says of each kind of deed."""
_OF_USERS = frozenset({"appoint", "dismiss"})
_AS_USUAL = "in Slack whoever asks, elsewhere everyone"
_ALSO = "Whoever the platform or the operator makes an admin is one beside them."
_LIST = Button("All curators", write_line("curators list", {}))


def curators_card(call: Call, curators: Sequence[Curator]) -> Card:
    """List everyone who was appointed, with by whom and when."""
    admin = call.asker.role >= Role.ADMIN
    parts: list[Part] = [] if curators else [said("No one was appointed here yet.")]
    for one in curators:
        parts.append(_appointed(call, one))
        # Under whom it removes: what stands on a button can name no one.
        parts += choices(Button("Remove", write_line("curators remove", {"user": one.user}))) if admin else ()
    add = Button("Add someone", write_line("curators add", {})) if admin else None
    return Card("Curators", (*parts, note(_ALSO), *choices(add)), subtitle=count(len(curators), "person", "people"))


def _appointed(call: Call, one: Curator) -> Text:
    by, on = user_name(one.by, Style.PLAIN), day_of(call, one.at)
    return said(user_name(one.user), f", {one.role} · appointed by ", by, f" on {on}")


def curator_added_card(user: str, role: str, before: str | None) -> Card:
    """Say what someone may do now; `before` is the role that they had, and have again when it is taken back."""
    may = "change the record" if role == "curator" else "change the record and the settings, and appoint curators"
    onward = choices(_LIST, _again(user, before) if before != role else None)
    return Card("Appointed", (said(user_name(user), f" is {_article(role)} now, and may {may}."), *onward))


def _again(user: str, role: str | None) -> Button:
    line = (
        write_line("curators add", {"user": user, "role": role})
        if role
        else write_line("curators remove", {"user": user})
    )
    return Button("Take that back", line)


def _article(role: str) -> str:
    return "an admin" if role == "admin" else "a curator"


def curator_removed_card(user: str, before: str) -> Card:
    """Say that someone lost the role that they had before."""
    text = said(user_name(user), " may not change the record any more. What they changed stays.")
    return Card("Dismissed", (text, *choices(_LIST, _again(user, before))))


def settings_card(call: Call, settings: Mapping[str, str]) -> Card:
    """Show the settings as they are."""
    about = call.library.about(settings.get(DEFAULT_DOSSIER, ""))
    facts = Facts(
        (
            Fact("Debate meant when none is named", spans(about.title if about else "the first one")),
            Fact("Time zone", spans(settings.get(ZONE, "UTC"))),
            Fact("Language of dates", spans(LANGUAGES[settings.get(DATES, ENGLISH)])),
            Fact("Who may suggest", spans(settings.get(MAY_SUGGEST, "everyone"))),
            Fact("Who may change scheduled briefings", spans(settings.get(MAY_SUBSCRIBE, "curators"))),
            Fact("Who sees answers", spans(SEEN_BY.get(settings.get(ANSWERS, ""), _AS_USUAL))),
        )
    )
    change = Button("Change", write_line("settings", {"change": "yes"}))
    curators = Button("Curators", write_line("curators list", {}))
    return Card("Settings", (facts, *choices(change, curators)))


def audit_card(call: Call, total: int, deeds: Sequence[Deed]) -> Card:
    """List what was done, newest first."""
    if not total:
        return Card("Audit", (said("Nothing was changed here in this time."),), state=State.GAP)
    _, pages = page_of(range(total), call.number("page", 1), AUDIT_PAGE, call.line(page=None))
    rows = []
    for deed in deeds:
        when = time_of(call, deed.at)
        about = Named.USER if deed.action in _OF_USERS else None
        subject = Span(deed.subject, line=_opened(call, deed), names=about)
        note_on = f" · {deed.note}" if deed.note else ""
        what = spans(user_name(deed.actor), f" {_DONE.get(deed.action, deed.action)} ", subject, note_on)
        rows.append(Fact(when, what))
    subtitle = f"{count(total, 'entry', 'entries')} · newest first"
    return Card(
        "Audit",
        (Facts(tuple(rows)), *choices(*turning(call, pages, "◀ Newer", "Older ▶"))),
        subtitle=subtitle,
        pages=pages,
    )


def _opened(call: Call, deed: Deed) -> str | None:
    known = call.tenant.edition.version(deed.subject)
    return write_line("history", {"id": deed.subject}) if known else None
