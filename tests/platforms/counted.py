"""A bot that remembers all that it was asked, so that it can be told that nothing was run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from random import Random

from bot.command import Asker, Command, Upload
from bot.commands import COMMANDS
from bot.dispatch import NO_FILES, Answer, Dispatch
from bot.suggest import Surroundings
from bot.tenants import Tenants


class Counted(Dispatch):
    """A bot that remembers all that it was asked."""

    def __init__(self, tenants: Tenants, now: Callable[[], dt.datetime], more: Sequence[Command] = ()) -> None:
        """`more` are commands of a test's own."""
        super().__init__((*COMMANDS, *more), tenants, now, Random(1))  # noqa: S311  nothing is secret here
        self.asked: list[str] = []
        self.askers: list[Asker] = []

    async def answer(self, line: str, asker: Asker, files: Mapping[str, Upload] = NO_FILES) -> Answer:
        if not files and (answer := self.ready(line, asker)):
            return answer
        self._remember(line, asker)
        return await super().answer(line, asker, files)

    def ready(self, line: str, asker: Asker) -> Answer | None:
        answer = super().ready(line, asker)
        if answer:
            self._remember(line, asker)
        return answer

    async def submit(
        self, command: str, fields: Mapping[str, str], asker: Asker, files: Mapping[str, Upload] = NO_FILES
    ) -> Answer:
        self._remember(f"form of {command}", asker)
        return await super().submit(command, fields, asker, files)

    async def form(self, command: str, given: Mapping[str, str], asker: Asker) -> Answer:
        self._remember(f"opening of {command}", asker)
        return await super().form(command, given, asker)

    async def surroundings(self, asker: Asker) -> Surroundings:
        self._remember("suggestions", asker)
        return await super().surroundings(asker)

    def _remember(self, what: str, asker: Asker) -> None:
        self.asked.append(what)
        self.askers.append(asker)
