"""A Discord of our own on this machine, which the real discord.py talks to; what Discord refuses, it refuses.

    async with loopback() as discord:
        ...                       # the app runs, with discord.api_url, discord.gateway_url and discord.token
        alice = discord.join("alice", manages=True)
        outcome = await alice.slash("stance", who="musk")
        assert outcome.message.words().startswith("Elon Musk")
        assert not discord.refused

There is one server, "Acme" (`discord.guild`), with #general in it and the app installed, and the app has no commands
until it puts some. What is not registered, or not offered to somebody where they are, cannot be typed: `Impossible`.

Ways in: by the gateway, until `await discord.http.register(url)` has entered an address, which Discord tries first (a
ping, five bad signatures; `http.probe()` does so again and drops the address); then by signed requests (`http.sent`,
`http.sign`, `http.bad`, `http.send_raw` for one's own). `gateway.open` are the connections: `reconnect()` (op 7),
`invalidate(resumable=…)` (op 9), `ask_heartbeat()`, `close(code)`, `drop()`, `silent = True`, `received`, `compress`.
`gateway.shards`, `gateway.heartbeat`, `gateway.closes_with = 4014`, `gateway.go_down()` and `is_down = False`,
`gateway.end_sessions()`, `gateway.pace.strict`, `app.privileged` (intents that are switched on).

`Discord`: `refused` (all that was refused, with Discord's numbers), `invalid` (answers of 401, 403 and 429 in ten
minutes), `calls(operation)` (bodies, by the names that Discord itself gives operations: `create_message`,
`create_interaction_response`, `execute_webhook`, `update_original_webhook_message`,
`bulk_set_application_commands`, …),
`world.answers` (every first answer that was taken, by either way), `faults.add(operation, Kind.…, times)` (`""` is any
operation; `status` of a 5xx, `code` of a refusal, `retry_after`), `rates.strict = True`, `trouble.let_go()`,
`clock.advance(seconds)`, `servers` (`forbid`, `allow`, `permit`, `rename`, `remove`, `outage`, `recover`),
`add_guild(name, installed=…)`, `add_group(…)`, `world` (`add_channel`, `install`, `uninstall`, `nonces.seconds`,
`old_edits`), `post.delivered`, `post.deadline`.

`Person`: `slash("record add", who="…", from_="…", file=("a.csv", b"…"))`, `complete("stance", "who", "mu")`, `press`,
`choose`, `submit`, `close`, `menu(message, command)`, `user_menu`, `say`, `redo`; `go`, `go_to`, `go_to_dm`, `add_app`
(to one's own account), `offered()`. Each deed gives an `Outcome`: `error` ("" or what Discord tells the person),
`messages`, `message`, `modal`, `form`, `choices`, `offered`, `seconds`. An answer that was put off has come by then
(`patience` seconds at most); what follows an answer is waited for by `sees(words)` or `waits_for(outcome, count)`.
`messages()` is what the person sees now, `form` the form that is open.
A `Message` has `words()`, `buttons()`, `controls()`, `files`, `links()`, `mentions()`, `mentioned` (who was called),
`ephemeral`, `thinking`, `edits`; a `Modal` `title`, `words()`, `fields()`, `labels()`, `typed`; `forms.problems(modal)`
is what Discord itself would say of its fields. By hand: `python -m tests.platforms.discord.loopback --help`.
"""

from tests.platforms.discord.loopback.app import App
from tests.platforms.discord.loopback.discord import Discord, loopback
from tests.platforms.discord.loopback.faults import Kind
from tests.platforms.discord.loopback.guild import Channel, Guild
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.modal import Modal
from tests.platforms.discord.loopback.outcome import Outcome
from tests.platforms.discord.loopback.permissions import Permission
from tests.platforms.discord.loopback.person import Person
from tests.platforms.discord.loopback.refusals import Impossible, Refusal
from tests.platforms.discord.loopback.users import User

__all__ = [
    "App",
    "Channel",
    "Discord",
    "Guild",
    "Impossible",
    "Kind",
    "Message",
    "Modal",
    "Outcome",
    "Permission",
    "Person",
    "Refusal",
    "User",
    "loopback",
]
