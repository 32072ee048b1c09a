"""`onrecord ask`: one line, answered in the terminal or as data."""

from __future__ import annotations

import json
import sys

from bot.card import as_text
from bot.card_json import as_json
from bot.command import Asker
from bot.dispatch import Answer
from bot.roles import role_named
from bot.shell.common import complain, with_bot
from bot.wiring import Bot
from briefings.dates import said_in


def run(line: str, tenant: str, user: str, role: str, *, as_data: bool) -> int:
    """Answer a line; 0 with a card or form, 2 when the asker must mend it, 1 on a fault of ours."""
    asker = Asker(tenant, user, channel="shell", role=role_named(role))

    async def work(bot: Bot) -> int:
        answer = await bot.dispatch.answer(line, asker)
        with said_in(answer.dates):
            _show(answer, as_data=as_data)
        return {None: 0, "asker's": 2, "ours": 1}[answer.fault]

    return with_bot(work)


def _show(answer: Answer, *, as_data: bool) -> None:
    if as_data:
        sys.stdout.write(json.dumps(as_json(answer.body), ensure_ascii=False, indent=1) + "\n")
    elif answer.fault:
        complain(as_text(answer.body))
    else:
        from bot.shell.terminal import print_body  # noqa: PLC0415  rich is slow to import and not always needed

        print_body(answer.body)
