"""Every method of the Web API that this Slack answers."""

from __future__ import annotations

from tests.platforms.slack.loopback.call import Method
from tests.platforms.slack.loopback.methods import chat, conversations, files, leaving, people, views

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("apps.uninstall", leaving.uninstall),
        Method("auth.revoke", leaving.revoke),
        Method("auth.test", people.auth_test),
        Method("bots.info", people.bots_info, "users:read"),
        Method("chat.delete", chat.delete, "chat:write"),
        Method("chat.getPermalink", chat.permalink),
        Method("chat.postEphemeral", chat.post_ephemeral, "chat:write"),
        Method("chat.postMessage", chat.post_message, "chat:write"),
        Method("chat.update", chat.update, "chat:write"),
        Method("conversations.history", conversations.history),
        Method("conversations.info", conversations.info),
        Method("conversations.join", conversations.join, "channels:join"),
        Method("conversations.open", conversations.opened, "im:write"),
        Method("conversations.replies", conversations.replies),
        Method("files.completeUploadExternal", files.complete, "files:write"),
        Method("files.getUploadURLExternal", files.upload_url, "files:write"),
        Method("files.info", files.info, "files:read"),
        Method("team.info", people.team_info, "team:read"),
        Method("users.info", people.users_info, "users:read"),
        Method("views.open", views.open_view),
        Method("views.publish", views.publish_view),
        Method("views.push", views.push_view),
        Method("views.update", views.update_view),
    )
}
