"""Slack as a person uses it: the real app, by HTTP or Socket Mode, against the loopback Slack.

How a line is typed: one that begins with one of the app's own commands, as that command; every other after `/record`,
since Slack lets nobody send a slash command that it does not know, and shows what begins otherwise to the channel.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from functools import partial
from typing import Any

from bot.desk import Desk
from bot.dispatch import Dispatch
from bot.limits import Limits
from bot.notices import Notices
from bot.platforms.slack.commands import REGISTERED
from bot.platforms.slack.manifest import manifest
from bot.platforms.slack.platform import slack as slack_platform
from bot.platforms.slack.views import NOTHING
from bot.roles import Role
from bot.settings import read_settings
from bot.store.database import Database
from bot.tenants import Clock
from bot.web.application import application
from bot.wiring import doing
from tests.contracts.filled import OTHER
from tests.contracts.surface import Shown
from tests.platforms.slack.loopback import App, Message, Outcome, Slack, User, View, loopback
from tests.platforms.slack.loopback.fields import SINGLE, is_empty, offered
from tests.platforms.slack.loopback.showing import state_of
from tests.platforms.slack.seen import pressed, seen, seen_form
from tests.web.served import served

GOES_ON = "Goes on in the next message."
NEEDED = "Please complete this required field."
"""What Slack itself says of a field that must not be empty; it does not send the form then."""
_OWN = re.compile(rf"(/(?:{'|'.join(REGISTERED)}))(?: (.*))?", re.DOTALL)
_HALF = re.compile("[\ud800-\udfff]")
_FRESH = 11 * 60.0
"""After so many seconds the app asks anew who somebody is."""
_Here = dict[str, int]
_Stand = tuple[_Here, tuple[str, str] | None]
_Place = tuple[Message, ...] | View


class SlackSurface:
    """One member of a workspace, in #general."""

    def __init__(self, slack: Slack, dispatch: Dispatch) -> None:
        self._slack = slack
        self._dispatch = dispatch
        self._person = slack.join("mia")
        self._is_curator = False
        self._shown: dict[int, tuple[Shown, _Place, _Here]] = {}

    async def become(self, role: Role) -> None:
        is_admin, is_curator = role is Role.ADMIN, role is Role.CURATOR
        if self._person.user.is_admin != is_admin:
            self._person.user.is_admin = is_admin
            self._slack.clock.advance(_FRESH)
        if self._is_curator != is_curator:
            self._is_curator = is_curator
            await self._appoint(is_curator=is_curator)

    async def _appoint(self, *, is_curator: bool) -> None:
        """Let an admin make somebody a curator, or take that back."""
        tenants, tenant = self._dispatch.tenants, f"slack:{self._slack.workspace.id}"
        desk = Desk(tenants, Limits(), clock_of(self._slack), tenant, "operator", Role.ADMIN)
        async with desk.writing(Role.ADMIN) as work:
            curators = work.transaction.curators
            if is_curator:
                await curators.put(self._person.id, "curator", work.user, work.at)
            else:
                await curators.remove(self._person.id)
            work.people_changed = True

    async def ask(self, line: str) -> Shown:
        for view in reversed(self._person.views):
            await self._person.close(view)  # It lies over what is typed into.
        stand = self._stand()
        return await self._answered(await self._person.slash(*typed(line)), stand)

    async def press(self, shown: Shown, label: str) -> Shown:
        place, wanted = self._place(shown), pressed(shown.sends[label])
        where = place if isinstance(place, View) else place[wanted["message"]]
        stand = self._stand()
        if wanted["type"] == "button":
            outcome = await self._person.press(where, wanted["action_id"])
        else:
            outcome = await self._person.choose(where, wanted["action_id"], wanted["value"])
        return await self._answered(outcome, stand)

    async def submit(self, form: Shown, values: Mapping[str, str]) -> Shown:
        view = self._place(form)
        assert isinstance(view, View)
        for name, value in values.items():
            await self._fill(view, name, value)
        if missing := _missing(view):
            return self._remember(_shown_form(view, dict.fromkeys(missing, NEEDED)), view)
        stand = self._stand()
        return await self._answered(await self._person.submit(view), stand, sent=True)

    # -- filling in -------------------------------------------------------------------------------

    async def _fill(self, view: View, name: str, value: str) -> None:
        """Put a value into a field, parted as the field is; nothing where a menu has no such thing."""
        blocks = [block for block in view.inputs() if block.partition("+")[0] == name]
        most = view.inputs()[blocks[0]]["element"].get("max_length", len(value) or 1)
        for place, block in enumerate(blocks):
            is_last = place == len(blocks) - 1
            piece = value[place * most :] if is_last else value[place * most : (place + 1) * most]
            await self._put(view, block, piece)

    async def _put(self, view: View, block: str, value: str) -> None:
        element = view.inputs()[block]["element"]
        match element["type"]:
            case "file_input":
                assert not value
                return
            case "plain_text_input":
                chosen: object = _mended(value if element["multiline"] else " ".join(value.splitlines()))
            case "external_select":
                chosen = await self._suggested(view, block, value.strip())
            case "static_select":
                chosen = _option(offered(element), value.strip() or NOTHING)
            case "users_select":
                chosen = value if value in self._slack.workspace.users else None
            case _:
                chosen = value if value in self._slack.workspace.channels else None
        await self._person.choose(view, block, chosen)

    async def _suggested(self, view: View, block: str, value: str) -> object:
        """Type into a menu, and choose what is meant of what is offered."""
        if not value:
            return None
        options = (await self._person.suggest(view, block, _mended(value))).options
        return _option(options, _mended(value))

    # -- what is seen -----------------------------------------------------------------------------

    def _stand(self) -> _Stand:
        """Give what there is before something is done: the messages with their edits, and the dialog on top."""
        here = {one.ts: len(one.edits) for one in self._person.messages() if one.bot}
        top = self._person.views[-1] if self._person.views else None
        return here, (top.id, top.hash) if top else None

    async def _answered(self, outcome: Outcome, stand: _Stand, *, sent: bool = False) -> Shown:
        """Give what came of something that was done, once all of it is there."""
        assert not outcome.error, outcome.error
        place = await self._slack.world.changes.until(lambda: self._come(stand, sent=sent))
        assert not self._slack.refused
        if not isinstance(place, View):
            answer = seen(
                [{"text": one.text, "blocks": one.blocks} for one in place], private=all(one.ephemeral for one in place)
            )
        elif place.inputs():
            answer = _shown_form(place, place.errors)
        else:
            answer = seen([{"text": "", "blocks": place.blocks}], private=True)
        return self._remember(answer, place)

    def _come(self, stand: _Stand, *, sent: bool) -> _Place | None:
        """Give the messages or the dialog that came; `None` as long as more is on its way."""
        here, top = stand
        came = tuple(
            one for one in self._person.messages() if one.bot and one.blocks and here.get(one.ts) != len(one.edits)
        )
        if came:
            return None if GOES_ON in came[-1].words() else came
        view = self._person.views[-1] if self._person.views else None
        if view is None or view.title == "One moment":
            return None
        return view if sent or (view.id, view.hash) != top else None

    def _remember(self, shown: Shown, place: _Place) -> Shown:
        messages = () if isinstance(place, View) else place
        self._shown[id(shown)] = shown, place, {one.ts: len(one.edits) for one in messages}
        return shown

    def _place(self, shown: Shown) -> _Place:
        """Give where an answer stands; nobody presses what is not there any more."""
        _, place, edits = self._shown[id(shown)]
        assert isinstance(place, View) or all(edits[one.ts] == len(one.edits) for one in place)
        return place


def typed(line: str) -> tuple[str, str]:
    """Give the command that a line is typed as, and the text after it."""
    found = _OWN.fullmatch(line)
    command, text = (found[1], found[2] or "") if found else ("/record", line)
    return command, _mended(text)


def _mended(text: str) -> str:
    """Give a text as it leaves a person's machine, which sends no half characters."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def _option(options: tuple[dict[str, Any], ...] | list[dict[str, Any]], wanted: str) -> dict[str, Any] | None:
    return next((one for one in options if wanted in (one["value"], one["text"]["text"])), None)


def _missing(view: View) -> list[str]:
    """Give the fields that are empty and must not be."""
    states = state_of(view)
    needed = [block for block, one in view.inputs().items() if not one.get("optional")]
    return [block for block in needed if all(map(is_empty, states[block].values()))]


def _shown_form(view: View, errors: Mapping[str, str]) -> Shown:
    """Read a form with what was written into it."""
    source = deepcopy(view.source)
    for block in source["blocks"]:
        element = block.get("element", {})
        for state in view.typed.get(block["block_id"], {}).values():
            now, first = SINGLE.get(element["type"], ("value", "initial_value"))
            element.pop(first, None)
            element |= {first: state[now]} if state.get(now) else {}
    return seen_form(source, errors)


def clock_of(slack: Slack) -> Clock:
    """Give the time as this Slack has it."""
    return lambda: dt.datetime.fromtimestamp(slack.clock.now(), dt.UTC)


@asynccontextmanager
async def _by(way: str, dispatch: Dispatch, database: Database) -> AsyncIterator[SlackSurface]:
    """Serve the app to a Slack of its own."""
    app = App()
    app.register(manifest(dispatch.commands))
    async with loopback(app) as slack:
        slack.workspace.users[OTHER] = User(OTHER, "bob", slack.workspace.id)
        secrets = (
            {"slack_app_token": app.app_token} if way == "socket" else {"slack_signing_secret": app.signing_secret}
        )
        settings = read_settings(slack_bot_token=slack.bot_token, slack_api_url=slack.api_url, **secrets)
        now = clock_of(slack)
        async with (
            slack_platform(settings, dispatch, database, Notices(database, dispatch, now), now) as platform,
            served(application(platform.routes)) as address,
            doing(platform.keep()),
        ):
            if way == "socket":
                await slack.world.changes.until(slack.sockets.ready)
            else:
                slack.http.address = address
            yield SlackSurface(slack, dispatch)
            slack.http.address = ""
        assert not slack.refused


slack_by_http = partial(_by, "http")
slack_by_socket = partial(_by, "socket")
