"""What one person is told privately: each thing once, whichever of their pages asks."""

from __future__ import annotations

import asyncio

from bot.notices import Notices
from bot.roles import Role
from bot.tenants import Tenants
from tests.bot.asking import TODAY, card_of, dispatch_over, noon, text_of
from tests.bot.commands.test_add import HUM
from tests.bot.someone import TENANT, Someone


async def test_of_two_pages_that_ask_at_once_one_is_told(tenants: Tenants) -> None:
    bot = dispatch_over(tenants)
    assert tenants.database
    notices = Notices(tenants.database, bot, lambda: noon(TODAY))
    member, curator = Someone(bot, "mia"), Someone(bot, "cleo", Role.CURATOR)
    for number in (1, 2):
        fields = {**HUM, "words": f"{HUM['words']} {'They hum. ' * 40 * number}", "anyway": "yes"}
        card_of(await bot.submit("suggest", fields, member.asker))
        await curator.card(f"/review {number} verdict:reject reason:No")
    told = await asyncio.gather(*(notices.tell(TENANT, "mia") for _ in range(4)))
    cards = [card for some in told for card in some]
    assert len(cards) == 2
    assert "Why: No" in text_of(cards[0])
    assert not await notices.tell(TENANT, "mia")
    assert not await notices.tell(TENANT, "cleo")
