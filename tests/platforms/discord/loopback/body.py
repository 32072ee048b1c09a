"""The body of a call: JSON, or several parts of which one is JSON and the others are files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.web_request import FileField

from tests.platforms.discord.loopback.refusals import Json, Refused, flaw, malformed

LARGEST = 10 * 1024 * 1024
"""Bytes that the files of one request may have in all, where nobody pays for more."""
_FILE = re.compile(r"files\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a call."""

    filename: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Body:
    """What a call said; `files` go by the numbers that were given to them."""

    json: Json = None
    files: dict[str, Upload] = field(default_factory=dict)

    def object(self) -> dict[str, Json]:
        """Give the body as an object, which it must be."""
        if not isinstance(self.json, dict):
            raise malformed(flaw("", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType"))
        return self.json

    def list(self) -> list[Json]:
        """Give the body as a list, which it must be."""
        if not isinstance(self.json, list):
            raise malformed(flaw("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"))
        return self.json


async def read(request: web.Request) -> Body:
    """Read a call's body; raise `Refused` for what is none."""
    if request.content_type == "multipart/form-data":
        return await _parts(request)
    content = await request.read()
    if not content:
        return Body()
    if request.content_type != "application/json":
        known = "{'application/json'}"
        sentence = f'Expected "Content-Type" header to be one of {known}.'
        raise malformed(flaw("_misc", "CONTENT_TYPE_INVALID", sentence))
    return Body(_json(content))


async def _parts(request: web.Request) -> Body:
    said: Json = None
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if name == "payload_json":
            # A part that says that it is JSON comes as bytes, one that says nothing as text.
            said = _json(value.file.read() if isinstance(value, FileField) else value)
        elif isinstance(value, FileField) and (number := _FILE.fullmatch(name)):
            files[number[1]] = Upload(value.filename, value.file.read(), value.content_type)
        else:
            raise malformed(flaw(name, "FORM_FIELD_UNKNOWN", "Only payload_json and files[n] are read"))
    if sum(len(file.content) for file in files.values()) > LARGEST:
        raise Refused(40005)
    return Body(said, files)


def _json(content: bytes | bytearray | str) -> Json:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Refused(50109) from None
