"""How frames of the gateway are written: plain, or through one compressor for as long as the connection lasts."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol

from tests.platforms.discord.loopback.refusals import Json


class Stream(Protocol):
    """A way of writing frames."""

    def frame(self, told: Mapping[str, Any]) -> str | bytes:
        """Give one frame: text, or bytes when it is compressed."""


def written(told: Json) -> str:
    return json.dumps(told, separators=(",", ":"))


class Plain:
    """Frames of text."""

    def frame(self, told: Mapping[str, Any]) -> str:
        return written(told)


class Zlib:
    """Frames that are parts of one zlib stream, each flushed so that it can be read at once."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj()

    def frame(self, told: Mapping[str, Any]) -> bytes:
        return self._compressor.compress(written(told).encode()) + self._compressor.flush(zlib.Z_SYNC_FLUSH)


class Zstandard:
    """Frames that are parts of one zstd stream."""

    def __init__(self) -> None:
        # The library asks for this only where it is installed.
        zstandard = import_module("zstandard")
        self._compressor = zstandard.ZstdCompressor().compressobj()
        self._flush = zstandard.COMPRESSOBJ_FLUSH_BLOCK

    def frame(self, told: Mapping[str, Any]) -> bytes:
        compressed: bytes = self._compressor.compress(written(told).encode())
        return compressed + bytes(self._compressor.flush(self._flush))


STREAMS: Mapping[str, type[Stream]] = {"": Plain, "zlib-stream": Zlib, "zstd-stream": Zstandard}
