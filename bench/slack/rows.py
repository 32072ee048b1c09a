"""What Slack's side costs: signed HTTP against bare Bolt and bare aiohttp, each a process of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.slack.asking import CONNECTIONS, SECRET, at_once, one_by_one, stances
from bench.slack.servers import Server, measurable, onrecord, script, serving
from bench.table import A_SECOND, MEGABYTES, MICROSECONDS, MILLISECONDS, Goal, Row
from briefings.library import Library
from briefings.model import Person

_TEXT = "musk"
_ROUNDS = 9
_ONE_BY_ONE = 40
_AT_ONCE = 1_500
_WARMING = 100
_HOLDS = 3
_HELD = 200
"""So many requests a process has answered before its memory is looked at."""
_LAST_DAY = dt.date(2026, 11, 1)


@dataclass(frozen=True, slots=True)
class Load:
    """How many requests a second were answered, and the nanoseconds that each was on a core."""

    rate: float
    spent: float


def rows(library: Library) -> list[Row]:
    """Measure signed commands over loopback; `library` names who is asked about. Nothing where nothing can be told."""
    if not measurable():
        return []
    with TemporaryDirectory() as folder, _api(Path(folder)) as variables:
        return [*_answering(library, Path(folder), variables), *_holding(library, Path(folder), variables)]


def _answering(library: Library, folder: Path, variables: dict[str, str]) -> list[Row]:
    with (
        serving([*onrecord(), "serve"], _made(folder / "ours"), **variables) as ours,
        serving(script("and_more", "serve"), _made(folder / "more"), **variables) as more,
        serving(script("bare_bolt", "shipped"), folder, **variables) as shipped,
        serving(script("bare_bolt", "before"), folder, **variables) as before,
        serving(script("bare_signed"), folder, **variables) as bare,
    ):
        for server in (ours, more, shipped, before, bare):
            _waits(server, [_TEXT] * _WARMING)
        return [
            _one_connection(ours, shipped),
            *_several(ours, before, bare, _changing(library)),
            _more_commands(ours, more),
        ]


def _waits(server: Server, texts: Sequence[str]) -> list[int]:
    """Give the nanoseconds of each request, one after the other."""
    return one_by_one(server.port, stances(texts))


def _load(server: Server, texts: Sequence[str]) -> Load:
    """Give what it took to answer over several connections."""
    requests = stances(texts)
    before = server.spent()
    taken = at_once(server.port, requests)
    return Load(len(requests) * 1e9 / taken, (server.spent() - before) / len(requests))


def _one_connection(ours: Server, shipped: Server) -> Row:
    taken: tuple[list[int], list[int]] = ([], [])
    for number in range(_ROUNDS):
        for place in (0, 1) if number % 2 else (1, 0):
            taken[place].extend(_waits((ours, shipped)[place], [_TEXT] * _ONE_BY_ONE))
    mine, theirs = (median(each) for each in taken)
    what = "Slack: signed /stance, 1 connection, p50"
    return Row(what, mine, MILLISECONDS, "bare Bolt as shipped", theirs, Goal("ratio", 0.05))


def _several(ours: Server, before: Server, bare: Server, asked: Iterator[str]) -> list[Row]:
    loads: dict[str, list[Load]] = {name: [] for name in ("kept", "new", "bolt", "bare")}
    for number in range(_ROUNDS):
        same = [_TEXT] * _AT_ONCE
        turns = [
            ("kept", ours, same),
            ("bolt", before, same),
            ("new", ours, list(islice(asked, _AT_ONCE))),
            ("bare", bare, same),
        ]
        for name, side, texts in turns[number % 4 :] + turns[: number % 4]:
            loads[name].append(_load(side, texts))
    rate = {name: median(load.rate for load in taken) for name, taken in loads.items()}
    spent = {name: median(load.spent for load in taken) for name, taken in loads.items()}
    what = f"Slack: {CONNECTIONS} connections"
    bolt, signed = "bare Bolt, process_before_response", "bare aiohttp, signature checked"
    return [
        Row(f"{what}, asked again", rate["kept"], A_SECOND, bolt, rate["bolt"], Goal("ratio", 1, least=True)),
        Row(f"{what}, new each time", rate["new"], A_SECOND, bolt, rate["bolt"], Goal("ratio", 0.85, least=True)),
        Row(f"{what}, asked again", rate["kept"], A_SECOND, signed, rate["bare"]),
        Row(f"{what}, asked again, CPU", spent["kept"], MICROSECONDS, bolt, spent["bolt"]),
        Row(f"{what}, new each time, CPU", spent["new"], MICROSECONDS, bolt, spent["bolt"]),
    ]


def _more_commands(ours: Server, more: Server) -> Row:
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(_ROUNDS):
        for place in (0, 1) if number % 2 else (1, 0):
            taken[place].append(_load((ours, more)[place], [_TEXT] * _AT_ONCE).spent)
    usual, with_more = map(median, taken)
    what = "Slack: 50 more commands, CPU of a request"
    return Row(what, with_more, MICROSECONDS, "without them", usual, Goal("ratio", 1.05))


def _holding(library: Library, folder: Path, variables: dict[str, str]) -> list[Row]:
    """Measure memory after some answers, against bare Bolt that holds the record and the open database."""
    texts = list(islice(cycle(person.id for person in library.all(Person)), _HELD))
    stored = {"DATABASE_URL": f"sqlite:///{folder}/held/data/onrecord.db"}
    held: tuple[list[int], list[int]] = ([], [])
    with serving([*onrecord(), "serve"], _made(folder / "held"), **variables):
        pass  # The first time it makes the tables.
    for _ in range(_HOLDS):
        with serving([*onrecord(), "serve"], folder / "held", **variables) as ours:
            _waits(ours, texts)
            held[0].append(ours.resident())
        with serving(script("bare_bolt", "stored"), folder, **variables, **stored) as bolt:
            _waits(bolt, texts)
            held[1].append(bolt.resident())
    mine, theirs = (median(each) for each in held)
    what = f"Slack: memory after {_HELD} requests"
    return [Row(what, mine, MEGABYTES, "bare Bolt, open database, record", theirs, Goal("ratio", 1.15))]


@contextmanager
def _api(folder: Path) -> Iterator[dict[str, str]]:
    """Give the variables of a Slack app whose Web API answers at once."""
    with serving(script("api"), folder) as api:
        yield {
            "SLACK_API_URL": f"http://127.0.0.1:{api.port}/api/",
            "SLACK_BOT_TOKEN": "xoxb-" + "bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "PORT": "0",
        }


def _changing(library: Library) -> Iterator[str]:
    """Give texts without end of which none comes twice: each person in turn, as of one day after the other."""
    people = [person.id for person in library.all(Person)]
    day = _LAST_DAY
    while True:
        yield from (f"{person} as_of:{day}" for person in people)
        day -= dt.timedelta(days=1)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
