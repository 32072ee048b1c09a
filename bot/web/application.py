"""The aiohttp application that every platform's endpoints hang on."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
"""Bytes; the longest form of any platform fits many times."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(routes: Iterable[web.AbstractRouteDef] = ()) -> web.Application:
    """Make the application: health, the given routes, safe headers on every answer."""
    app = web.Application(middlewares=[_guarded], client_max_size=LARGEST_BODY)
    app.add_routes([web.get("/healthz", _health), *routes])
    return app


async def _health(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = web.Response(status=error.status, text=f"{error.status} {error.reason}\n", headers=_kept(error))
    except Exception:
        log.exception("failed path=%s", request.path)
        response = web.Response(status=500, text="500 Something went wrong on our side.\n")
    if not response.prepared:  # What is sent already went to a platform, of whose answers no page is made.
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def _kept(error: web.HTTPException) -> dict[str, str]:
    return {name: error.headers[name] for name in ("Allow", "Location", "WWW-Authenticate") if name in error.headers}
