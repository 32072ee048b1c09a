"""`onrecord import`: taking a file, or a folder of them, into a tenant's record."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import tomli

from bot.cards.changed import undo_button
from bot.cards.parts import count
from bot.errors import UserError
from bot.importing import planned, summary, take_in, unheard
from bot.shell.common import complain, with_bot
from bot.wiring import Bot
from briefings.editing import Asked
from briefings.faults import ContentError, Fault
from briefings.importing import Difference, Plan
from briefings.load import HEAD
from briefings.revisions import Revision
from briefings.rows import Rows, read

_LONGEST = 300


def run(file: Path, tenant: str, reason: str, *, dry: bool, anyway: bool) -> int:
    """Import a file, or with `dry` show what that would change; 2 after telling what must be mended in it."""
    name = "standard input" if str(file) == "-" else file.name
    asked = Asked(dt.datetime.now(dt.UTC).date(), reason or f"import of {name}", anyway=anyway)

    async def work(bot: Bot) -> int:
        desk = bot.desk(tenant, "shell")
        progress = _progress if sys.stderr.isatty() else unheard
        try:
            rows = _read(file)
            made: Sequence[Revision] = ()
            if dry:
                plan = await planned(desk, rows, asked, progress)
            else:
                plan, made = await take_in(desk, rows, name, asked, progress)
        except ContentError as error:
            complain(f"{error}\n{len(error.faults):,} to mend. Nothing was imported.")
            return 2
        except UserError as error:
            complain(error.text)
            return 1
        _tell(plan, dry=dry)
        if made:
            sys.stdout.write(f"All of it is taken back by {undo_button(made[0], to=made[-1]).line}\n")
        return 0

    return with_bot(work)


def _read(file: Path) -> Rows:
    if str(file) == "-":
        return read(sys.stdin.buffer.read(), file="standard input")
    if not file.is_dir():
        return _read_file(file, file.name, "")
    found = Rows()
    for path in sorted(file.rglob("*.toml")):
        found += _read_file(path, str(path.relative_to(file)), _dossier(path.parent))
    if not found.rows and not found.faults:
        found.faults.append(Fault(file.name, "", "", "holds no record; a folder is read by its .toml files"))
    return found


def _read_file(path: Path, name: str, dossier: str) -> Rows:
    try:
        return read(path.read_bytes(), "toml" if dossier else "", name, dossier)
    except OSError as error:
        return Rows(faults=[Fault(name, "", "", f"cannot be read: {error.strerror}")])


def _dossier(folder: Path) -> str:
    """Give the id in the head of a content folder; what is wrong with the head is told when it is read itself."""
    with suppress(OSError, ValueError, RecursionError):
        return str(tomli.loads((folder / HEAD).read_text("utf-8-sig")).get("id", ""))
    return ""


def _progress(done: int, of: int) -> None:
    sys.stderr.write(f"\rLooked at {done * 100 // max(of, 1)}%" + ("\r\033[K" if done >= of else ""))
    sys.stderr.flush()


def _tell(plan: Plan, *, dry: bool) -> None:
    if dry:
        sys.stdout.writelines(f"{_line(one)}\n" for one in plan.differences)
    sys.stdout.write(f"{'Would be imported' if dry else 'Imported'}: {summary(plan)}.\n")
    if plan.left_out:
        complain(f"Left out: {count(plan.left_out, 'gap')}, which content files alone can hold.")


def _line(one: Difference) -> str:
    if one.before is None:
        return f"{one.id}: {one.field}: {_shown(one.after)}"
    return f"{one.id}: {one.field}: {_shown(one.before)} → {_shown(one.after)}"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[: _LONGEST - 1]}…"
