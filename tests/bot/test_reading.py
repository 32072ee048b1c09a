"""One line: a command, words in their order, and `name:value`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command import Command, Kind, Param, write_line
from bot.commands import COMMANDS
from bot.errors import Unknown, Unreadable, UserError
from bot.families import find_command
from bot.reading import LONGEST_LINE, read_line
from briefings.library import Library
from tests.bot.asking import TODAY

Read = Callable[[str], dict[str, str]]
PRINTABLE = st.characters(exclude_categories=("C", "Z"))
WRITTEN = st.text(PRINTABLE | st.sampled_from(' \n\t"“”\\:'), min_size=1, max_size=80).filter(str.strip)
ANYTHING = st.text(st.characters(exclude_categories=()))


@pytest.fixture(scope="session")
def read(sample_library: Library) -> Read:
    """Give the arguments that a line gives."""

    def read(line: str) -> dict[str, str]:
        return dict(read_line(line, COMMANDS, sample_library, TODAY).given)

    return read


# -- the command ----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["/debates", "debates", "/DEBATES", "  /debates  ", "Debates\n", "/debates \t "])
def test_a_command_is_known_in_any_case_with_or_without_its_slash(sample_library: Library, line: str) -> None:
    assert read_line(line, COMMANDS, sample_library, TODAY).command.name == "debates"


@pytest.mark.parametrize("space", [" ", "   ", "\t", "\n", " \n\t", "\u00a0"], ids=ascii)
def test_any_space_parts_the_command_from_its_words(read: Read, space: str) -> None:
    assert read(f"/stance{space}dsc") == {"who": "dsc"}


@pytest.mark.parametrize(("name", "meant"), [("stanc", "/stance"), ("/tmeline", "/timeline"), ("serach", "/search")])
def test_an_unknown_command_is_answered_with_near_ones(name: str, meant: str) -> None:
    with pytest.raises(Unknown) as told:
        find_command(name, COMMANDS)
    assert f"“/{name.strip('/')}”" in told.value.text
    assert told.value.buttons[0].line == meant
    assert told.value.buttons[-1].line == "/help"


@pytest.mark.parametrize("line", ["", " ", "/", " / ", "\n", "/\u202e", "\x00"], ids=ascii)
def test_no_command_at_all_is_answered_with_how_to_begin(read: Read, line: str) -> None:
    with pytest.raises(Unknown, match="Begin with a command, such as /stance"):
        read(line)


def test_a_long_unknown_command_is_cut_and_loses_what_cannot_be_seen() -> None:
    with pytest.raises(Unknown) as told:
        find_command("x\u202e\x1b" + "y" * 500, COMMANDS)
    assert "\u202e" not in told.value.text
    assert "\x1b" not in told.value.text
    assert len(told.value.text) < 100


# -- words in their order -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("/stance ana moreau all night", {"who": "ana moreau", "question": "all night"}),
        ("/stance ana van der lind", {"who": "ana van der lind"}),
        ("/stance tom the baker colour 2022", {"who": "tom the baker", "question": "colour", "as_of": "2022"}),
        (
            "/stance zoe-moreau what colour should the lamps have may 2022",
            {"who": "zoe-moreau", "question": "what colour should the lamps have", "as_of": "may 2022"},
        ),
        ("/stance dsc 2 weeks ago", {"who": "dsc", "as_of": "2 weeks ago"}),
        ("/compare ana moreau ana van der lind", {"one": "ana moreau", "two": "ana van der lind"}),
        ("/compare dsc tom the baker colour", {"one": "dsc", "two": "tom the baker", "question": "colour"}),
        ("/timeline 2021 2022", {"from": "2021", "to": "2022"}),
        ("/timeline dsc may 2021 june 2022 oldest", {"about": "dsc", "from": "may 2021", "to": "june 2022"}
         | {"order": "oldest"}),
        ("/timeline oldest", {"order": "oldest"}),
        ("/timeline the town square lighting debate", {"about": "the town square lighting debate"}),
        ("/new 2 weeks ago", {"since": "2 weeks ago"}),
        ("/people the lighting of the town square", {"dossier": "the lighting of the town square"}),
        ("/briefing all-night", {"about": "all-night"}),
        ("/source q-lind-2021-06-10-owls", {"id": "q-lind-2021-06-10-owls"}),
        ("/help stance", {"command": "stance"}),
        ("/debates", {}),
    ],
)  # fmt: skip
def test_words_fill_the_parameters_in_their_order(read: Read, line: str, given: dict[str, str]) -> None:
    assert read(line) == given


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("/stance elon musk release weights", {"who": "elon musk", "question": "release weights"}),
        ("/compare sam altman elon musk", {"one": "sam altman", "two": "elon musk"}),
        ("/compare sam altman elon musk safety", {"one": "sam altman", "two": "elon musk", "question": "safety"}),
        ("/quote open source", {"about": "open source"}),
        ("/quote musk open source", {"who": "musk", "about": "open source"}),
        ("/timeline openai from:2023", {"about": "openai", "from": "2023"}),
    ],
)
def test_a_name_takes_the_longest_run_of_words_that_names_something(
    shipped_library: Library, line: str, given: dict[str, str]
) -> None:
    assert read_line(line, COMMANDS, shipped_library, TODAY).given == given


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("/stance ruzicak colour", {"who": "ruzicak", "question": "colour"}),
        ("/stance tomas ruzzikka coluor", {"who": "tomas ruzzikka", "question": "coluor"}),
        ("/compare dark sky cirkle ruzicak", {"one": "dark sky cirkle", "two": "ruzicak"}),
        ("/stance ZOË MOREAU", {"who": "ZOË MOREAU"}),
    ],
)
def test_a_mistyped_name_is_still_a_name(read: Read, line: str, given: dict[str, str]) -> None:
    assert read(line) == given


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("/quote costs nothing", {"about": "costs nothing"}),
        ("/quote dsc costs nothing", {"who": "dsc", "about": "costs nothing"}),
        ("/quote ana", {"about": "ana"}),
        ("/quote circle", {"about": "circle"}),
    ],
)
def test_a_name_that_need_not_be_given_leaves_free_text_alone(read: Read, line: str, given: dict[str, str]) -> None:
    assert read(line) == given


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("/stance ana", {"who": "ana"}),
        ("/stance circle colour", {"who": "circle", "question": "colour"}),
        ("/stance xyzzy plugh", {"who": "xyzzy plugh"}),
        ("/stance xyzzy plugh colour", {"who": "xyzzy plugh", "question": "colour"}),
        ("/compare xyzzy dsc", {"one": "xyzzy", "two": "dsc"}),
        ("/compare dsc xyzzy plugh", {"one": "dsc", "two": "xyzzy plugh"}),
        ("/timeline xyzzy plugh", {"about": "xyzzy plugh"}),
        ("/timeline 2022 xyzzy", {"about": "xyzzy", "from": "2022"}),
    ],
)
def test_a_part_of_a_name_or_an_unknown_one_stays_together_for_its_reader(
    read: Read, line: str, given: dict[str, str]
) -> None:
    assert read(line) == given


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/check the owls  left\nthe tower", "the owls  left\nthe tower"),
        ("/check “I abstain”", "I abstain"),
        ('/check "I abstain" he said', '"I abstain" he said'),
        ('/check "I abstain" "he said"', '"I abstain" "he said"'),
        ("/check I abstain who:dsc because", "I abstain because"),
        ('/search "every second" -owls', '"every second" -owls'),
        ('/search "every second"', '"every second"'),
        ("/search “every second”", "“every second”"),
        ('/search "every second', '"every second'),
        ("/search 2022 all night dsc", "2022 all night dsc"),
    ],
)
def test_free_text_takes_the_rest_as_it_was_written(read: Read, line: str, words: str) -> None:
    assert read(line)["words"] == words


@pytest.mark.parametrize(
    ("line", "left", "used"),
    [
        ("/debates please", "please", "/debates"),
        ("/timeline dsc and more", "and more", "/timeline about:dsc"),
        ("/help stance me", "me", "/help command:stance"),
        ("/source ana-moreau 2022", "2022", "/source id:ana-moreau"),
        ("/new 2022 2023", "2023", "/new since:2022"),
        ("/stance dsc colour 2022 2023", "2023", "/stance who:dsc question:colour as_of:2022"),
    ],
)
def test_words_without_a_place_are_told_with_the_line_that_goes_without_them(
    read: Read, line: str, left: str, used: str
) -> None:
    with pytest.raises(Unreadable) as told:
        read(line)
    assert f"“{left}” has no place" in told.value.text
    assert [button.line for button in told.value.buttons] == [used, f"/help {line[1:].split(maxsplit=1)[0]}"]
    assert read(used) == {} or used != "/debates"


def test_many_words_without_a_place_are_cut_in_the_answer(read: Read) -> None:
    with pytest.raises(Unreadable) as told:
        read(f"/debates {'word ' * 500}")
    assert len(told.value.text) < 150


# -- name:value -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("/stance WHO:dsc Question:colour", {"who": "dsc", "question": "colour"}),
        ("/timeline from:2022 ana moreau to:2023", {"about": "ana moreau", "from": "2022", "to": "2023"}),
        ("/timeline to:2023 from:2022", {"from": "2022", "to": "2023"}),
        ("/timeline page:2", {"page": "2"}),
        ("/timeline from: 2022", {"from": "2022"}),
        ("/timeline from: to:2022", {"to": "2022"}),
        ("/stance who:", {}),
        ("/stance who:   ", {}),
        ('/stance who:""', {}),
        ('/stance who:" "', {}),
        ("/stance dsc question:colour", {"who": "dsc", "question": "colour"}),
        ("/search who:dsc lamp", {"words": "lamp", "who": "dsc"}),
        ('/search "lamp"who:dsc', {"words": '"lamp"', "who": "dsc"}),
        ("/search words:a:b", {"words": "a:b"}),
    ],
)
def test_a_parameter_is_given_by_its_name_anywhere_in_the_line(read: Read, line: str, given: dict[str, str]) -> None:
    assert read(line) == given


@pytest.mark.parametrize(
    "words", ["https://a.example/x?y:z", "time: noon", "(who:dsc", "xwho:dsc", "who :dsc", "question:colour", ":", "::"]
)
def test_only_declared_names_are_keys_and_only_at_the_beginning_of_a_word(read: Read, words: str) -> None:
    assert read(f"/check it said {words}") == {"words": f"it said {words}"}


@pytest.mark.parametrize(
    "value",
    [
        '"ana moreau"',
        "“ana moreau”",
        "„ana moreau“",
        "„ana moreau”",
        "‟ana moreau”",
        '“ana moreau"',
        '"ana moreau”',
    ],
)
def test_straight_and_curly_quotation_marks_are_the_same(read: Read, value: str) -> None:
    assert read(f"/stance who:{value} colour") == {"who": "ana moreau", "question": "colour"}


def test_a_quoted_value_may_be_parted_from_its_name_by_a_space(read: Read) -> None:
    assert read('/timeline dsc from: "may 2021" to: 2022') == {"about": "dsc", "from": "may 2021", "to": "2022"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r'"he said \"no\" twice"', 'he said "no" twice'),
        (r"“he said \“no\” twice”", "he said “no” twice"),
        (r'"a \\ b"', r"a \ b"),
        (r'"a \n b"', r"a \n b"),
        ('"he said “no” twice"', "he said “no” twice"),
    ],
)
def test_quotation_marks_stand_inside_when_they_are_escaped_or_of_another_kind(
    read: Read, written: str, value: str
) -> None:
    assert read(f"/check words:{written}") == {"words": value}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('/check "never closed', '"never closed'),
        ("/check “never closed", "“never closed"),
        ('/check words:"never', '"never'),
        ('/check the "owls who:dsc', 'the "owls'),
    ],
)
def test_a_quotation_mark_that_never_closes_is_read_as_a_letter(read: Read, line: str, words: str) -> None:
    assert read(line)["words"] == words


@pytest.mark.parametrize(
    "line", ["/timeline " + "from: " * 600, "/stance who:" + " who:" * 700, "/check " + "who: " * 700]
)
def test_a_name_given_very_often_is_refused_too(read: Read, line: str) -> None:
    with pytest.raises(Unreadable, match="stands twice"):
        read(line)


def test_a_name_given_twice_is_refused(read: Read) -> None:
    with pytest.raises(Unreadable, match="“from:” stands twice"):
        read("/timeline from:2021 from:2022")


# -- too long, and what cannot be seen ------------------------------------------------------------


@pytest.mark.parametrize("line", ["/check " + "a" * 10_000, "a" * 10_000, "/search words:" + "b " * 5_000])
def test_a_line_that_is_too_long_is_told_the_limit(read: Read, line: str) -> None:
    with pytest.raises(Unreadable, match=f"at most {LONGEST_LINE:,} can be read. Send a shorter part"):
        read(line)


@pytest.mark.parametrize("lead", ["/stance who:", "/stance ", "/quote about:", "/search ", "/source ", "/check "])
def test_an_argument_may_be_so_long_and_no_longer(read: Read, lead: str) -> None:
    limit = 2_000 if lead == "/check " else 200
    (value,) = read(lead + "x" * limit).values()
    assert len(value) == limit
    with pytest.raises(Unreadable, match=f"is {limit + 1:,} characters long; at most {limit:,} can be read"):
        read(lead + "x" * (limit + 1))


@pytest.mark.parametrize(
    "unseen",
    [*"\x00\x1b\x7f\x85", *"\u200e\u200f\u061c\u202a\u202e\u2066\u2069", "\ufeff"],
    ids=ascii,
)
def test_characters_that_cannot_be_seen_are_taken_out(read: Read, unseen: str) -> None:
    assert read(f"/stance ana{unseen}-moreau{unseen} question:{unseen}colour") == {
        "who": "ana-moreau",
        "question": "colour",
    }
    assert read(f"/check one{unseen}word") == {"words": "oneword"}


@pytest.mark.parametrize("line", ["\ufeff/stance dsc", "/\u202estance\u202c dsc", "/stance\x00 dsc"], ids=ascii)
def test_characters_that_cannot_be_seen_do_not_hide_the_command(read: Read, line: str) -> None:
    assert read(line) == {"who": "dsc"}


def test_lines_and_letters_of_every_script_are_kept(read: Read) -> None:
    words = "первая\nשנייה\tثالثة 👩‍👩‍👧"
    assert read(f"/check {words}") == {"words": words}


# -- any text -------------------------------------------------------------------------------------


@st.composite
def _calls(draw: st.DrawFn) -> tuple[Command, dict[str, str]]:
    command = draw(st.sampled_from([command for command in COMMANDS if command.params]))
    names = draw(st.lists(st.sampled_from([param.name for param in command.params]), unique=True))
    return command, {name: draw(WRITTEN) for name in names}


@given(call=_calls())
def test_what_is_written_is_read_back(sample_library: Library, call: tuple[Command, dict[str, str]]) -> None:
    command, given_ = call
    reading = read_line(write_line(command.name, given_), COMMANDS, sample_library, TODAY)
    assert (reading.command, reading.given) == (command, given_)


@given(name=st.sampled_from([command.name for command in COMMANDS]), text=ANYTHING, key=st.booleans())
def test_no_text_raises_anything_but_an_error_for_its_writer(
    sample_library: Library, name: str, text: str, *, key: bool
) -> None:
    command = find_command(name, COMMANDS)
    keys = [f"{param.name}:" for param in command.params] if key else [""]
    for line in (text, *(f"/{name} {lead}{text}" for lead in keys)):
        try:
            reading = read_line(line, COMMANDS, sample_library, TODAY)
        except UserError:
            continue
        assert all(value.strip() for value in reading.given.values())


async def _run(_call: object) -> object:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("line", "given"),
    [("/x 3 u1 rest", {"n": "3", "user": "u1", "note": "rest"}), ("/x u1 3", {"user": "u1", "note": "3"})],
)
def test_a_number_is_taken_only_where_one_stands(sample_library: Library, line: str, given: dict[str, str]) -> None:
    params = (Param("n", "", Kind.NUMBER), Param("user", "", Kind.USER), Param("note", "", Kind.TEXT))
    command = Command("x", "", _run, params)  # type: ignore[arg-type]  # it is never run
    assert read_line(line, [command], sample_library, TODAY).given == given
