"""Importing what others wrote of all that `serve` runs on with Discord: `python -m bench.discord.libraries`."""

from __future__ import annotations

from importlib import import_module

_LIBRARIES = (
    "click",
    "filelock",
    "aiohttp.web",
    "discord",
    "nacl.signing",
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "pydantic_settings",
    "limits.strategies",
    "rapidfuzz.distance",
    "rapidfuzz.fuzz",
    "rapidfuzz.process",
    "tomlkit",
)

if __name__ == "__main__":
    for library in _LIBRARIES:
        import_module(library)
    print("ready, though not at http://127.0.0.1:0")
