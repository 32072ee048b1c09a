"""The one door: a line is read, authorised and answered here, whatever platform it came from."""

from __future__ import annotations

import datetime as dt
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from time import perf_counter
from types import MappingProxyType
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.card import Button, Card, Choices, Form, State, Text, spans
from bot.command import KNOWN_AT, PRIVATE, SHARE, Asker, Call, Command, Upload, write_line
from bot.desk import Desk
from bot.errors import MissingArguments, Unknown, Unreadable, UserError
from bot.forms import asking, checked, form_of, mended, read_fields
from bot.limits import Limits
from bot.posting import NO_POSTERS, Posters, platform_of
from bot.reading import LONGEST_LINE, Reading, read_line
from bot.roles import Role, forbidden
from bot.suggest import Surroundings
from bot.tenants import ANSWERS, Clock, Tenant, Tenants
from briefings.dates import ENGLISH, PartialDate, said_in
from briefings.library import Library

log = logging.getLogger(__name__)

MOST_KEPT = 1_024
"""So many answers are kept ready, and so many channels' last random quotes remembered."""
NO_FILES: Mapping[str, Upload] = MappingProxyType({})
_SEEING = frozenset({SHARE.name, PRIVATE.name})
Key: TypeAlias = tuple[str, int, int, str, Role, dt.date, bool]
Fault: TypeAlias = Literal["asker's", "ours"]


@dataclass(slots=True)
class Answer:
    """What is to be shown, whether only to the asker, and whose fault it is if something went wrong.

    A platform keeps what it rendered of the body in `rendered`, so that the next same call costs nothing, and in
    `whole` the bytes of what says all of it at once.
    """

    body: Card | Form
    command: str
    """The name of the command that was asked, `-` when none could be read."""
    private: bool = False
    fault: Fault | None = None
    share: str = ""
    """The line that shows a private answer to everyone there; nothing when it is not for others."""
    dates: str = ENGLISH
    """The language that the dates in it are to be said in: render it inside of `said_in`."""
    rendered: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    whole: dict[str, bytes] = field(default_factory=dict)


class Recent(OrderedDict[str, str]):
    """The latest value for each of the keys seen last; the oldest are forgotten."""

    def __setitem__(self, key: str, value: str) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > MOST_KEPT:
            self.popitem(last=False)


class Dispatch:
    """Answers lines and forms. `now` gives the present moment in UTC."""

    def __init__(  # noqa: PLR0913, PLR0917  all that answers are made with
        self,
        commands: Sequence[Command],
        tenants: Tenants,
        now: Clock,
        random: Random,
        posters: Posters = NO_POSTERS,
        limits: Limits | None = None,
    ) -> None:
        self.commands = tuple(commands)
        self.tenants = tenants
        self._now = now
        self._limits = limits or Limits()
        self._random = random
        self._posters = posters
        self._last_shown = Recent()
        self._kept: OrderedDict[Key, Answer] = OrderedDict()

    async def library(self, tenant: str) -> Library:
        """Give a tenant's present record."""
        return (await self.tenants.get(tenant)).library

    async def zone(self, tenant: str) -> ZoneInfo:
        """Give the time zone of a tenant."""
        return (await self.tenants.get(tenant)).zone

    async def is_private(self, line: str, asker: Asker) -> bool:
        """Tell whether an answer will be for the asker alone, as far as the line can tell; never raises."""
        try:
            tenant = await self.tenants.get(asker.tenant)
            role, today = self._role(asker, tenant), self._today(tenant)
            command, given = read_line(line, self.commands, tenant.library, today, role)
            return command.private or _wants_quiet(
                self._call(command, given, asker, tenant, today), _usually(asker, tenant)
            )
        except UserError:
            return True

    async def surroundings(self, asker: Asker) -> Surroundings:
        """Give what suggestions for someone who types are made from."""
        tenant = await self.tenants.get(asker.tenant)
        return Surroundings(tenant.library, self.commands, self._today(tenant), self._role(asker, tenant))

    async def answer(self, line: str, asker: Asker, files: Mapping[str, Upload] = NO_FILES) -> Answer:
        """Answer a line and the files sent with it; never raises, except when it is cancelled."""
        if not files and (answer := self.ready(line, asker)):
            return answer
        return await self._answer(
            lambda library, today, role: read_line(line, self.commands, library, today, role),
            asker,
            files,
            line,
        )

    def ready(self, line: str, asker: Asker) -> Answer | None:
        """Give the answer to a line that is kept ready; `None` for one that has to be made."""
        began = perf_counter()
        tenant = self.tenants.at_hand(asker.tenant)
        if tenant is None:
            return None
        key = _key(line, asker, tenant, self._role(asker, tenant), self._today(tenant))
        answer = self._kept.get(key)
        if answer:
            self._kept.move_to_end(key)
            self._log(answer, asker, began)
        return answer

    async def submit(
        self, command: str, fields: Mapping[str, str], asker: Asker, files: Mapping[str, Upload] = NO_FILES
    ) -> Answer:
        """Answer a form's fields and files, blank fields too; never raises, except when it is cancelled.

        What is wrong in a field is answered with the form, which keeps all that was written into it.
        """
        return await self._answer(lambda *_: read_fields(command, fields, self.commands), asker, files)

    async def form(self, command: str, given: Mapping[str, str], asker: Asker) -> Answer:
        """Give the form of a command with what is given already, to be looked at before it is sent; never raises."""
        return await self._answer(lambda *_: read_fields(command, given, self.commands), asker, NO_FILES, opening=True)

    async def _answer(
        self,
        read: Callable[[Library, dt.date, Role], Reading],
        asker: Asker,
        files: Mapping[str, Upload],
        line: str | None = None,
        *,
        opening: bool = False,
    ) -> Answer:
        """Answer what is read from a line, or from a form, which has none."""
        began = perf_counter()
        command: Command | None = None
        dates, quiet = ENGLISH, asker.quiet
        try:
            tenant = self.tenants.at_hand(asker.tenant) or await self.tenants.get(asker.tenant)
            role, today, dates = self._role(asker, tenant), self._today(tenant), tenant.dates
            quiet = _usually(asker, tenant)
            key = None if line is None or files else _key(line, asker, tenant, role, today)
            command, given = read(tenant.library, today, role)
            with said_in(dates):
                call = self._call(command, given, asker, tenant, today)
                if line is None or files:
                    call = replace(call, files=files, submitted=line is None and not opening)
                quiet = _wants_quiet(call, quiet)
                answer = await (self._open(call) if opening else self._run(call, quiet=quiet))
            if key and command.lasting:
                self._keep(key, answer)
        except UserError as error:
            with said_in(dates):
                answer = _refused(error, command, quiet=quiet)
        except Exception:
            log.exception("failed command=%s tenant=%s user=%s", command and command.name, asker.tenant, asker.user)
            answer = Answer(_our_fault(command), command.name if command else "-", private=True, fault="ours")
        answer.dates = dates
        self._log(answer, asker, began)
        return answer

    def _call(self, command: Command, given: Mapping[str, str], asker: Asker, tenant: Tenant, today: dt.date) -> Call:
        role = self._role(asker, tenant)
        return Call(
            command,
            given,
            asker if role is asker.role else replace(asker, role=role),
            tenant.library,
            self.commands,
            today,
            self._random,
            self._last_shown,
            Desk(self.tenants, self._limits, self._now, asker.tenant, asker.user, asker.role, asker.guest),
            tenant,
            self._posters.get(platform_of(asker.tenant)),
        )

    def _role(self, asker: Asker, tenant: Tenant) -> Role:
        stored = tenant.roles.get(asker.user, Role.EVERYONE)
        return Role.EVERYONE if asker.guest else self.tenants.role(asker.tenant, asker.user, asker.role, stored)

    def _today(self, tenant: Tenant) -> dt.date:
        return self._now().astimezone(tenant.zone).date()

    def _keep(self, key: Key, answer: Answer) -> None:
        self._kept[key] = answer
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    async def _open(self, call: Call) -> Answer:
        _authorise(call)
        return Answer(await form_of(call), call.command.name, private=True)

    async def _run(self, call: Call, *, quiet: bool) -> Answer:
        command = call.command
        _authorise(call)
        # Who sees an answer is said of that answer alone, not of what its buttons lead to.
        given = {name: value for name, value in call.given.items() if name not in _SEEING}
        asked = call if len(given) == len(call.given) else replace(call, given=given)
        try:
            body = await self._asked(checked(asked))
        except MissingArguments as wanted:
            body = await asking(call, wanted)
        except UserError as error:
            form = await mended(call, error)
            if form is None:
                error.buttons = tuple(_seen_alike(button, call) for button in error.buttons)
                raise
            body = form
        if isinstance(body, Form):
            return Answer(body, command.name, private=True, fault="asker's" if body.wrong else None)
        share = "" if command.private or not quiet else _shared(asked, body)
        return Answer(body, command.name, private=command.private or quiet, share=share)

    async def _asked(self, call: Call) -> Card | Form:
        """Run the command, on the record as it was known at the end of some day when that is asked for."""
        known_at = call.date(KNOWN_AT.name) if KNOWN_AT in call.command.params else None
        if known_at is None:
            return await call.command.run(call)
        if known_at.earliest > call.today:
            raise Unreadable(f"{known_at.spoken()} has not come yet. Name a day that has.", field=KNOWN_AT.name)
        midnight = dt.datetime.combine(known_at.latest + dt.timedelta(days=1), dt.time(), call.tenant.zone)
        moment = min(midnight - dt.timedelta(microseconds=1), self._now()).astimezone(dt.UTC)
        # Of the present nothing has to be looked up.
        library = await call.desk.known_at(moment) if known_at.latest < call.today else call.library
        then = f"at the end of {PartialDate.of(min(known_at.latest, call.today)).spoken()}"
        if not library.dossiers:
            begun = await call.desk.begun()
            day = PartialDate.of(begun.astimezone(call.tenant.zone).date()).spoken() if begun else ""
            since = f" Our record begins on {day}." if day else ""
            raise Unknown(f"Nothing was on record here {then}.{since}", field=KNOWN_AT.name)
        body = await call.command.run(replace(call, library=library))
        if isinstance(body, Form):
            return body
        then = f"as our record had it {then}"
        return replace(body, subtitle=" · ".join(filter(None, (body.subtitle, then))))

    @staticmethod
    def _log(answer: Answer, asker: Asker, began: float) -> None:
        log.info(
            "answered command=%s tenant=%s channel=%s user=%s fault=%s ms=%.1f",
            answer.command,
            asker.tenant,
            asker.channel,
            asker.user,
            answer.fault or "-",
            (perf_counter() - began) * 1000,
        )


def _key(line: str, asker: Asker, tenant: Tenant, role: Role, today: dt.date) -> Key:
    return (asker.tenant, tenant.shipped, tenant.generation, line, role, today, _usually(asker, tenant))


def _authorise(call: Call) -> None:
    command = call.command
    if call.asker.role < call.needed_role:
        line = write_line(command.instead, call.given)
        raise forbidden(call.needed_role, Button("Suggest it instead", line) if command.instead else None)


def _usually(asker: Asker, tenant: Tenant) -> bool:
    """Tell whether answers are for the asker alone there, when nothing else is said."""
    usual = {"private": True, "public": False}
    return asker.quiet if asker.pressing else usual.get(tenant.settings.get(ANSWERS, ""), asker.quiet)


def _wants_quiet(call: Call, usually: bool) -> bool:  # noqa: FBT001  as it is called nowhere else
    """Tell whether the answer is for the asker alone: as they say, or as it usually is there."""
    if private := call.choice(PRIVATE.name, PRIVATE.choices):
        return private == "yes"
    share = call.choice(SHARE.name, SHARE.choices)
    return share == "no" if share else usually


def _shared(call: Call, card: Card) -> str:
    """Give the line that shows a card to everyone; nothing for one that no line can hold."""
    line = card.again or call.line(page=call.text("page") or None)
    shown = f"{line} {SHARE.name}:yes"
    return shown if len(shown) <= LONGEST_LINE else ""


def _seen_alike(button: Button, call: Call) -> Button:
    """Let whoever sees the answer to a call see also that to the same call mended."""
    given = {name: value for name, value in call.given.items() if name in _SEEING}
    if not given or not button.line.startswith(f"/{call.command.name} "):
        return button
    return replace(button, line=f"{button.line} {write_line('', given).removeprefix('/ ')}")


def _refused(error: UserError, command: Command | None, *, quiet: bool) -> Answer:
    fault: Fault | None = "ours" if error.ours else "asker's" if error.mistaken else None
    private = quiet or error.mistaken or bool(command and command.private)
    return Answer(error.card(), command.name if command else "-", private=private, fault=fault)


def _our_fault(command: Command | None) -> Card:
    """Say that it is our fault; of a command that changes something no one knows how far it came."""
    look = " Look first whether your change was made." if command and not command.lasting else ""
    said = Text(spans(f"Something went wrong on our side.{look} Try again in a minute."))
    return Card("That did not work", (said, Choices((Button("What can be asked", "/help"),))), state=State.ERROR)
