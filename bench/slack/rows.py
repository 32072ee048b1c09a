"""What Slack's side costs: signed HTTP against bare Bolt and bare aiohttp, each a process of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns

from bench.loads import Load, in_turn, load, rate, spent
from bench.sending import CONNECTIONS, one_by_one
from bench.servers import Server, measurable, onrecord, script, serving
from bench.slack.asking import SECRET, stances
from bench.table import A_SECOND, MEGABYTES, MICROSECONDS, MILLISECONDS, Goal, Row
from briefings.library import Library
from briefings.model import Person

Variables = Mapping[str, str]
_TEXT = "musk"
_ROUNDS = 9
_ONE_BY_ONE = 40
_AT_ONCE = 1_500
_WARMING = 100
_HELD = 200
"""So many requests a process has answered before its memory is looked at."""
_HOLDS = 3
_STARTS = 9
_LAST_DAY = dt.date(2026, 11, 1)
_DISCORD = {"DISCORD_TOKEN": "bench." + "token", "DISCORD_PUBLIC_KEY": "d75a980182b10ab7" * 4}


def rows(library: Library) -> list[Row]:
    """Measure signed commands over loopback; `library` names who is asked about. Nothing where nothing can be told."""
    if not (measurable() and find_spec("slack_bolt")):
        return []
    with TemporaryDirectory() as folder, _api(Path(folder)) as variables:
        return [
            *_answering(library, Path(folder), variables),
            _holding(library, _begun(Path(folder) / "held", variables), variables),
            *_starts(Path(folder), variables),
        ]


def _answering(library: Library, folder: Path, variables: Variables) -> list[Row]:
    with (
        serving([*onrecord(), "serve"], _begun(folder / "ours", variables), **variables) as ours,
        serving(script("slack.and_more", "serve"), _begun(folder / "more", variables), **variables) as more,
        serving(script("slack.bare_bolt", "shipped"), folder, **variables) as shipped,
        serving(script("slack.bare_bolt", "before"), folder, **variables) as before,
        serving(script("slack.bare_signed"), folder, **variables) as bare,
    ):
        for server in (ours, more, shipped, before, bare):
            _waits(server, [_TEXT] * _WARMING)
        return [
            _one_connection(ours, shipped),
            *_several(ours, before, bare, _changing(library)),
            _more_commands(ours, more),
        ]


def _one_connection(ours: Server, shipped: Server) -> Row:
    texts = [_TEXT] * _ONE_BY_ONE
    taken = in_turn(_ROUNDS, lambda: _waits(ours, texts), lambda: _waits(shipped, texts))
    mine, theirs = (median(time for times in side for time in times) for side in taken)
    what = "Slack: signed /stance, 1 connection, p50"
    return Row(what, mine, MILLISECONDS, "bare Bolt as shipped", theirs, Goal("ratio", 0.05))


def _several(ours: Server, before: Server, bare: Server, asked: Iterator[str]) -> list[Row]:
    same = [_TEXT] * _AT_ONCE
    kept, bolt, new, signed = in_turn(
        _ROUNDS,
        lambda: _load(ours, same),
        lambda: _load(before, same),
        lambda: _load(ours, list(islice(asked, _AT_ONCE))),
        lambda: _load(bare, same),
    )
    what = f"Slack: {CONNECTIONS} connections"
    against, least = "bare Bolt, process_before_response", partial(Goal, "ratio", least=True)
    return [
        Row(f"{what}, asked again", rate(kept), A_SECOND, against, rate(bolt), least(1)),
        Row(f"{what}, new each time", rate(new), A_SECOND, against, rate(bolt), least(0.85)),
        Row(f"{what}, asked again", rate(kept), A_SECOND, "bare aiohttp, signature checked", rate(signed)),
        Row(f"{what}, asked again, CPU", spent(kept), MICROSECONDS, against, spent(bolt)),
        Row(f"{what}, new each time, CPU", spent(new), MICROSECONDS, against, spent(bolt)),
    ]


def _more_commands(ours: Server, more: Server) -> Row:
    texts = [_TEXT] * _AT_ONCE
    usual, with_more = in_turn(_ROUNDS, lambda: _load(ours, texts), lambda: _load(more, texts))
    what = "Slack: 50 more commands, CPU of a request"
    return Row(what, spent(with_more), MICROSECONDS, "without them", spent(usual), Goal("ratio", 1.05))


def _holding(library: Library, folder: Path, variables: Variables) -> Row:
    """Measure memory after some answers, against bare Bolt that holds the record and the open database."""
    texts = list(islice(cycle(person.id for person in library.all(Person)), _HELD))
    stored = {"DATABASE_URL": f"sqlite:///{folder}/data/onrecord.db"}

    def held(command: Sequence[str]) -> int:
        with serving(command, folder, **variables, **stored) as server:
            _waits(server, texts)
            return server.resident()

    ours, bolt = in_turn(
        _HOLDS, lambda: held([*onrecord(), "serve"]), lambda: held(script("slack.bare_bolt", "stored"))
    )
    what = f"Slack: memory after {_HELD} requests"
    against = "bare Bolt, open database, record"
    return Row(what, median(ours), MEGABYTES, against, median(bolt), Goal("ratio", 1.15))


def _starts(folder: Path, variables: Variables) -> Iterator[Row]:
    begun = _begun(folder / "started", variables)
    yield _starting("Slack", ("slack",), begun, variables)
    if find_spec("discord"):
        # Discord's API answers nothing of its own here, which nobody waits for: it is asked beside all else.
        both = {**variables, **_DISCORD, "DISCORD_API_URL": variables["SLACK_API_URL"]}
        yield _starting("Slack and Discord", ("slack", "discord"), begun, both)


def _starting(what: str, platforms: Sequence[str], folder: Path, variables: Variables) -> Row:
    """Measure how long it takes until commands are taken, against importing the libraries."""

    def started(command: Sequence[str]) -> int:
        began = perf_counter_ns()
        with serving(command, folder, **variables):
            return perf_counter_ns() - began

    ours, libraries = in_turn(
        _STARTS, lambda: started([*onrecord(), "serve"]), lambda: started(script("slack.libraries", *platforms))
    )
    against = "importing the libraries"
    return Row(f"{what}: start to ready", median(ours), MILLISECONDS, against, median(libraries), Goal("ratio", 1.15))


def _waits(server: Server, texts: Sequence[str]) -> list[int]:
    """Give the nanoseconds of each request, one after the other."""
    return one_by_one(server.port, stances(texts))


def _load(server: Server, texts: Sequence[str]) -> Load:
    return load(server, stances(texts))


@contextmanager
def _api(folder: Path) -> Iterator[Variables]:
    """Give the variables of a Slack app whose Web API answers at once."""
    with serving(script("slack.api"), folder) as api:
        yield {
            "SLACK_API_URL": f"http://127.0.0.1:{api.port}/api/",
            "SLACK_BOT_TOKEN": "xoxb-" + "bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "PORT": "0",
        }


def _changing(library: Library) -> Iterator[str]:
    """Give texts without end of which none comes twice: each person in turn, as of one day after the other.

    No answer to any of them is kept: each is read, looked up, put together, rendered and written for the first time.
    What goes into many answers has been made before, as it has for whoever asks in earnest: which person a name
    means, where they stood after each of their positions, and the blocks of a quotation.
    """
    people = [person.id for person in library.all(Person)]
    day = _LAST_DAY
    while True:
        yield from (f"{person} as_of:{day}" for person in people)
        day -= dt.timedelta(days=1)


def _begun(folder: Path, variables: Variables) -> Path:
    """Give a folder in which it has been started before, which made the tables."""
    folder.mkdir()
    with serving([*onrecord(), "serve"], folder, **variables):
        return folder
