"""Importing what others wrote of all that `serve` runs on: `python -m bench.slack.libraries slack [discord]`.

It is what runs with SQLite: of what only PostgreSQL needs, `serve` imports nothing with it, and so nor does this.
"""

from __future__ import annotations

import sys
from importlib import import_module

_ALWAYS = (
    "click",
    "filelock",
    "aiohttp.web",
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "pydantic_settings",
    "limits.strategies",
    "rapidfuzz.distance",
    "rapidfuzz.fuzz",
    "rapidfuzz.process",
    "tomli",
    "tomlkit",
)
_LIBRARIES = {"slack": ("slack_bolt.async_app", "orjson"), "discord": ("discord", "nacl.signing")}
"""By the platforms that they are for."""

if __name__ == "__main__":
    for library in (*_ALWAYS, *(library for platform in sys.argv[1:] for library in _LIBRARIES[platform])):
        import_module(library)
    print("ready, though not at http://127.0.0.1:0")
