"""What Discord's side costs: over the gateway against bare discord.py, over HTTP against bare aiohttp and PyNaCl."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns

from bench.discord.asking import Interaction, command, signed, stances
from bench.discord.servers import Connected, connected, discord, over_http
from bench.loads import Load, in_turn, load, rate, spent
from bench.sending import CONNECTIONS, at_once
from bench.servers import Server, measurable, onrecord, script, serving
from bench.table import A_SECOND, ANSWERS, MEGABYTES, MICROSECONDS, MILLISECONDS, Goal, Row
from briefings.library import Library
from briefings.model import Person

Options = Mapping[str, str]
_MUSK: Options = {"who": "musk"}
_ROUNDS = 9
_ASKED = 1_000
_WARMING = 200
_IN_FLIGHT = 200
_FLIGHTS = 5
_AWAY = 0.1
"""Seconds that a call takes to Discord and back, as from another continent."""
_WAITS = 3e9
"""Nanoseconds that Discord waits for an answer."""
_HELD = 200
"""So many commands a process has answered before its memory is looked at."""
_HOLDS = 3
_STARTS = 9
_LAST_DAY = dt.date(2026, 11, 1)
_SERVE = [*onrecord(), "serve"]


def rows(library: Library) -> list[Row]:
    """Measure commands over loopback; `library` names who is asked about. Nothing where nothing can be told."""
    if not (measurable() and find_spec("discord") and find_spec("nacl")):
        return []
    with TemporaryDirectory() as made:
        folder = Path(made)
        with discord(folder) as (_, variables), serving(_SERVE, folder, **over_http(variables)):
            pass  # That makes the tables.
        asked = _changing(library)
        return [
            *_by_gateway(folder, asked),
            *_by_http(folder, asked),
            _holding(library, folder),
            *_starting(folder),
        ]


# -- over the gateway -----------------------------------------------------------------------------


def _by_gateway(folder: Path, asked: Iterator[Options]) -> list[Row]:
    with connected(_SERVE, folder) as ours, connected(script("discord.bare_client"), folder) as bare:
        for bot in (ours, bare):
            bot.ask(stances([_MUSK] * _WARMING))
        return [*_cpu(ours, bare, asked), *_in_flight("gateway", lambda: _flown(ours, asked))]


def _cpu(ours: Connected, bare: Connected, asked: Iterator[Options]) -> list[Row]:
    same = [_MUSK] * _ASKED
    kept, new, theirs = in_turn(
        _ROUNDS,
        lambda: ours.spent(stances(same)),
        lambda: ours.spent(stances(islice(asked, _ASKED))),
        lambda: bare.spent(stances(same)),
    )
    against, most = "bare discord.py, CommandTree", Goal("ratio", 1.2)
    return [
        Row("Discord: gateway, asked again, CPU", median(kept), MICROSECONDS, against, median(theirs), most),
        Row("Discord: gateway, new each time, CPU", median(new), MICROSECONDS, against, median(theirs)),
    ]


def _flown(ours: Connected, asked: Iterator[Options]) -> list[float]:
    return [1e9 * waited for waited in ours.ask(_many(asked), _IN_FLIGHT, _AWAY)]


# -- over HTTP ------------------------------------------------------------------------------------


def _by_http(folder: Path, asked: Iterator[Options]) -> list[Row]:
    with discord(folder) as (_, variables):
        signing = over_http(variables)
        with (
            serving(_SERVE, folder, **signing) as ours,
            serving(script("discord.bare_signed"), folder, **signing) as bare,
        ):
            for server in (ours, bare):
                _load(server, [_MUSK] * _WARMING)
            return [*_rates(ours, bare, asked), *_in_flight("HTTP", lambda: _sent(ours, asked))]


def _rates(ours: Server, bare: Server, asked: Iterator[Options]) -> list[Row]:
    same = [_MUSK] * _ASKED
    kept, new, theirs = in_turn(
        _ROUNDS,
        lambda: _load(ours, same),
        lambda: _load(ours, islice(asked, _ASKED)),
        lambda: _load(bare, same),
    )
    what, against = f"Discord: HTTP, {CONNECTIONS} connections", "bare aiohttp and PyNaCl"
    least = partial(Goal, "ratio", least=True)
    return [
        Row(f"{what}, asked again", rate(kept), A_SECOND, against, rate(theirs), least(0.75)),
        Row(f"{what}, new each time", rate(new), A_SECOND, against, rate(theirs)),
        Row(f"{what}, asked again, CPU", spent(kept), MICROSECONDS, against, spent(theirs)),
        Row(f"{what}, new each time, CPU", spent(new), MICROSECONDS, against, spent(theirs)),
    ]


def _load(server: Server, texts: Iterable[Options]) -> Load:
    return load(server, signed(stances(texts)))


def _sent(ours: Server, asked: Iterator[Options]) -> list[float]:
    return list(map(float, at_once(ours.port, signed(_many(asked)), _IN_FLIGHT).each))


# -- both -----------------------------------------------------------------------------------------


def _in_flight(way: str, fly: Callable[[], list[float]]) -> list[Row]:
    """Measure commands that all come at the same moment, none of which was asked before."""
    waits = [waited for _ in range(_FLIGHTS) for waited in fly()]
    what = f"Discord: {way}, {_IN_FLIGHT} in flight"
    return [
        Row(f"{what}, too late", sum(waited > _WAITS for waited in waits), ANSWERS, goal=Goal("amount", 0)),
        Row(f"{what}, worst", max(waits), MILLISECONDS, goal=Goal("amount", _WAITS)),
        Row(f"{what}, median", median(waits), MILLISECONDS),
    ]


def _many(asked: Iterator[Options]) -> list[Interaction]:
    """Give as many commands as are to be in flight, of several kinds."""
    options = list(islice(asked, _IN_FLIGHT // 4))
    return [
        *stances(options),
        *(command("timeline", {"about": one["who"], "to": one["as_of"]}) for one in options),
        *(command("search", {"words": "open", "who": one["who"], "to": one["as_of"]}) for one in options),
        *(command("compare", {"one": one["who"], "two": "openai"}) for one in options),
    ]


def _changing(library: Library) -> Iterator[Options]:
    """Give options without end of which none come twice: each person in turn, as of one day after the other."""
    people = [person.id for person in library.all(Person)]
    day = _LAST_DAY
    while True:
        yield from ({"who": person, "as_of": str(day)} for person in people)
        day -= dt.timedelta(days=1)


# -- the process ----------------------------------------------------------------------------------


def _holding(library: Library, folder: Path) -> Row:
    """Measure memory after some answers, against importing what others wrote of it."""
    options = list(islice(cycle({"who": person.id} for person in library.all(Person)), _HELD))

    def held(command: Sequence[str]) -> int:
        with connected(command, folder) as bot:
            bot.ask(stances(options))  # Anew, since what was asked before is known again.
            return bot.bot.resident()

    ours, bare = in_turn(_HOLDS, lambda: held(_SERVE), lambda: held(script("discord.bare_client")))
    what, against = f"Discord: memory after {_HELD} commands", "bare discord.py, without a record"
    return Row(what, median(ours), MEGABYTES, against, median(bare))


def _starting(folder: Path) -> list[Row]:
    """Measure how long it takes until commands are taken, against importing the libraries."""
    with discord(folder) as (_, variables):

        def started(command: Sequence[str]) -> int:
            began = perf_counter_ns()
            with serving(command, folder, **over_http(variables)):
                return perf_counter_ns() - began

        http, libraries = in_turn(_STARTS, lambda: started(_SERVE), lambda: started(script("discord.libraries")))
    against, most = "importing the libraries", Goal("ratio", 1.15)
    return [
        Row("Discord: HTTP, start to ready", median(http), MILLISECONDS, against, median(libraries), most),
    ]
