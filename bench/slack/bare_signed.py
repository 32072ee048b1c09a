"""Bare aiohttp that looks at the signature and answers something constant: `python -m bench.slack.bare_signed`."""

from __future__ import annotations

import os

from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bench.slack.asking import PATH

_ANSWER = '{"response_type":"ephemeral","text":"Elon Musk holds that frontier weights should be released."}'
_verifier = SignatureVerifier(os.environ["SLACK_SIGNING_SECRET"])


async def _answer(request: web.Request) -> web.Response:
    if not _verifier.is_valid_request(await request.read(), request.headers):
        raise web.HTTPUnauthorized
    return web.Response(text=_ANSWER, content_type="application/json")


if __name__ == "__main__":
    app = web.Application()
    app.add_routes([web.post(PATH, _answer)])
    web.run_app(app, host="127.0.0.1", port=0)
