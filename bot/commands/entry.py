"""One field of a record as a curator fills it in, and all that a call has of some."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from bot.command import Call, Param
from bot.errors import UserError, together
from briefings.edition import Fields


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: the parameter that asks for it, what its text says as a JSON value, and the text of a value."""

    param: Param
    read: Callable[[Call, str], Any]
    shown: Callable[[Any], str] = str
    field: str = ""
    """Its name in the record, where that is another than the parameter's."""

    @property
    def name(self) -> str:
        return self.field or self.param.name


def read(call: Call, entries: tuple[Entry, ...]) -> dict[str, Any]:
    """Give the fields that a call has, as JSON values; `None` for one that is to be taken out.

    Of a form that was sent everything is told at once that cannot be read.
    """
    fields: dict[str, Any] = {}
    with all_told(call) as telling:
        for entry in entries:
            if entry.param.name in call.given:
                with telling():
                    fields[entry.name] = entry.read(call, entry.param.name) if call.given[entry.param.name] else None
    return fields


@contextmanager
def all_told(call: Call) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Let several things be read of a form, and raise at the end what was wrong with any; of a line at once."""
    wrong: list[UserError] = []

    @contextmanager
    def telling() -> Iterator[None]:
        try:
            yield
        except UserError as error:
            if not call.submitted:
                raise
            wrong.append(error)

    yield telling
    if wrong:
        raise together(wrong)


def shown(entries: tuple[Entry, ...], fields: Fields) -> dict[str, str]:
    """Give the texts, by parameter, that read back to a record's fields."""
    return {entry.param.name: entry.shown(fields[entry.name]) for entry in entries if entry.name in fields}
