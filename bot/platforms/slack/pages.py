"""What someone reads in the browser who adds the bot to their workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from aiohttp import web
from jinja2 import Environment, PackageLoader, select_autoescape

from bot.platforms.slack.access import Grant
from bot.platforms.slack.scopes import ESSENTIAL, SCOPES

INSTALL_PATH = "/slack/install"
_STATIC = {"pages.css": "text/css", "icon.svg": "image/svg+xml"}
_AGAIN = "Start again"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an install went: what is said of it, and where it leads on.

    Addresses of our own are relative: a proxy may have put the bot below a path.
    """

    status: int
    title: str
    texts: tuple[str, ...]
    state: str = "error"
    missing: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[tuple[str, str], ...] = ()
    address: str = "install"
    label: str = _AGAIN


_NOTHING = "Nothing was installed."
DENIED = Outcome(
    200, "Not added", (f"You, or whoever decides for your workspace, did not allow it. {_NOTHING}",), "gap"
)
FOREIGN = Outcome(
    400,
    "This address does not work",
    (
        "It works once, and only in the browser in which you pressed “Add to Slack”.",
        "If you have been told already that On Record was added, it was, and there is nothing left to do.",
    ),
)
LATE = Outcome(400, "That took too long", (f"More than ten minutes have gone by since you began. {_NOTHING}",))
USED_CODE = Outcome(
    400, "Slack knows nothing of it any more", (f"What Slack gave you was used already, or is too old. {_NOTHING}",)
)
UNREACHED = Outcome(
    502, "Slack does not answer", ("Nobody can tell whether it was added. Start again in a minute; that does no harm.",)
)
UNKEPT = Outcome(503, "Not possible just now", (f"The bot’s database cannot be used. {_NOTHING} Try in a minute.",))


def refused(code: str, status: int) -> Outcome:
    """Say that Slack refuses the app itself, which those who run it have to mend."""
    why = f"Slack says “{code}”. {_NOTHING}"
    mend = "Tell those who run this bot: “onrecord doctor slack” says what they have to mend."
    return Outcome(status, "Slack refuses the bot", (why, mend))


def done(grant: Grant, prefix: str, address: str) -> Outcome:
    """Say that the bot is there, and what to do now."""
    record = f"/{prefix}record"
    where = f"to {grant.team_name}" if grant.team_name else "to all workspaces of your organisation"
    missing = {scope: why for scope, why in SCOPES.items() if scope not in grant.scopes}
    steps = (
        (f"{record} help", "In any channel: everything that can be asked. You see the answer alone."),
        (f"{record} people", "Whose words are on record."),
        (f"{record} curators add @someone", "Lets someone change the record. You are an admin already."),
        ("/invite @On Record", "In a private channel, so that answers can be shown there."),
    )
    if grant.scopes >= ESSENTIAL:
        return Outcome(200, f"On Record was added {where}", (), "", missing, steps, address, "Open Slack")
    return Outcome(200, f"On Record was added {where}, but cannot work", (), "error", missing)


class Pages:
    """Makes the pages, and serves what they need."""

    def __init__(self) -> None:
        here = "bot.platforms.slack"
        self._templates = Environment(
            loader=PackageLoader(here), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
        )
        self._static = {name: (files(here) / "static" / name).read_bytes() for name in _STATIC}

    def install(self, address: str, minutes: int) -> web.Response:
        """Give the page with the button that leads to an address of Slack."""
        return self._page(200, "install.html", address=address, minutes=minutes, scopes=SCOPES)

    def outcome(self, outcome: Outcome) -> web.Response:
        """Give the page that says how it went."""
        return self._page(
            outcome.status,
            "outcome.html",
            title=outcome.title,
            texts=outcome.texts,
            state=outcome.state,
            missing=outcome.missing,
            steps=outcome.steps,
            address=outcome.address,
            label=outcome.label,
        )

    async def file(self, request: web.Request) -> web.Response:
        """Answer with a file that the pages need."""
        name = request.match_info["name"]
        if name not in _STATIC:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "no-cache"}
        return web.Response(body=self._static[name], content_type=_STATIC[name], charset="utf-8", headers=headers)

    def _page(self, status: int, template: str, **values: object) -> web.Response:
        html = self._templates.get_template(template).render(values)
        # It holds a state, or says what was done with one: nobody is to see it twice.
        return web.Response(status=status, text=html, content_type="text/html", headers={"Cache-Control": "no-store"})
