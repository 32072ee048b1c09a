"""What someone may be about to type."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command import Kind, Param
from bot.commands import COMMANDS
from bot.errors import UserError
from bot.reading import read_line
from bot.roles import Role
from bot.suggest import MOST, Suggestion, Surroundings, Value, suggest, values
from briefings.library import Library
from tests.bot.asking import TODAY
from tests.bot.curating import CURATING, PLAIN

Lines = Callable[[str], list[str]]
NAMES = (
    "ana moreau",
    "an",
    "zoë",
    "ruzicka",
    "tom the",
    "baker",
    "dark sky",
    "night",
    "colour",
    "20",
    "2022",
    "last m",
)
KEYS = tuple(f"{param.name}:" for command in COMMANDS for param in command.params)
PIECES = st.sampled_from([*NAMES, '"', "“ana m", "q-", "ev-2021", "stance"]) | st.text(max_size=5)


@pytest.fixture(scope="session")
def around(sample_library: Library) -> Surroundings:
    return Surroundings(sample_library, COMMANDS, TODAY)


@pytest.fixture(scope="session")
def around_shipped(shipped_library: Library) -> Surroundings:
    return Surroundings(shipped_library, COMMANDS, TODAY)


@pytest.fixture(scope="session")
def lines(around: Surroundings) -> Lines:
    """Give the whole lines that are offered."""
    return lambda typed: [offered.line for offered in suggest(typed, around)]


# -- commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "/", "  ", " /"])
def test_nothing_typed_offers_every_command_with_its_usage(around: Surroundings, typed: str) -> None:
    assert [(offered.label, offered.hint) for offered in suggest(typed, around)] == [
        (command.usage, command.summary) for command in COMMANDS if command.role is Role.EVERYONE
    ]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("/st", ["/stance "]),
        ("st", ["/stance "]),
        ("/ST", ["/stance "]),
        ("/s", ["/stance ", "/search ", "/source ", "/suggest ", "/suggestions "]),
        ("/deb", ["/debates"]),
        ("/stance", ["/stance "]),
        ("/zzzz", []),
    ],
)
def test_a_command_is_offered_by_its_beginning(lines: Lines, typed: str, offered: list[str]) -> None:
    assert lines(typed) == offered


@pytest.mark.parametrize(
    ("typed", "meant"), [("/stanse", "/stance "), ("/tmeline", "/timeline "), ("serch", "/search ")]
)
def test_a_mistyped_command_is_offered_nearest_first(lines: Lines, typed: str, meant: str) -> None:
    assert lines(typed)[0] == meant


@pytest.mark.parametrize("typed", ["/nothing ", "/nothing ana", "/debates ", "/debates x", "/search lamp", "/check x"])
def test_where_nothing_can_be_told_nothing_is_offered(lines: Lines, typed: str) -> None:
    assert lines(typed) == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("/rec", ["/record "]),
        ("/record", ["/record "]),
        ("/record ", ["/record add ", "/record correct ", "/record undo"]),
        ("/RECORD  ", ["/record add ", "/record correct ", "/record undo"]),
        ("/record a", ["/record add quote ", "/record add event "]),
        ("/record add", ["/record add quote ", "/record add event "]),
        ("/record add ", ["/record add quote ", "/record add event "]),
        ("/record add q", ["/record add quote "]),
        ("/record u", ["/record undo"]),
        ("/record sta", ["/record stance "]),
        ("/record stance mor", ["/record stance ana-moreau ", "/record stance zoe-moreau "]),
        ("/record add quote mor", ["/record add quote ana-moreau ", "/record add quote zoe-moreau "]),
        ("/record correct note:x anyw", []),
        ("/help record ad", ['/help command:"record add quote" ', '/help command:"record add event" ']),
        ("/curators ", []),
    ],
)
def test_a_command_of_several_words_is_offered_word_by_word(
    sample_library: Library, typed: str, offered: list[str]
) -> None:
    around = Surroundings(sample_library, (*PLAIN, *CURATING), TODAY, Role.CURATOR)
    assert [way.line for way in suggest(typed, around)] == offered


def test_a_family_is_offered_as_one_with_what_follows(sample_library: Library) -> None:
    around = Surroundings(sample_library, (*PLAIN, *CURATING), TODAY, Role.ADMIN)
    assert suggest("/", around)[-3:] == [
        Suggestion("/record ", "/record …", "add, correct, undo"),
        Suggestion("/curators ", "/curators …", "list, add"),
        Suggestion("/import ", "/import [file] [rows]", "Take in a file"),
    ]


@pytest.mark.parametrize("typed", ["/", "/record ", "/record add quote ", "/record add quote mor", "/help rec", "/imp"])
def test_nothing_is_offered_that_a_role_may_not_use(sample_library: Library, typed: str) -> None:
    around = Surroundings(sample_library, (*PLAIN, *CURATING), TODAY)
    assert not [way for way in suggest(typed, around) if "record add" in way.line or "import" in way.line]


def test_what_is_not_listed_is_not_offered_but_completed(sample_library: Library) -> None:
    around = Surroundings(sample_library, (*PLAIN, *CURATING), TODAY, Role.CURATOR)
    assert [way.line for way in suggest("/record correct ev-2022-09-12-vote ", around)] == [
        "/record correct ev-2022-09-12-vote reason:"
    ]
    (anyway,) = suggest("/record add quote speaker:dsc anyway:y", around)
    assert anyway.line == "/record add quote speaker:dsc anyway:yes "


# -- values in their order ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("/stance mor", ["/stance ana-moreau ", "/stance zoe-moreau "]),
        ("stance mor", ["stance ana-moreau ", "stance zoe-moreau "]),
        ("/stance růž", ["/stance tomas-ruzicka "]),
        ("/stance ana m", ["/stance ana-moreau "]),
        ("/stance ana van d", ["/stance ana-van-der-lind "]),
        ("/stance DSC", ["/stance dark-sky-circle "]),
        ("/stance tomsa", ["/stance tomas-ruzicka "]),
        ("/stance ruzcka", ["/stance tomas-ruzicka "]),
        ("/stance ana moreau col", ["/stance ana moreau colour "]),
        ("/stance ana moreau all n", ["/stance ana moreau all-night "]),
        ("/compare dsc tom", ["/compare dsc tomas-ruzicka "]),
        ("/briefing col", ["/briefing colour "]),
        ("/people town", ["/people town-square-lighting "]),
        ("/help st", ["/help stance "]),
        ("/source q-lind", ["/source q-lind-2021-06-10-owls ", "/source q-lind-2022-06-01-sleep "]),
        ("/source Q-LIND-2021", ["/source q-lind-2021-06-10-owls "]),
        ("/new 202", [f"/new {year} " for year in range(2026, 2019, -1)]),
        ("/new last m", ['/new since:"last month" ']),
        ("/timeline from:2022 more", ["/timeline from:2022 ana-moreau ", "/timeline from:2022 zoe-moreau "]),
    ],
)
def test_the_last_words_are_completed_for_the_parameter_whose_turn_it_is(
    lines: Lines, typed: str, offered: list[str]
) -> None:
    assert lines(typed) == offered


@pytest.mark.parametrize("typed", ["/stance ana-moreau", "/stance ana-moreau colour", "/stance dsc colour 2021-05"])
def test_a_value_that_is_whole_already_is_not_offered_again(lines: Lines, typed: str) -> None:
    assert lines(typed) == []


def test_before_the_next_word_values_and_then_the_free_names_are_offered(lines: Lines) -> None:
    assert lines("/stance dsc ") == [
        "/stance dsc all-night ",
        "/stance dsc colour ",
        "/stance dsc question:",
        "/stance dsc as_of:",
        "/stance dsc known_at:",
    ]
    assert lines("/search ") == ["/search words:", "/search who:", "/search from:", "/search to:"]


def test_a_suggestion_says_what_it_stands_for(around: Surroundings) -> None:
    assert suggest("/stance růž", around) == [
        Suggestion("/stance tomas-ruzicka ", "Tomáš Růžička", "Baker on the square")
    ]
    (offered,) = suggest("/source q-circle-2021", around)
    assert (offered.label, offered.hint) == ("q-circle-2021-looking-up", "Dark Sky Circle, 2021")
    assert [(offered.label, offered.hint) for offered in suggest("/timeline town-s", around)] == [
        ("The town square lighting debate", "debate")
    ]
    assert suggest("/briefing col", around)[0].hint == "question"


# -- name:value -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("/stance who:mor", ["/stance who:ana-moreau ", "/stance who:zoe-moreau "]),
        ("/stance WHO:zoe", ["/stance who:zoe-moreau "]),
        ('/stance who:"ana m', ["/stance who:ana-moreau "]),
        ("/search Straße İ who:zo", ["/search Straße İ who:zoe-moreau "]),
        ("/stance who:“ana m", ["/stance who:ana-moreau "]),
        ("/stance dsc question:col", ["/stance dsc question:colour "]),
        ("/timeline order:", ["/timeline order:newest ", "/timeline order:oldest "]),
        ("/timeline order:O", ["/timeline order:oldest "]),
        ("/timeline from:la", ['/timeline from:"last month" ', '/timeline from:"last year" ']),
        ('/timeline from:"last m', ['/timeline from:"last month" ']),
        ('/timeline from:"may 2022', ['/timeline from:"may 2022" ']),
        ("/timeline from:2022-05 to:2023", ["/timeline from:2022-05 to:2023 "]),
        ("/timeline dsc to:2019", ["/timeline dsc to:2019 "]),
        ("/source id:ev-2022-09", ["/source id:ev-2022-09-12-vote "]),
        ("/source id:", []),
        ("/timeline page:1", []),
        ("/stance who:zzzz", []),
    ],
)
def test_the_value_of_a_named_parameter_is_completed(lines: Lines, typed: str, offered: list[str]) -> None:
    assert lines(typed) == offered


def test_years_are_offered_from_now_back_to_the_first_entry(lines: Lines, library_of: Callable[..., Library]) -> None:
    years = [f"/new since:{year} " for year in range(2026, 2019, -1)]
    assert lines("/new since:") == ['/new since:"last month" ', '/new since:"last year" ', *years]
    empty = Surroundings(library_of(), COMMANDS, TODAY)
    assert [offered.label for offered in suggest("/new since:", empty)] == ["last month", "last year", "2026"]


def test_a_parameter_that_is_given_is_not_offered_a_second_time(lines: Lines) -> None:
    assert not [line for line in lines("/stance who:dsc who:mor") if line.count("who:") > 1]


@pytest.mark.parametrize("kind", [Kind.USER, Kind.CHANNEL, Kind.FILE, Kind.TEXT, Kind.QUERY, Kind.NUMBER])
def test_what_only_its_writer_knows_has_no_values(around: Surroundings, kind: Kind) -> None:
    assert values(Param("x", "", kind), "a", around) == []


def test_resemblances_can_be_left_out(around: Surroundings) -> None:
    who = Param("who", "", Kind.HOLDER)
    assert values(who, "tomsa", around) == [Value("tomas-ruzicka", "Tomáš Růžička", "Baker on the square")]
    assert values(who, "tomsa", around, resembling=False) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("q-lind", "q-lind-2021-06-10-owls"),
        ("ana m", "ana-moreau"),
        ("Dark Sky", "dark-sky-circle"),
        ("owls", "q-lind-2021-06-10-owls"),
        ("lind owls", "q-lind-2021-06-10-owls"),
        ("tomsa", "tomas-ruzicka"),
    ],
)
def test_a_record_is_found_by_its_id_a_name_or_words_of_its_id(around: Surroundings, text: str, first: str) -> None:
    assert values(Param("id", "", Kind.RECORD), text, around)[0].value == first


def test_the_last_of_several_is_completed(around: Surroundings) -> None:
    people = Param("people", "", Kind.HOLDER, several=True)
    (found,) = values(people, "ana-moreau, Nobody,tom", around)
    assert found == Value("ana-moreau, Nobody, tomas-ruzicka", "ana-moreau, Nobody, Tomáš Růžička", found.hint)
    assert not [one for one in values(people, "ana-moreau, ana", around) if one.value.endswith("ana-moreau")]
    assert values(Param("who", "", Kind.HOLDER), "ana-moreau, tom", around, resembling=False) == []


def test_the_last_of_several_ids_is_completed(around: Surroundings) -> None:
    quotes = Param("quotes", "", Kind.TEXT, several=True)
    first = values(quotes, "q-lind", around)[0].value
    assert first == "q-lind-2021-06-10-owls"
    following = [one.value for one in values(quotes, f"{first},q-", around)]
    assert following
    assert all(value.startswith(f"{first}, q-") for value in following)
    assert f"{first}, {first}" not in following
    assert values(Param("words", "", Kind.TEXT), "q-lind", around) == []


def test_what_a_parameter_offers_itself_is_completed(around: Surroundings) -> None:
    zone = next(one for command in COMMANDS if command.name == "settings" for one in command.params if one.offers)
    assert values(zone, "berl", around) == [Value("Europe/Berlin", "Europe/Berlin")]
    assert "America/New_York" in [one.value for one in values(zone, "new york", around)]
    assert values(zone, "utc", around)[0].value == "UTC"
    assert len(values(zone, "", around)) == MOST


# -- any line -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["", *(f"/{c.name} " for c in COMMANDS), *(f"/{c.name} {p.name}:" for c in COMMANDS for p in c.params)]
)
def test_no_more_are_offered_than_can_be_shown_and_each_reads(around_shipped: Surroundings, typed: str) -> None:
    offered = suggest(typed, around_shipped)
    assert len(offered) <= MOST
    for way in offered:
        assert way.line.startswith(typed)
        read_line(way.line, COMMANDS, around_shipped.library, TODAY)


@st.composite
def _typed(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from([f"/{command.name}" for command in COMMANDS]))
    words = draw(st.lists(PIECES, max_size=5))
    key = draw(st.sampled_from(KEYS) | st.just(""))
    return " ".join([head, *words, key + draw(PIECES)])


@given(typed=_typed())
def test_every_way_on_extends_what_was_typed_and_reads(around: Surroundings, typed: str) -> None:
    offered = suggest(typed, around)
    assert len({way.line for way in offered}) == len(offered) <= MOST
    for way in offered:
        alike = takewhile(lambda pair: pair[0] == pair[1], zip(way.line, typed, strict=False))
        kept = "".join(letter for letter, _ in alike).rpartition(" ")[0]
        assert kept.startswith(typed.split(" ", 1)[0])
        if _reads(kept, around):
            assert _reads(way.line, around), way.line


@given(typed=st.text(st.characters(exclude_categories=())), name=st.sampled_from(["", "/stance ", "/timeline from:"]))
def test_no_text_makes_suggesting_fail(around: Surroundings, typed: str, name: str) -> None:
    assert len(suggest(name + typed, around)) <= MOST


def _reads(line: str, around: Surroundings) -> bool:
    try:
        read_line(line, COMMANDS, around.library, around.today)
    except UserError:
        return False
    return True
