"""`onrecord ask`: one line, answered in the terminal or as data."""

from __future__ import annotations

import asyncio
import json
import sys

from bot.card import as_text
from bot.card_json import as_json
from bot.command import Asker, Role
from bot.dispatch import Answer
from bot.shell.common import complain, load_bot


def run(line: str, tenant: str, user: str, role: str, *, as_data: bool) -> int:
    """Answer a line; 0 with a card or form, 2 when the asker must mend it, 1 on a fault of ours."""
    bot = load_bot()
    if bot is None:
        return 1
    asker = Asker(tenant, user, channel="shell", role=Role[role.upper()])
    answer = asyncio.run(bot.dispatch.answer(line, asker))
    _show(answer, as_data=as_data)
    return {None: 0, "asker's": 2, "ours": 1}[answer.fault]


def _show(answer: Answer, *, as_data: bool) -> None:
    if as_data:
        sys.stdout.write(json.dumps(as_json(answer.body), ensure_ascii=False, indent=1) + "\n")
    elif answer.fault:
        complain(as_text(answer.body))
    else:
        from bot.shell.terminal import print_body  # noqa: PLC0415  rich is slow to import and not always needed

        print_body(answer.body)
