"""A Slack of our own on this machine, which the real slack_sdk and slack_bolt talk to; what Slack refuses, it refuses.

    async with loopback() as slack:
        app = AsyncApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url), ...)
        alice = slack.join("alice", is_admin=True)
        outcome = await alice.slash("/stance", "musk")
        assert outcome.message.ephemeral
        assert not slack.refused

Ways in: with `slack.http.address` set, signed requests go to `<address>/slack/commands`, `/slack/interactive` and
`/slack/events`; without it, to the Socket Mode connections that are open (`slack.app.app_token`). `slack.sockets.open`
are the connections: `ping`, `disconnect("warning" | "refresh_requested" | "link_disabled")`, `drop`, `silent = True`.

`Slack`: `api_url` (for `SLACK_API_URL`), `bot_token`, `app` (`app_token`, `signing_secret`, `client_id`, …;
`app.register(manifest)` takes over commands, shortcuts, scopes and events), `refused` (everything that was refused),
`calls(method)` (what the Web API was asked), `faults.add(method, Kind.…, times)` (`response_url` counts as a method),
`rates.posting = True`, `clock.advance(seconds)`, `post.delivered` (what was sent to the app, with its answers),
`retry(delivered)`, `install_in(workspace)`, `uninstall()`, `revoke()`, `world` (`add_workspace`, `add_channel`,
`share`), `http.verify()`, `http.sent`, `http.request`/`sign`/`send_raw` (one's own requests; `tampering` spoils them).

`Person`: `slash`, `press`, `choose`, `submit`, `close`, `suggest`, `shortcut`, `say`, `mention`, `dm`, `open_home`;
each gives an `Outcome` (`error`, `messages`, `message`, `view`, `form`, `options`, `answer.seconds`). `sees(words)` and
`sees_view(title)` wait for what comes later; `messages()`, `views` and `home` are what the person sees now.
A `Message` has `words()`, `buttons()`, `ephemeral`, `metadata`, `edits`; a `View` has `inputs()`, `errors`, `typed`.
`browser.Browser` installs by OAuth. By hand: `python -m tests.platforms.slack.loopback --help`.
What nobody can do in Slack raises `Impossible`. `kit` checks Block Kit alone: `check_blocks`, `check_view`.
"""

from tests.platforms.slack.loopback.app import App
from tests.platforms.slack.loopback.delivery import Answer, Delivered, Parcel, Retry
from tests.platforms.slack.loopback.faults import Kind
from tests.platforms.slack.loopback.kit import check_blocks, check_view
from tests.platforms.slack.loopback.message import File, Message
from tests.platforms.slack.loopback.outcome import Outcome
from tests.platforms.slack.loopback.person import Person
from tests.platforms.slack.loopback.refusals import Impossible, Refusal
from tests.platforms.slack.loopback.slack import Slack, loopback
from tests.platforms.slack.loopback.view import View
from tests.platforms.slack.loopback.workspace import Channel, User, Workspace

__all__ = [
    "Answer",
    "App",
    "Channel",
    "Delivered",
    "File",
    "Impossible",
    "Kind",
    "Message",
    "Outcome",
    "Parcel",
    "Person",
    "Refusal",
    "Retry",
    "Slack",
    "User",
    "View",
    "Workspace",
    "check_blocks",
    "check_view",
    "loopback",
]
