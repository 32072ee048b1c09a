"""Whatever two tenants do, in whatever order and through whichever process, the record is what a plain model says.

`ONRECORD_MACHINE_EXAMPLES=200 pytest tests/bot/test_record_machine.py` looks further.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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
from bot.roles import Role
from briefings import editing
from briefings.editing import Asked
from briefings.faults import ContentError
from briefings.load import load
from briefings.refusals import Missing
from briefings.revisions import Revision
from briefings.undoing import undo
from tests.bot.asking import SAMPLE
from tests.bot.inventing import HOME, alterations, correction, new, renamed
from tests.bot.plain import ERASED, RETRACTED, SHOWN, State, cleaned, record_of, visible
from tests.bot.world import CANARIES, World
from tests.databases import made_of

EXAMPLES = int(os.environ.get("ONRECORD_MACHINE_EXAMPLES", "6"))
NewDatabase = Callable[[], AbstractContextManager[str]]
tenants_ = st.sampled_from(sorted(CANARIES))
processes = st.integers(0, 1)
PREFIXES = {
    "quote": "q-", "position": "pos-", "event": "ev-", "source": "src-", "person": "p-", "organisation": "o-",
    "question": "w-",
}  # fmt: skip
KINDS = tuple(PREFIXES)


class RecordMachine(RuleBasedStateMachine):
    """Two tenants, two processes, one database."""

    new_database: NewDatabase

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        runner = self.stack.enter_context(asyncio.Runner())
        self.world = World(runner, self.stack.enter_context(type(self).new_database()))

    @initialize()
    def start(self) -> None:
        self.world.start()

    def teardown(self) -> None:
        with self.stack:
            try:
                self.world.hold_all_known()
            finally:
                self.world.close()

    @precondition(lambda self: self.world.processes)
    @invariant()
    def the_record_is_what_the_model_says(self) -> None:
        self.world.hold()

    @precondition(lambda self: self.world.processes)
    @invariant()
    def what_was_known_is_what_was_so_but_for_what_is_retracted_now(self) -> None:
        self.world.hold_known()

    # -- what happens -----------------------------------------------------------------------------

    @rule(tenant=tenants_, process=processes, data=st.data())
    def step(self, tenant: str, process: int, data: st.DataObject) -> None:
        # One rule, since Hypothesis would leave out some of several, and mostly those that matter.
        statuses = {states[-1].status for states in self.world.plain[tenant].states.values()}
        possible: list[Callable[[str, int, st.DataObject], None]]
        possible = [*[self._add, self._correct, self._retract] * 4, self._add_debate, self._fail, self._restart]
        possible += [self._undo] * 4 if statuses - {ERASED} else []
        possible += [self._reinstate] * 4 if RETRACTED in statuses else []
        possible += [self._erase] if statuses - {ERASED} else []
        possible += [self._upgrade, self._import, self._import]
        data.draw(st.sampled_from(possible))(tenant, process, data)

    def _add(self, tenant: str, process: int, data: st.DataObject) -> None:
        standing = self.world.visible(tenant)
        heads = sorted(one for one, record in standing.items() if record.noun == "dossier")
        kind = data.draw(st.sampled_from(KINDS))
        home = data.draw(st.sampled_from(heads)) if heads else HOME
        fields = new(self.world.word(tenant), kind, standing, data)
        asked = Asked(self.world.now.date(), anyway=True)
        draft = self.world.change(tenant, process, lambda edition: editing.add(edition, kind, home, fields, asked))
        if draft:
            assert draft.record not in self.world.ever_used(tenant)
            self.world.plain[tenant].add(kind, home, cleaned({"id": draft.record, **fields}))

    def _add_debate(self, tenant: str, process: int, _: st.DataObject) -> None:
        word = self.world.word(tenant)
        fields = {
            "title": f"The {word} debate", "topic": word, "asks": f"What of {word}?", "compiled": "2026",
            "language": "en", "summary": word, "method": word,
        }  # fmt: skip
        asked = Asked(self.world.now.date())
        draft = self.world.change(tenant, process, lambda edition: editing.add(edition, "dossier", "", fields, asked))
        assert draft
        self.world.plain[tenant].add("dossier", draft.record, {"id": draft.record, **fields})

    def _correct(self, tenant: str, process: int, data: st.DataObject) -> None:
        plain = self.world.plain[tenant]
        standing = plain.stands(self.world.shipped)
        record_id = data.draw(st.sampled_from(sorted(standing)))
        before = standing[record_id]
        change = correction(self.world.word(tenant), before, data)
        after = cleaned({**before.fields, **change})
        asked = Asked(self.world.now.date(), version=self.world.version(tenant, record_id), anyway=True)
        draft = self.world.change(tenant, process, lambda edition: editing.correct(edition, record_id, change, asked))
        if draft is None:
            return
        assert after != before.fields
        plain.put(record_id, plain.holding(record_id, after, self.world.shipped))

    def _retract(self, tenant: str, process: int, data: st.DataObject) -> None:
        plain = self.world.plain[tenant]
        standing = plain.stands(self.world.shipped)
        record_id = data.draw(st.sampled_from(sorted(standing)))
        asked = Asked(self.world.now.date(), "misheard", self.world.version(tenant, record_id))
        draft = self.world.change(tenant, process, lambda edition: editing.retract(edition, record_id, asked))
        if standing[record_id].noun == "dossier":
            held = any(one.home == record_id for key, one in self.world.visible(tenant).items() if key != record_id)
            assert (draft is None) == held
        else:
            assert draft
        if draft:
            plain.put(record_id, State(RETRACTED, deepcopy(plain.last(record_id).fields)))

    def _reinstate(self, tenant: str, process: int, data: st.DataObject) -> None:
        plain = self.world.plain[tenant]
        gone = sorted(one for one, states in plain.states.items() if states[-1].status == RETRACTED)
        record_id = data.draw(st.sampled_from(gone))
        asked = Asked(self.world.now.date(), version=self.world.version(tenant, record_id))
        if record_id not in {*plain.own, *self.world.shipped}:
            # It is not shipped any more, so nothing of it is left that could stand again.
            with pytest.raises(Missing):
                self.world.change(tenant, process, lambda edition: editing.reinstate(edition, record_id, asked))
        elif self.world.change(tenant, process, lambda edition: editing.reinstate(edition, record_id, asked)):
            plain.put(record_id, State(SHOWN, deepcopy(plain.last(record_id).fields)))

    def _undo(self, tenant: str, process: int, data: st.DataObject) -> None:
        plain = self.world.plain[tenant]
        changed = sorted(one for one, states in plain.states.items() if states[-1].status != ERASED)
        record_id = data.draw(st.sampled_from(changed))
        revision = self.world.last_revision[tenant, record_id]

        async def taking_back(desk: Desk) -> list[Revision]:
            async with desk.writing(Role.CURATOR) as work:
                history = await work.transaction.revisions.of(record_id)
                assert history[-1] == revision
                before = history[-2] if len(history) > 1 else None
                draft = undo(work.edition, revision, before, Asked(self.world.now.date()))
                return await work.append([draft])

        self.world.tick()
        (made,) = self.world.run(taking_back(self.world.desk(tenant, process)))
        self.world.made(tenant, made)
        plain.put(record_id, deepcopy(plain.before(record_id)))

    def _erase(self, tenant: str, process: int, data: st.DataObject) -> None:
        plain = self.world.plain[tenant]
        there = sorted(
            plain.states.keys() - {one for one, states in plain.states.items() if states[-1].status == ERASED}
        )
        record_id = data.draw(st.sampled_from(there))

        async def erasing(desk: Desk) -> list[Revision]:
            async with desk.writing(Role.CURATOR) as work:
                await work.transaction.revisions.erase(record_id)
                return await work.append([editing.erased(work.edition, record_id, "law")])

        self.world.tick()
        (made,) = self.world.run(erasing(self.world.desk(tenant, process)))
        self.world.made(tenant, made)
        plain.put(record_id, State(ERASED))

    def _import(self, tenant: str, process: int, data: st.DataObject) -> None:
        """Take in a file that adds something, corrects something and retracts something, or nothing of it."""
        plain = self.world.plain[tenant]
        shown, standing = self.world.visible(tenant), plain.stands(self.world.shipped)
        home = data.draw(st.sampled_from(sorted(one for one, it in shown.items() if it.noun == "dossier") or [HOME]))
        kind = data.draw(st.sampled_from(KINDS))
        added = {"id": f"{PREFIXES[kind]}{self.world.number()}", **new(self.world.word(tenant), kind, shown, data)}
        rows: list[dict[str, Any]] = [{"kind": kind, "dossier": home, **renamed(kind, added)}]
        changeable = sorted(one for one, record in standing.items() if record.noun != "dossier")
        ids = data.draw(st.lists(st.sampled_from(changeable), max_size=2, unique=True)) if changeable else []
        corrected, retracted = ids[:1], ids[1:]
        after: dict[str, Any] = {}
        for record_id in corrected:
            before = standing[record_id]
            after = cleaned({**before.fields, **correction(self.world.word(tenant), before, data)})
            rows.append({"kind": before.noun, **renamed(before.noun, after)})
        rows += ({"kind": "retraction", "id": one, "reason": "misheard"} for one in retracted)
        spoilt = data.draw(st.sampled_from([[], [], [], [{"kind": "person", "name": self.world.word(tenant)}]]))
        taken = self.world.take_in(tenant, process, [*rows, *spoilt])
        assert not (taken and spoilt)
        if not taken:
            return
        plain.add(kind, home, cleaned(added))
        for record_id in corrected:
            if after != standing[record_id].fields:
                plain.put(record_id, plain.holding(record_id, after, self.world.shipped))
        for record_id in retracted:
            plain.put(record_id, State(RETRACTED, deepcopy(plain.last(record_id).fields)))

    def _fail(self, tenant: str, process: int, data: st.DataObject) -> None:
        fields = new(self.world.word(tenant), "person", {}, data)

        async def failing(desk: Desk) -> None:
            async with desk.writing(Role.CURATOR) as work:
                await work.append([editing.add(work.edition, "person", HOME, fields, Asked(self.world.now.date()))])
                raise RuntimeError("in the middle")

        with pytest.raises((RuntimeError, ContentError)):
            self.world.run(failing(self.world.desk(tenant, process)))

    def _upgrade(self, _tenant: str, _: int, data: st.DataObject) -> None:
        """Ship other content: some records altered, some taken out with what rests on them, some back."""
        first = record_of(load([SAMPLE]))
        ids = sorted(one for one in first if one != HOME)
        gone = data.draw(st.sets(st.sampled_from(ids), max_size=2))
        altered = data.draw(st.sets(st.sampled_from(ids), max_size=3))
        for record_id in altered:
            first[record_id].fields.update(alterations(first[record_id], f"anew{self.world.number()}"))
        self.world.ship(visible({one: record for one, record in first.items() if one not in gone}))

    def _restart(self, _tenant: str, process: int, _: st.DataObject) -> None:
        self.world.restart(process)


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
