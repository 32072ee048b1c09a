"""Discords, and the bots that are connected to them, as processes of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from bench.discord.asking import PUBLIC_KEY, Interaction
from bench.discord.place import ASKED, CONNECTED
from bench.sending import CONNECTIONS
from bench.servers import Server, script, serving

_PATIENCE = 60
Variables = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Connected:
    """A bot that hears of what is asked through the gateway of a Discord of its own."""

    bot: Server
    port: int
    """Where its Discord listens."""

    def ask(self, interactions: Sequence[Interaction], at_once: int = CONNECTIONS, away: float = 0) -> list[float]:
        """Ask, and give the seconds until each answer; a call takes so many seconds to get through and back."""
        told = {"interactions": interactions, "at_once": at_once, "away": away}
        given: list[float] = json.loads(_heard(self.port, ASKED, told))
        return given

    def spent(self, interactions: Sequence[Interaction]) -> float:
        """Give the nanoseconds that each of these was on a core."""
        before = self.bot.spent()
        self.ask(interactions)
        return (self.bot.spent() - before) / len(interactions)


@contextmanager
def discord(folder: Path) -> Iterator[tuple[int, Variables]]:
    """Give where a Discord listens, and the variables of a bot of it."""
    with serving(script("discord.place"), folder) as place:
        variables = {
            "DISCORD_API_URL": f"http://127.0.0.1:{place.port}/api/v10",
            "DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{place.port}/gateway",
            "DISCORD_TOKEN": "bench" + "-token",
            "PORT": "0",
        }
        yield place.port, variables


@contextmanager
def connected(command: Sequence[str], folder: Path) -> Iterator[Connected]:
    """Run a bot until it is not needed any more, connected to the gateway of a Discord of its own."""
    with discord(folder) as (port, variables), serving(command, folder, **variables) as bot:
        _heard(port, CONNECTED)
        yield Connected(bot, port)


def over_http(variables: Variables) -> Variables:
    """Give the variables of a bot that Discord sends interactions to."""
    return {**variables, "DISCORD_PUBLIC_KEY": PUBLIC_KEY}


def _heard(port: int, path: str, told: Any = None) -> bytes:  # noqa: ANN401  any JSON
    body = None if told is None else json.dumps(told).encode()
    request = Request(f"http://127.0.0.1:{port}{path}", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310  the same
        said: bytes = answer.read()
        return said
