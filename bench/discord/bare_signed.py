"""Bare aiohttp and PyNaCl that answer something constant: `python -m bench.discord.bare_signed`."""

from __future__ import annotations

import os

from aiohttp import web
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from bench.discord.asking import PATH

_ANSWER = '{"type":4,"data":{"content":"Elon Musk holds that frontier weights should be released."}}'
_key = VerifyKey(bytes.fromhex(os.environ["DISCORD_PUBLIC_KEY"]))


async def _answer(request: web.Request) -> web.Response:
    body = await request.read()
    at, signature = request.headers["X-Signature-Timestamp"], request.headers["X-Signature-Ed25519"]
    try:
        _key.verify(at.encode() + body, bytes.fromhex(signature))
    except BadSignatureError:
        raise web.HTTPUnauthorized from None
    return web.Response(text=_ANSWER, content_type="application/json")


if __name__ == "__main__":
    app = web.Application()
    app.add_routes([web.post(PATH, _answer)])
    web.run_app(app, host="127.0.0.1", port=0)
