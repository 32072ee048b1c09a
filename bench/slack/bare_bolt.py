"""The smallest bot that bare Bolt makes: `python -m bench.slack.bare_bolt shipped|before|stored`.

It answers one command with something constant. `before` runs it with `process_before_response`, and `stored` as
shipped with what a bot has that keeps something: the database is open and the record in memory.
"""

from __future__ import annotations

import asyncio
import os
import sys

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.slack.asking import PATH

_ANSWER = "Elon Musk holds that frontier weights should be released, with reservations, as of 6 March 2024."


def bot(*, before: bool) -> AsyncApp:
    """Make a bot with one command."""
    client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, process_before_response=before)

    @app.command("/stance")
    async def stance(ack: AsyncAck) -> None:
        await ack(_ANSWER)

    return app


async def _opened() -> object:
    from bot.store.database import Database  # noqa: PLC0415  the other bots keep nothing
    from briefings.library import Library  # noqa: PLC0415  the same
    from briefings.load import SHIPPED, load  # noqa: PLC0415  the same

    database = Database(os.environ["DATABASE_URL"])
    await database.generations()
    return database, Library(load((SHIPPED,)))


if __name__ == "__main__":
    (how,) = sys.argv[1:]
    kept = asyncio.run(_opened()) if how == "stored" else None
    bot(before=how == "before").server(port=0, path=PATH, host="127.0.0.1").start()
