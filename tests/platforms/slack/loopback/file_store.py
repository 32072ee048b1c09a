"""Where bytes come in and go out: upload addresses, and private addresses that want a token."""

from __future__ import annotations

from aiohttp import web

from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.trouble import Trouble
from tests.platforms.slack.loopback.world import World

LOGIN = "<!DOCTYPE html><title>Sign in</title><p>Sign in to see this file."


class FileStore:
    """The files of one Slack, over HTTP."""

    def __init__(self, world: World, trouble: Trouble) -> None:
        self._world, self._trouble = world, trouble

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of an upload; an address takes them once, and as many as were announced."""
        content = await body_of(request)
        fault = self._world.faults.next("upload")
        if fault is not None:
            return await self._trouble.make(request, fault, lambda: {"ok": self._keep(request.path, content)})
        if not self._keep(request.path, content):
            return web.Response(status=400, text="invalid upload")
        return web.Response(text=f"OK - {len(content)}")

    def _keep(self, path: str, content: bytes) -> bool:
        file, length = self._world.uploads.get(path, (None, 0))
        if file is None or len(content) != length:
            self._world.object("upload", "invalid_upload", [f"{len(content)} bytes came, not {length}"])
            return False
        del self._world.uploads[path]
        file.content = content
        return True

    async def give(self, request: web.Request) -> web.StreamResponse:
        """Give a file to whoever has a token that may read files; to others the page to sign in, as Slack does."""
        fault = self._world.faults.next("download")
        if fault is not None:
            return await self._trouble.make(request, fault, dict)
        file = next((each for each in self._world.files.values() if each.url.endswith(request.path)), None)
        token = self._world.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if file is None:
            return web.Response(status=404)
        works = token is not None and not token.revoked and token.team == file.team
        if token is None or not works or "files:read" not in token.scopes:
            self._world.refuse("download", Refused("not_authed"))
            return web.Response(text=LOGIN, content_type="text/html")
        return web.Response(body=file.content, content_type=file.mimetype)


async def body_of(request: web.Request) -> bytes:
    """Give the bytes that were sent, alone or as the file of a form."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    field = next((value for value in form.values() if isinstance(value, web.FileField)), None)
    return b"" if field is None else field.file.read()
