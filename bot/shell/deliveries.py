"""`onrecord deliveries`: the ledger of all tenants, for whoever runs the bot."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from bot.shell.common import with_bot
from bot.store.deliveries import Delivery
from bot.wiring import Bot


def run(tenant: str | None, status: str | None, limit: int, *, as_data: bool) -> int:
    """List the last deliveries, the latest first; 1 when the database cannot be read."""

    async def work(bot: Bot) -> int:
        async with bot.database.reading_common() as common:
            found = await common.ledger.latest(limit, tenant, status)
        if as_data:
            sys.stdout.write(json.dumps([_data(one) for one in found], ensure_ascii=False, indent=1) + "\n")
        elif found:
            _print(found)
        else:
            sys.stdout.write("There are none.\n")
        return 0

    return with_bot(work)


def _data(one: Delivery) -> dict[str, object]:
    return {
        "tenant": one.tenant,
        "subscription": one.subscription,
        "slot": one.slot.isoformat(),
        "channel": one.channel,
        "status": one.status,
        "why": one.why,
        "attempts": one.attempts,
        "settled_at": one.settled_at.isoformat() if one.settled_at else None,
        "link": one.link,
        "messages": list(one.messages),
        "records": list(one.records),
    }


def _print(found: Sequence[Delivery]) -> None:
    from rich.console import Console  # noqa: PLC0415  slow to import and not always needed
    from rich.markup import escape  # noqa: PLC0415  the same
    from rich.table import Table  # noqa: PLC0415  the same

    table = Table(box=None, pad_edge=False)
    for column in ("due (UTC)", "tenant", "no.", "channel", "became", "tries", "why, or where it stands"):
        table.add_column(column)
    for one in found:
        cells = (one.tenant, str(one.subscription), one.channel, one.status, str(one.attempts), one.why or one.link)
        table.add_row(f"{one.slot:%Y-%m-%d %H:%M}", *map(escape, cells))
    Console(highlight=False).print(table)
