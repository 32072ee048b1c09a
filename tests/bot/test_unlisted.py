"""Lines with parameters that are told of nowhere, with values that are taken out, with names of several words."""

from __future__ import annotations

import pytest

from bot.command import Command, Kind, Param, write_line
from bot.errors import Unreadable
from bot.reading import read_line
from briefings.library import Library
from tests.bot.asking import TODAY
from tests.bot.curating import CURATING, PLAIN


async def _run(_call: object) -> object:
    raise NotImplementedError


UNLISTED = (
    Param("version", "", Kind.NUMBER, listed=False),
    Param("id", "", Kind.RECORD),
    Param("words", "", Kind.TEXT, listed=False),
    Param("note", "", Kind.TEXT, listed=False, clearable=True),
)


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("/x q-1", {"id": "q-1"}),
        ("/x version:3 q-1", {"version": "3", "id": "q-1"}),
        ('/x q-1 words:"so it was" note:""', {"id": "q-1", "words": "so it was", "note": ""}),
        ('/x q-1 note:"  "', {"id": "q-1", "note": ""}),
        ("/x q-1 note:“”", {"id": "q-1", "note": ""}),
        ('/x q-1 note: ""', {"id": "q-1", "note": ""}),
        ("/x q-1 note:", {"id": "q-1"}),
        ("/x q-1 note: version:2", {"id": "q-1", "version": "2"}),
        ('/x q-1 words:""', {"id": "q-1"}),
    ],
)
def test_what_is_not_listed_is_read_by_its_name_alone(
    sample_library: Library, line: str, given: dict[str, str]
) -> None:
    command = Command("x", "", _run, UNLISTED)  # type: ignore[arg-type]  # it is never run
    reading = read_line(line, [command], sample_library, TODAY)
    assert reading.given == given
    assert read_line(write_line("x", given), [command], sample_library, TODAY).given == given


def test_words_do_not_fill_what_is_not_listed(sample_library: Library) -> None:
    command = Command("x", "", _run, UNLISTED)  # type: ignore[arg-type]  # it is never run
    with pytest.raises(Unreadable, match=r"“3” has no place in /x\. It is asked as /x \[id\]"):
        read_line("/x q-1 3", [command], sample_library, TODAY)


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("/help record add quote", {"command": "record add quote"}),
        ("/help record ad quote", {"command": "record ad quote"}),
        ("/help record", {"command": "record"}),
        ("/help /record search", {"command": "/record search"}),
    ],
)
def test_the_name_of_a_command_takes_all_its_words(sample_library: Library, line: str, given: dict[str, str]) -> None:
    assert read_line(line, (*PLAIN, *CURATING), sample_library, TODAY).given == given
