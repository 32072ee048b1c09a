"""Asking a platform's API whether it answers, and saying why it does not."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit, urlunsplit

import aiohttp

_CERTIFICATE = "Bring the machine’s certificates up to date, or add those of the proxy that stands between."
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer that could be the platform's: why, and what to do."""

    why: str
    how: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom is asked: a platform, the setting that says where its API is, and the page that tells of outages."""

    name: str
    setting: str
    outages: str
    by_proxy: bool = False
    """Whether the way to it may go through a proxy that the environment names."""

    def unheard(self, error: Exception, seconds: float) -> Silence:
        """Say why there was no answer, after waiting so many seconds at most."""
        proxy = ", the proxy (HTTPS_PROXY)" if self.by_proxy else ""
        network = f"Let this machine reach it: look at the network, a firewall{proxy}, and {self.setting}."
        match error:
            case TimeoutError():
                return Silence(f"it did not answer within {seconds:g} seconds", network)
            case aiohttp.ClientSSLError():
                return Silence("its certificate is not trusted here", _CERTIFICATE)
            case aiohttp.ClientConnectorDNSError():
                return Silence("there is no such name", network)
            case aiohttp.ClientConnectorError(errno=number):
                return Silence(os.strerror(number).lower() if number else "no connection", network)
            case aiohttp.InvalidURL():
                return Silence("it is no address", self._address)
            case aiohttp.ClientError() | OSError():
                return Silence(f"the connection broke ({type(error).__name__})", network)
            case _:
                return self.stranger()

    def stranger(self) -> Silence:
        """Say that something else answers there."""
        return Silence(f"what answers there is not {self.name}’s API", self._address)

    def faulty(self, status: int) -> Silence:
        """Say that it failed."""
        return Silence(
            f"it has a fault of its own (HTTP {status})", f"Try again later; {self.outages} tells of outages."
        )

    @property
    def _address(self) -> str:
        return f"Leave {self.setting} out, or set it to where {self.name}’s API is."


def skew(date: str) -> float | None:
    """Give by how many seconds our clock is ahead of the one that gave this date; `None` for what is no date."""
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return None
    if theirs.tzinfo is None:
        return None
    return (dt.datetime.now(dt.UTC) - theirs).total_seconds()


def printable(text: object) -> str:
    """Give a name from elsewhere without what could act on a terminal."""
    return "".join(letter for letter in str(text)[:_LONGEST_NAME] if letter.isprintable())


def shown(url: str) -> str:
    """Give an address without the password in it."""
    address = urlsplit(url)
    return urlunsplit(address._replace(netloc=address.netloc.rpartition("@")[2]))
