"""Requests that platforms sign: what is read of one before it is known who sent it, and how it is refused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Container

from aiohttp import web

from bot.web.application import LARGEST_BODY

log = logging.getLogger(__name__)

LARGEST = 1024 * 1024
"""Bytes; what is done to the longest message, with all that stands in it, has a good part of that."""
PATIENCE = 5.0
"""Seconds that the body of a request may take to come; no platform waits longer than three for an answer to it."""
OFF = 300
"""Seconds that the time of a signature may be off."""


async def body_of(request: web.Request, kinds: Container[str]) -> str:
    """Give the body of a request, which has to be of one of some kinds; raise an HTTP error for any other."""
    if request.content_type not in kinds or "Content-Encoding" in request.headers:
        raise refused(web.HTTPUnsupportedMediaType, "kind")
    if (request.content_length or 0) > LARGEST:
        raise refused(web.HTTPRequestEntityTooLarge, "size", LARGEST, request.content_length)
    try:
        if request.content.is_eof() and (request.content_length or LARGEST) < LARGEST_BODY:
            return request.content.read_nowait().decode()  # All of it is there already, as it nearly always is.
        async with asyncio.timeout(PATIENCE):
            return (await request.clone(client_max_size=LARGEST).read()).decode()
    except UnicodeDecodeError:
        raise refused(web.HTTPBadRequest, "encoding") from None
    except TimeoutError:
        raise refused(web.HTTPRequestTimeout, "slow") from None
    except ConnectionError:  # Nobody is there any more to read the answer.
        raise refused(web.HTTPBadRequest, "half") from None


def only(request: web.Request, name: str) -> str:
    """Give a header; nothing for one that is not there, or more than once, since then nobody knows which is meant."""
    values = request.headers.getall(name, [])
    return values[0] if len(values) == 1 else ""


def refused(kind: type[web.HTTPException], why: str, *more: object) -> web.HTTPException:
    log.warning("request_refused why=%s", why)
    return kind(*more)
