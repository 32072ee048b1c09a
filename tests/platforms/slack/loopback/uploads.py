"""Files as they come into a workspace."""

from __future__ import annotations

import mimetypes

from tests.platforms.slack.loopback.message import File
from tests.platforms.slack.loopback.workspace import User, Workspace
from tests.platforms.slack.loopback.world import World


def uploaded(world: World, workspace: Workspace, user: User, name: str, content: bytes) -> File:
    """Keep a file; it can be downloaded with a token from its private address."""
    file_id = world.ids.new("F")
    file = File(
        id=file_id,
        name=name,
        title=name,
        content=content,
        user=user.id,
        team=workspace.id,
        url=f"{world.base}/files-pri/{workspace.id}-{file_id}/{name}",
        permalink=f"https://{workspace.domain}.slack.com/files/{user.id}/{file_id}/{name}",
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
    world.files[file.id] = file
    return file
