"""Whatever two tenants do, in whatever order and through whichever process, the record is what a plain model says.

`ONRECORD_MACHINE_EXAMPLES=200 pytest tests/bot/test_record_machine.py` looks further.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import deepcopy
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.desk import Desk
from bot.limits import Limits
from bot.roles import Role
from bot.store.database import Database
from bot.tenants import Tenant, Tenants
from briefings import editing
from briefings.editing import Asked
from briefings.edition import Edition
from briefings.faults import ContentError
from briefings.library import Library
from briefings.load import load
from briefings.names import ANYTHING
from briefings.refusals import Gone, Lookalike, Missing, NearDuplicate, Needed, Unchanged
from briefings.revisions import Draft, Revision, Status
from briefings.search import Query
from briefings.undoing import undo
from tests.bot.asking import SAMPLE
from tests.bot.inventing import HOME, alterations, correction, dossier_of, new, searched
from tests.bot.plain import (
    ABSENT,
    ERASED,
    RETRACTED,
    SHOWN,
    PlainTenant,
    Record,
    State,
    cleaned,
    record_of,
    shown_by,
    visible,
)
from tests.databases import made_of

EXAMPLES = int(os.environ.get("ONRECORD_MACHINE_EXAMPLES", "6"))
CANARIES = {"slack:T1": "canaryone", "discord:7": "canarytwo"}
"""A word that stands in everything that a tenant writes, and may be seen by that tenant alone."""
T = TypeVar("T")
NewDatabase = Callable[[], AbstractContextManager[str]]
tenants_ = st.sampled_from(sorted(CANARIES))
processes = st.integers(0, 1)
KINDS = ("quote", "position", "event", "source", "person", "organisation", "question")
RIGHTLY_REFUSED = (ContentError, NearDuplicate, Lookalike, Gone)
"""What may be refused rightly: a reference to what is not shown, words that stand already."""


class RecordMachine(RuleBasedStateMachine):
    """Two tenants, two processes, one database."""

    new_database: NewDatabase

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.runner = self.stack.enter_context(asyncio.Runner())
        self.url = self.stack.enter_context(type(self).new_database())
        self.now = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
        self.words = count(1)
        (self.content,) = load([SAMPLE])
        self.shipped: Record = record_of([self.content])
        self.shipped_versions = dict.fromkeys(self.shipped, 1)
        self.plain = {tenant: PlainTenant() for tenant in CANARIES}
        self.last_revision: dict[tuple[str, str], Revision] = {}
        self.remembered: list[tuple[dt.datetime, dict[str, Record]]] = []
        self.tokens: dict[str, set[str]] = {tenant: set() for tenant in CANARIES}

    @initialize()
    def start(self) -> None:
        self.databases: list[Database] = []
        self.processes: list[Tenants] = []
        for _ in range(2):
            database, process = self._opened()
            self.databases.append(database)
            self.processes.append(process)

    def teardown(self) -> None:
        try:
            for place in range(0, len(self.remembered), max(len(self.remembered) // 6, 1)):
                self._was_known(place)
        finally:
            self._close()

    def _close(self) -> None:
        try:
            for database in getattr(self, "databases", []):
                self._run(database.close())
        finally:
            self.stack.close()

    # -- what happens -----------------------------------------------------------------------------

    @rule(tenant=tenants_, process=processes, data=st.data())
    def step(self, tenant: str, process: int, data: st.DataObject) -> None:
        # One rule, since Hypothesis would leave out some of several, and mostly those that matter.
        statuses = {states[-1].status for states in self.plain[tenant].states.values()}
        possible: list[Callable[[str, int, st.DataObject], None]]
        possible = [*[self._add, self._correct, self._retract] * 4, self._add_debate, self._fail, self._restart]
        possible += [self._undo] * 4 if statuses - {ERASED} else []
        possible += [self._reinstate] * 4 if RETRACTED in statuses else []
        possible += [self._erase] if statuses - {ERASED} else []
        possible += [self._upgrade]
        data.draw(st.sampled_from(possible))(tenant, process, data)

    def _add(self, tenant: str, process: int, data: st.DataObject) -> None:
        standing = self._visible(tenant)
        heads = sorted(one for one, record in standing.items() if record.noun == "dossier")
        kind = data.draw(
            st.sampled_from(["person", "organisation", "question", "source", "quote", "event", "position"])
        )
        home = data.draw(st.sampled_from(heads)) if heads else HOME
        fields = new(self._word(tenant), kind, standing, data)
        asked = Asked(self.now.date(), anyway=True)
        draft = self._change(tenant, process, lambda edition: editing.add(edition, kind, home, fields, asked))
        if draft:
            assert draft.record not in {*self.shipped_versions, *self.plain[tenant].states}
            self.plain[tenant].own[draft.record] = (kind, home)
            self.plain[tenant].put(draft.record, State(SHOWN, cleaned({"id": draft.record, **fields})))

    def _add_debate(self, tenant: str, process: int, _: st.DataObject) -> None:
        word = self._word(tenant)
        fields = {
            "title": f"The {word} debate", "topic": word, "asks": f"What of {word}?", "compiled": "2026",
            "language": "en", "summary": word, "method": word,
        }  # fmt: skip
        asked = Asked(self.now.date())
        draft = self._change(tenant, process, lambda edition: editing.add(edition, "dossier", "", fields, asked))
        assert draft
        self.plain[tenant].own[draft.record] = ("dossier", draft.record)
        self.plain[tenant].put(draft.record, State(SHOWN, {"id": draft.record, **fields}))

    def _correct(self, tenant: str, process: int, data: st.DataObject) -> None:
        plain = self.plain[tenant]
        standing = plain.stands(self.shipped)
        record_id = data.draw(st.sampled_from(sorted(standing)))
        before = standing[record_id]
        change = correction(self._word(tenant), before, data)
        after = cleaned({**before.fields, **change})
        asked = Asked(self.now.date(), version=self._version(tenant, record_id), anyway=True)
        draft = self._change(tenant, process, lambda edition: editing.correct(edition, record_id, change, asked))
        if draft is None:
            return
        assert after != before.fields
        if record_id in plain.own:
            plain.put(record_id, State(SHOWN, after))
        else:
            base = self.shipped[record_id].fields
            keys = {*base, *after}
            plain.put(record_id, State(SHOWN, {k: after.get(k) for k in keys if after.get(k) != base.get(k)}))

    def _retract(self, tenant: str, process: int, data: st.DataObject) -> None:
        plain = self.plain[tenant]
        standing = plain.stands(self.shipped)
        record_id = data.draw(st.sampled_from(sorted(standing)))
        asked = Asked(self.now.date(), "misheard", self._version(tenant, record_id))
        draft = self._change(tenant, process, lambda edition: editing.retract(edition, record_id, asked))
        if standing[record_id].noun == "dossier":
            held = any(one.home == record_id for key, one in self._visible(tenant).items() if key != record_id)
            assert (draft is None) == held
        else:
            assert draft
        if draft:
            plain.put(record_id, State(RETRACTED, deepcopy(plain.last(record_id).fields)))

    def _reinstate(self, tenant: str, process: int, data: st.DataObject) -> None:
        plain = self.plain[tenant]
        gone = sorted(one for one, states in plain.states.items() if states[-1].status == RETRACTED)
        record_id = data.draw(st.sampled_from(gone))
        asked = Asked(self.now.date(), version=self._version(tenant, record_id))
        if record_id not in {*plain.own, *self.shipped}:
            # It is not shipped any more, so nothing of it is left that could stand again.
            with pytest.raises(Missing):
                self._change(tenant, process, lambda edition: editing.reinstate(edition, record_id, asked))
        elif self._change(tenant, process, lambda edition: editing.reinstate(edition, record_id, asked)):
            plain.put(record_id, State(SHOWN, deepcopy(plain.last(record_id).fields)))

    def _undo(self, tenant: str, process: int, data: st.DataObject) -> None:
        plain = self.plain[tenant]
        changed = sorted(one for one, states in plain.states.items() if states[-1].status != ERASED)
        record_id = data.draw(st.sampled_from(changed))
        revision = self.last_revision[tenant, record_id]

        async def taking_back(desk: Desk) -> list[Revision]:
            async with desk.writing(Role.CURATOR) as work:
                history = await work.transaction.revisions.of(record_id)
                assert history[-1] == revision
                before = history[-2] if len(history) > 1 else None
                draft = undo(work.edition, revision, before, Asked(self.now.date()))
                return await work.append([draft])

        self._tick()
        (made,) = self._run(taking_back(self._desk(tenant, process)))
        self._made(tenant, made)
        plain.put(record_id, deepcopy(plain.before(record_id)))

    def _erase(self, tenant: str, process: int, data: st.DataObject) -> None:
        plain = self.plain[tenant]
        there = sorted(
            plain.states.keys() - {one for one, states in plain.states.items() if states[-1].status == ERASED}
        )
        record_id = data.draw(st.sampled_from(there))

        async def erasing(desk: Desk) -> list[Revision]:
            async with desk.writing(Role.CURATOR) as work:
                await work.transaction.revisions.erase(record_id)
                return await work.append([editing.erased(work.edition, record_id, "law")])

        self._tick()
        (made,) = self._run(erasing(self._desk(tenant, process)))
        self._made(tenant, made)
        plain.put(record_id, State(ERASED))

    def _fail(self, tenant: str, process: int, data: st.DataObject) -> None:
        fields = new(self._word(tenant), "person", {}, data)

        async def failing(desk: Desk) -> None:
            async with desk.writing(Role.CURATOR) as work:
                await work.append([editing.add(work.edition, "person", HOME, fields, Asked(self.now.date()))])
                raise RuntimeError("in the middle")

        with pytest.raises((RuntimeError, ContentError)):
            self._run(failing(self._desk(tenant, process)))

    def _upgrade(self, _tenant: str, _: int, data: st.DataObject) -> None:
        """Ship other content: some records altered, some taken out with what rests on them, some back."""
        first = record_of(load([SAMPLE]))
        ids = sorted(one for one in first if one != HOME)
        gone = data.draw(st.sets(st.sampled_from(ids), max_size=2))
        altered = data.draw(st.sets(st.sampled_from(ids), max_size=3))
        for record_id in altered:
            first[record_id].fields.update(alterations(first[record_id], f"anew{next(self.words)}"))
        wanted = visible({one: record for one, record in first.items() if one not in gone})
        for one in {*wanted, *self.shipped}:
            if wanted.get(one) != self.shipped.get(one):
                self.shipped_versions[one] = self.shipped_versions.get(one, 0) + 1
        self.shipped, self.content = wanted, dossier_of(wanted)
        self._tick()
        for process in range(2):
            self._restarted(process)

    def _restart(self, _tenant: str, process: int, _: st.DataObject) -> None:
        self._restarted(process)

    # -- what must be so --------------------------------------------------------------------------

    @precondition(lambda self: hasattr(self, "processes"))
    @invariant()
    def the_record_is_what_the_model_says(self) -> None:
        if not self.remembered or self.remembered[-1][0] != self.now:
            self._remember()
        for database, process in zip(self.databases, self.processes, strict=True):
            self._run(_caught_up(process, database))
            for tenant in CANARIES:
                present = self._run(process.get(tenant))
                assert shown_by(present.library) == self._visible(tenant)
                self._versions_and_statuses_are_right(tenant, present.edition)
                self._nothing_of_another_is_seen(tenant, present)
                self._search_finds_what_is_shown(tenant, present.library)

    @precondition(lambda self: len(self.remembered) > 1)
    @invariant()
    def what_was_known_is_what_was_so_but_for_what_is_retracted_now(self) -> None:
        # One of the moments at each step, and some more at the end.
        self._was_known(len(self.remembered) // 2)

    def _was_known(self, place: int) -> None:
        moment, then = self.remembered[place]
        for tenant, standing in then.items():
            known = self._run(self.processes[place % 2].known_at(tenant, moment))
            left = {one: record for one, record in standing.items() if one not in self.plain[tenant].hidden()}
            assert shown_by(known) == visible(left), moment

    def _versions_and_statuses_are_right(self, tenant: str, edition: Edition) -> None:
        plain = self.plain[tenant]
        standing = plain.stands(self.shipped)
        for record_id in {*self.shipped_versions, *plain.states}:
            assert edition.version(record_id) == self._version(tenant, record_id)
            status = plain.last(record_id).status
            wanted = status if status in {RETRACTED, ERASED} else SHOWN if record_id in standing else ABSENT
            assert edition.status(record_id) is Status(wanted), record_id

    def _nothing_of_another_is_seen(self, tenant: str, present: Tenant) -> None:
        library = present.library
        for other, canary in CANARIES.items():
            if other != tenant:
                assert canary not in json.dumps({one: record.fields for one, record in shown_by(library).items()})
                assert library.index.rarest(canary, 10) == []
                assert canary not in str(library.names.complete(canary, ANYTHING))
                assert canary not in str(library.names.find(canary, ANYTHING))

    def _search_finds_what_is_shown(self, tenant: str, library: Library) -> None:
        held: dict[str, set[str]] = {
            token: set() for token in (*sorted(self.tokens[tenant])[-6:], CANARIES[tenant], "lamps")
        }
        shown = self._visible(tenant)
        for record_id, record in shown.items():
            if record.noun in {"quote", "event", "person", "organisation"}:
                text = searched(record, shown)
                for token, ids in held.items():
                    if token in text:
                        ids.add(record_id)
        for token, ids in held.items():
            query = Query.read(token)
            assert query
            hits = library.find(query, limit=1_000)
            assert {hit.id for hit in hits.page} == ids, token
            assert hits.total == len(ids)

    # -- inside -----------------------------------------------------------------------------------

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def _tick(self) -> None:
        self.now += dt.timedelta(minutes=1)

    def _opened(self) -> tuple[Database, Tenants]:
        database = Database(self.url)
        process = Tenants(Library([self.content]), database)
        self._run(process.open(self.now))
        return database, process

    def _restarted(self, process: int) -> None:
        self._run(self.databases[process].close())
        self.databases[process], self.processes[process] = self._opened()

    def _desk(self, tenant: str, process: int) -> Desk:
        limits = Limits()  # How much may be done in a minute is not what is looked at here.
        return Desk(self.processes[process], limits, lambda: self.now, tenant, "u1", Role.CURATOR)

    def _change(self, tenant: str, process: int, make: Callable[[Edition], Draft]) -> Draft | None:
        """Make one change at a desk; `None` when it is refused for what it says."""

        async def changing(desk: Desk) -> list[Revision]:
            async with desk.writing(Role.CURATOR) as work:
                return await work.append([make(work.edition)])

        self._tick()
        try:
            (made,) = self._run(changing(self._desk(tenant, process)))
        except (*RIGHTLY_REFUSED, Unchanged, Needed):
            return None
        self._made(tenant, made)
        return made.draft

    def _made(self, tenant: str, made: Revision) -> None:
        before = self.last_revision.get((tenant, made.draft.record))
        assert made.version == (before.version if before else 0) + 1
        self.last_revision[tenant, made.draft.record] = made

    def _visible(self, tenant: str) -> Record:
        return visible(self.plain[tenant].stands(self.shipped))

    def _version(self, tenant: str, record_id: str) -> int:
        return self.shipped_versions.get(record_id, 0) + len(self.plain[tenant].states.get(record_id, ()))

    def _remember(self) -> None:
        standing = {tenant: deepcopy(plain.stands(self.shipped)) for tenant, plain in self.plain.items()}
        self.remembered.append((self.now, standing))

    def _word(self, tenant: str) -> str:
        token = f"word{next(self.words):04}"
        self.tokens[tenant].add(token)
        return f"{CANARIES[tenant]} {token}"


async def _caught_up(process: Tenants, database: Database) -> None:
    await process._refresh(await database.generations())  # noqa: SLF001  what watching does each second


def _looked_through(new_database: NewDatabase, examples: int) -> None:
    machine = type("Machine", (RecordMachine,), {"new_database": staticmethod(new_database)})
    profile = settings(
        max_examples=examples,
        # Making a failure small takes minutes: it is done when one looks for it.
        phases=tuple(Phase) if "ONRECORD_MACHINE_EXAMPLES" in os.environ else (Phase.explicit, Phase.generate),
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(machine, settings=profile)


def test_a_record_on_sqlite_is_what_a_plain_model_says(migrated: Path) -> None:
    @contextmanager
    def new_database() -> Any:  # noqa: ANN401  a generator of one URL
        with TemporaryDirectory() as folder:
            shutil.copy(migrated, Path(folder) / "test.db")
            yield f"sqlite:///{folder}/test.db"

    _looked_through(new_database, EXAMPLES)


def test_a_record_on_postgresql_is_what_a_plain_model_says(server: str, template: str) -> None:
    _looked_through(lambda: made_of(server, template), max(EXAMPLES // 4, 2))
