"""Lines as people write them, and suggestions that do not change what stands there already."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.card import as_text
from bot.commands import COMMANDS
from bot.errors import Unreadable
from bot.reading import read_line
from bot.suggest import Surroundings, suggest
from briefings.library import Library
from tests.bot.asking import Ask

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("/timeline dsc from:may 2022", {"about": "dsc", "from": "may 2022"}),
        ("/timeline dsc from:may 2022 to:june 2023", {"about": "dsc", "from": "may 2022", "to": "june 2023"}),
        ("/timeline from 2021 to 2022", {"from": "2021", "to": "2022"}),
        ("/timeline dsc since 2021", {"about": "dsc", "from": "2021"}),
        ("/new since last month", {"since": "last month"}),
        (
            '/record retract dsc reason:"He wrote """no""" to it" version:3',
            {"id": "dsc", "reason": 'He wrote """no""" to it', "version": "3"},
        ),
        ('/record retract dsc reason:"No means ""no"""', {"id": "dsc", "reason": 'No means ""no""'}),
        (
            '/record retract dsc reason:"He wrote ""no"" version:3',
            {"id": "dsc", "reason": 'He wrote ""no"', "version": "3"},
        ),
        ('/record retract dsc reason:"" version:3', {"id": "dsc", "version": "3"}),
        ('/search who:"dsc""x lamps', {"words": '"x lamps', "who": "dsc"}),
        ("/history Ana van der Lind", {"id": "Ana van der Lind"}),
        ("/record retract Ana van der Lind she asked", {"id": "Ana van der Lind", "reason": "she asked"}),
        ("/record retract ana-moreau and others", {"id": "ana-moreau", "reason": "and others"}),
        ("/record retract q-lind-2021-06-10-owls misheard", {"id": "q-lind-2021-06-10-owls", "reason": "misheard"}),
        ("/record retract q-nothing-like-it misheard", {"id": "q-nothing-like-it", "reason": "misheard"}),
        ("/record retract Uwe Hansen the skipper", {"id": "Uwe Hansen the skipper"}),
        ("/compare ruzicka and dsc", {"one": "ruzicka", "two": "dsc"}),
        ("/compare ruzicka vs dsc", {"one": "ruzicka", "two": "dsc"}),
        ("/stance dsc on colour", {"who": "dsc", "question": "colour"}),
        ("/search lamps from:may 2022", {"words": "lamps", "from": "may 2022"}),
        ("/search lamps from:dusk till dawn", {"words": "lamps till dawn", "from": "dusk"}),
    ],
)
def test_joining_words_and_dates_of_several_words_are_understood(
    sample_library: Library, line: str, given: dict[str, str]
) -> None:
    assert read_line(line, COMMANDS, sample_library, TODAY).given == given


@pytest.mark.parametrize("text", ["“" * 150, '"' * 151, "„a " * 60, '"dark"er "lamps"', "“a”“b” c"])
def test_quotation_marks_in_free_text_stay_as_they_stand(sample_library: Library, text: str) -> None:
    given = read_line(f"/search {text}x", COMMANDS, sample_library, TODAY).given
    assert given == {"words": f"{text}x"}


@pytest.mark.parametrize(
    "line", ["/check the lamps are dark zo", "/search lamps zo", "/quote lamps zo", "/search lamps who:zoe-moreau ru"]
)
def test_free_text_is_not_completed_to_a_name(sample_library: Library, line: str) -> None:
    assert suggest(line, Surroundings(sample_library, COMMANDS, TODAY)) == []


def test_after_free_text_only_names_of_parameters_are_offered(sample_library: Library) -> None:
    ways = suggest("/search lamps ", Surroundings(sample_library, COMMANDS, TODAY))
    assert [way.line for way in ways] == ["/search lamps who:", "/search lamps from:", "/search lamps to:"]


@pytest.mark.parametrize("line", ["/stance dsc since:2024", "/compare dsc ruzicka as_of:2023", "/new foo:bar"])
def test_a_parameter_that_there_is_not_is_named(sample_library: Library, line: str) -> None:
    with pytest.raises(Unreadable, match=r"^“\w+:” is no parameter of /\w+\. It is asked as /"):
        read_line(line, COMMANDS, sample_library, TODAY)


async def test_a_word_or_two_are_too_few_to_know_a_quote_by(ask: Ask) -> None:
    answer = await ask("/check the lamps")
    assert answer.fault == "asker's"
    assert "too few words" in as_text(answer.body)
