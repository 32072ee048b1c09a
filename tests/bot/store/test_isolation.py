"""No tenant ever sees or changes anything of another, whatever is called."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Awaitable, Callable
from collections.abc import Set as AbstractSet

import pytest

from bot.store.database import Beside, Database, Transaction
from bot.store.deliveries import Key, entry
from bot.store.installs import SealedInstall
from bot.store.subscriptions import Wish
from briefings.revisions import Action, Draft, Status

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
CANARY = "canary"
OURS = "slack:T1"
Step = Callable[[Transaction], Awaitable[object]]
BesideStep = Callable[[Beside], Awaitable[object]]


def draft(words: str) -> Draft:
    return Draft("q-1", "quote", words, Action.ADD, Status.SHOWN, words, words, words)


def install(words: str) -> SealedInstall:
    return SealedInstall(
        app=words,
        enterprise=words,
        is_enterprise_install=False,
        bot_user=words,
        bot=words,
        installer=words,
        scopes=words,
        token=words,
        refresh_token=words,
        expires_at=NOON,
        installed_at=NOON,
    )


def wish(words: str) -> Wish:
    return Wish(channel=words, kind=words, about=words, every=words, zone=words)


def key(theirs: str) -> Key:
    """Give a key that names another tenant: what is bound to one takes only its number and moment."""
    return Key(theirs, 1, NOON)


SUBSCRIPTIONS: dict[str, Step] = {
    "get": lambda mine: mine.subscriptions.get(1),
    "all": lambda mine: mine.subscriptions.all(),
    "count": lambda mine: mine.subscriptions.count(),
    "change": lambda mine: mine.subscriptions.change(1, wish("x"), NOON),
    "resume": lambda mine: mine.subscriptions.resume(1, NOON),
    "pause": lambda mine: mine.subscriptions.pause(1),
    "stop": lambda mine: mine.subscriptions.stop("x"),
    "restart": lambda mine: mine.subscriptions.restart("x", NOON),
    "delete": lambda mine: mine.subscriptions.delete(1),
}
DELIVERIES: dict[str, Step] = {
    "get": lambda mine: mine.deliveries.get(1, NOON),
    "enter": lambda mine: mine.deliveries.enter([entry(Key("slack:T2", 1, NOON + 3 * DAY), "x", "slack")]),
    "latest": lambda mine: mine.deliveries.latest(9),
    "count": lambda mine: mine.deliveries.count(),
    "posted": lambda mine: mine.deliveries.posted(1, 9),
    "settle": lambda mine: mine.deliveries.settle(key("slack:T2"), 0, "failed", "x", NOON),
    "decide": lambda mine: mine.deliveries.decide(key("slack:T2"), "posted", "x", NOON),
    "drop": lambda mine: mine.deliveries.drop(1, "x", NOON),
}
# Every method of every repository, called so that it would hit the row of the other tenant if it could.
CALLS: dict[str, Step] = {
    "revisions.append": lambda mine: mine.revisions.append([draft("x")], "U1", NOON),
    "revisions.since": lambda mine: mine.revisions.since(0),
    "revisions.latest": lambda mine: mine.revisions.latest(),
    "revisions.until": lambda mine: mine.revisions.until(NOON),
    "revisions.of": lambda mine: mine.revisions.of("q-1"),
    "revisions.get": lambda mine: mine.revisions.get(1),
    "revisions.between": lambda mine: mine.revisions.between(1, 9),
    "revisions.histories": lambda mine: mine.revisions.histories(["q-1"]),
    "revisions.begun": lambda mine: mine.revisions.begun(),
    "revisions.last_by": lambda mine: mine.revisions.last_by("U1"),
    "revisions.erase": lambda mine: mine.revisions.erase("q-1"),
    "curators.role_of": lambda mine: mine.curators.role_of("U1"),
    "curators.all": lambda mine: mine.curators.all(),
    "curators.put": lambda mine: mine.curators.put("U1", "admin", "U9", NOON),
    "curators.remove": lambda mine: mine.curators.remove("U1"),
    "settings.all": lambda mine: mine.settings.all(),
    "settings.put": lambda mine: mine.settings.put("zone", "x"),
    "settings.remove": lambda mine: mine.settings.remove("zone"),
    "suggestions.add": lambda mine: mine.suggestions.add("U1", "x", NOON),
    "suggestions.get": lambda mine: mine.suggestions.get(1),
    "suggestions.open": lambda mine: mine.suggestions.open(9),
    "suggestions.count_open": lambda mine: mine.suggestions.count_open(),
    "suggestions.of": lambda mine: mine.suggestions.of("U1", 9),
    "suggestions.decide": lambda mine: mine.suggestions.decide(1, "approved", "U9", NOON),
    "suggestions.erase": lambda mine: mine.suggestions.erase("q-1"),
    "suggestions.worded": lambda mine: mine.suggestions.worded(),
    "suggestions.empty": lambda mine: mine.suggestions.empty([1, 2], "U9", NOON, "x"),
    "notices.add": lambda mine: mine.notices.add("U1", "x", NOON),
    "notices.untold": lambda mine: mine.notices.untold(),
    "notices.claim": lambda mine: mine.notices.claim([1], NOON),
    "notices.release": lambda mine: mine.notices.release(1),
    "deeds.add": lambda mine: mine.deeds.add("U1", "x", "x", "x", NOON),
    "deeds.erase": lambda mine: mine.deeds.erase("q-1"),
    "deeds.page": lambda mine: mine.deeds.page(None, None, 9),
    "calls.keep": lambda mine: mine.calls.keep({"k": "x"}, NOON),
    "calls.line": lambda mine: mine.calls.line("key"),
    "calls.all": lambda mine: mine.calls.all(),
    "calls.erase": lambda mine: mine.calls.erase(["key"]),
    "installs.get": lambda mine: mine.installs.get(),
    "installs.claim_refresh": lambda mine: mine.installs.claim_refresh(1, NOON, NOON),
    "installs.put_off_refresh": lambda mine: mine.installs.put_off_refresh(1, NOON),
    "installs.refreshed": lambda mine: mine.installs.refreshed(1, "x", "x", NOON, NOON),
    "installs.resealed": lambda mine: mine.installs.resealed("x", "x"),
    "installs.end": lambda mine: mine.installs.end("x", NOON),
    "installs.put": lambda mine: mine.installs.put(install("x")),
    **{f"subscriptions.{name}": call for name, call in SUBSCRIPTIONS.items()},
    "subscriptions.add": lambda mine: mine.subscriptions.add(wish("x"), NOON, "U1", NOON),
    "deliveries.add": lambda mine: mine.deliveries.add(1, NOON + DAY, "x", "slack"),
    **{f"deliveries.{name}": call for name, call in DELIVERIES.items()},
}
BESIDE: dict[str, BesideStep] = {
    "calls.keep": lambda mine: mine.calls.keep({"key": "x"}, NOON),
    "calls.line": lambda mine: mine.calls.line("other"),
    "calls.all": lambda mine: mine.calls.all(),
    "calls.erase": lambda mine: mine.calls.erase(["other"]),
    "claims.claim": lambda mine: mine.claims.claim("key", NOON),
    "claims.keep": lambda mine: mine.claims.keep({"key": NOON}),
    "claims.release": lambda mine: mine.claims.release("key"),
    "claims.forget": lambda mine: mine.claims.forget(NOON + DAY),
    "losses.add": lambda mine: mine.losses.add(CANARY, NOON),
    "losses.remove": lambda mine: mine.losses.remove(CANARY),
}


async def _fill(theirs: Transaction) -> None:
    await theirs.revisions.append([draft(CANARY)], "U1", NOON)
    await theirs.curators.put("U1", "curator", CANARY, NOON)
    await theirs.settings.put("zone", CANARY)
    decided = await theirs.suggestions.add("U1", CANARY, NOON)
    await theirs.suggestions.add("U1", CANARY, NOON)
    await theirs.suggestions.decide(decided, "approved", "U9", NOON, CANARY, "q-1")
    await theirs.notices.add("U1", CANARY, NOON)
    await theirs.deeds.add("U1", CANARY, CANARY, CANARY, NOON)
    await theirs.deeds.add("U1", CANARY, "q-1", CANARY, NOON)
    await theirs.calls.keep({"key": CANARY}, NOON)
    await theirs.installs.put(install(CANARY))
    number = await theirs.subscriptions.add(wish(CANARY), NOON, CANARY, NOON)
    await theirs.deliveries.add(number, NOON, CANARY, "slack")


async def _everything(transaction: Transaction) -> list[object]:
    return [
        await transaction.revisions.since(0),
        await transaction.curators.all(),
        await transaction.settings.all(),
        await transaction.suggestions.of("U1", 9),
        await transaction.notices.untold(),
        await transaction.deeds.page(None, None, 9),
        await transaction.calls.line("key"),
        await transaction.installs.get(),
        await transaction.subscriptions.all(),
        await transaction.deliveries.latest(9),
    ]


@pytest.mark.parametrize(("whole", "called"), [(Transaction, CALLS.keys()), (Beside, BESIDE.keys())])
def test_every_method_of_every_repository_is_called(whole: type, called: AbstractSet[str]) -> None:
    kinds = inspect.get_annotations(whole, eval_str=True)
    # What was shipped is the same for all; a generation is a number.
    kept = {name: kind for name, kind in kinds.items() if name not in {"content", "generation"}}
    methods = {f"{name}.{method}" for name, kind in kept.items() for method in vars(kind) if method[0] != "_"}
    assert methods == called


@pytest.mark.parametrize("theirs", ["slack:T2", "slack:t1", "slack:T", "slack:T1 ", ""])
async def test_nothing_of_another_tenant_is_seen_or_changed(database: Database, theirs: str) -> None:
    async with database.writing(theirs) as transaction:
        await _fill(transaction)
        before = await _everything(transaction)
    for name, call in CALLS.items():
        async with database.writing(OURS) as transaction:
            assert CANARY not in repr(await call(transaction)), name
        async with database.reading(theirs) as transaction:
            assert await _everything(transaction) == before, name
    for name, beside in BESIDE.items():
        async with database.beside(OURS) as mine:
            assert CANARY not in repr(await beside(mine)), name
        async with database.reading(theirs) as transaction:
            assert await _everything(transaction) == before, name
    assert (await database.generations())[theirs] == 1


async def test_what_is_claimed_in_one_tenant_is_free_in_another(database: Database) -> None:
    async with database.beside("slack:T2") as theirs:
        assert await theirs.claims.claim("key", NOON)
    async with database.beside(OURS) as ours:
        assert await ours.claims.claim("key", NOON)
        await ours.claims.forget(NOON + dt.timedelta(days=1))
    async with database.beside("slack:T2") as theirs:
        assert not await theirs.claims.claim("key", NOON)
