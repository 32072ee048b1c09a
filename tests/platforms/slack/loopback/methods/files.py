"""`files.*`: the three steps of an upload, and looking at a file."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack.loopback.call import Call
from tests.platforms.slack.loopback.message import File, Message
from tests.platforms.slack.loopback.methods.chat import thread
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.uploads import uploaded


def upload_url(call: Call) -> dict[str, Any]:
    """Give the address to which a file is sent."""
    name, length = call.needed("filename"), int(call.text("length") or 0)
    if length < 1:
        raise Refused("invalid_arguments", ["must be greater than 0 [json-pointer:/length]"])
    user = call.workspace.users[call.install.bot_user]
    file = uploaded(call.world, call.workspace, user, name, b"")
    path = f"/upload/v1/{call.world.ids.new('u')}"
    call.world.uploads[path] = (file, length)
    return {"upload_url": call.world.base + path, "file_id": file.id}


def complete(call: Call) -> dict[str, Any]:
    """Finish uploads and show the files in a channel, if one is named."""
    files = [finished(call, each) for each in call.json("files") or []]
    if not files:
        raise Refused("invalid_arguments", ["missing required field: files"])
    if call.text("channel_id"):
        show(call, files)
    return {"files": [file.payload() for file in files]}


def finished(call: Call, named: dict[str, Any]) -> File:
    """Give a file whose bytes have come and that is in no channel yet."""
    file = call.world.files.get(str(named.get("id")))
    pending = any(waiting is file for waiting, _ in call.world.uploads.values())
    if file is None or pending or not file.content or file.team != call.install.team or file.complete:
        raise Refused("file_not_found")
    file.title = named.get("title") or file.title
    return file


def show(call: Call, files: list[File]) -> None:
    channel = call.channel("channel_id")
    if channel.is_archived:
        raise Refused("is_archived")
    if not call.is_member(channel):
        raise Refused("not_in_channel")
    message = Message(
        ts=call.world.ids.ts(),
        channel=channel.id,
        team=call.install.team,
        user=call.install.bot_user,
        text=call.text("initial_comment"),
        way="files",
        bot=call.install.bot,
        app=call.world.app.id,
        thread=thread(call, channel),
        files=files,
    )
    for file in files:
        file.complete = True
        file.channels.append(channel.id)
    call.world.post(channel, message)


def info(call: Call) -> dict[str, Any]:
    """Tell of a file."""
    file = call.world.files.get(call.text("file"))
    if file is None or file.team != call.install.team:
        raise Refused("file_not_found")
    return {"file": file.payload(), "content": "", "comments": []}
