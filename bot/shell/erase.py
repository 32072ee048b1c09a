"""`onrecord erase`: removing the words of a record for good."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bot.cards.parts import count, name
from bot.erasing import erase, shipped_last
from bot.shell.common import complain, with_bot
from bot.wiring import Bot
from briefings.edition import Edition
from briefings.load import FILES, SHIPPED
from briefings.refusals import Missing


def run(record_id: str, tenant: str, reason: str, *, sure: bool) -> int:
    """Erase a record after asking whether it is meant; 2 when it is not on record or not meant."""

    async def work(bot: Bot) -> int:
        desk = bot.desk(tenant, "shell")
        shipped = await shipped_last(desk, record_id) is not None
        known = _known((await bot.tenants.get(tenant)).edition, record_id)
        if known is None and not shipped:
            complain(f"{record_id} never was on record for {tenant}. Nothing was erased.")
            return 2
        where = "for everyone, since it comes with the program" if shipped else f"for {tenant}"
        question = f"{known or record_id}\nErase this {where}? Its words are removed for good, from the history too."
        if not (sure or _confirmed(question)):
            complain("Nothing was erased.")
            return 2
        try:
            done = await erase(desk, record_id, reason)
        except Missing:
            complain(f"{record_id} never was on record for {tenant}. Nothing was erased.")
            return 2
        except ValueError:
            complain(f"{record_id} is a whole debate. Erase the records in it, or take its folder out of the content.")
            return 2
        everywhere = f"for {count(done.tenants, 'tenant')} and all that come" if done.shipped else f"for {tenant}"
        sys.stdout.write(f"Erased the {done.noun} {record_id} {everywhere}.\n")
        for path in _standing_in((SHIPPED, *bot.settings.content), record_id) if done.shipped else ():
            complain(f"Its words still stand in {path}: take the entry {record_id} out there.")
        if not done.scrubbed:
            complain("Its words may still stand in the database's files, which others read just now: erase it again.")
            return 1
        return 0

    return with_bot(work)


def _known(edition: Edition, record_id: str) -> str | None:
    """Say what it is that is on record, or was."""
    last = edition.last(record_id)
    whole = edition.effective(record_id) or (edition.standing(last.draft) if last else None)
    if whole is None:
        return record_id if last else None
    return f"{record_id}: {name(whole)}"


def _confirmed(question: str) -> bool:
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        return False


def _standing_in(folders: tuple[Path, ...], record_id: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(path for file in FILES for path in folder.rglob(file)):
            if re.search(rf'^id *= *"{re.escape(record_id)}"', path.read_text("utf-8"), re.MULTILINE):
                yield path
