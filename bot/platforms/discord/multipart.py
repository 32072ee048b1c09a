"""A message with files, as the fields of one body."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.card import File


def fields(body: Mapping[str, Any], files: Sequence[File]) -> Iterator[dict[str, Any]]:
    """Give the fields of a body, as a form of aiohttp takes them."""
    attachments = [{"id": str(place), "filename": file.name} for place, file in enumerate(files)]
    payload = json.dumps({**body, "attachments": attachments}, ensure_ascii=False)
    yield {"name": "payload_json", "value": payload, "content_type": "application/json"}
    for place, file in enumerate(files):
        content = {"value": file.data, "filename": file.name, "content_type": file.media_type}
        yield {"name": f"files[{place}]", **content}
