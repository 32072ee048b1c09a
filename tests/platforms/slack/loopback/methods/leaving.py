"""`auth.revoke` and `apps.uninstall`: how an app goes."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack.loopback.call import Call
from tests.platforms.slack.loopback.refusals import Refused


def revoke(call: Call) -> dict[str, Any]:
    """Revoke the token of the call."""
    if call.flag("test"):
        return {"revoked": False}
    call.token.revoked = "token_revoked"
    call.world.tell_revoked(call.install)
    return {"revoked": True}


def uninstall(call: Call) -> dict[str, Any]:
    """Take the app out of the workspace."""
    app = call.world.app
    if (call.text("client_id"), call.text("client_secret")) != (app.client_id, app.client_secret):
        raise Refused("client_id_token_mismatch")
    call.world.uninstall(call.install)
    return {}
