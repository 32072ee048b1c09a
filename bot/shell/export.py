"""`onrecord export`: the record as files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.shell.common import complain, with_bot, write_files
from bot.wiring import Bot
from briefings import export
from briefings.model import Dossier


def run(form: str, out: Path | None, tenant: str, *, everything: bool) -> int:
    """Write the record as TOML (a folder for each dossier), JSON or CSV; without `everything` a tenant's changes."""

    async def work(bot: Bot) -> int:
        edition = (await bot.dispatch.tenants.get(tenant)).edition
        if not everything and not any(edition.changed()):
            complain(f"Nothing has been changed in {tenant}. Use --all for the whole record.")
        return _write([shelf.dossier() for shelf in edition.library.dossiers] if everything else (), form, out)

    return with_bot(work)


def _write(dossiers: Sequence[Dossier], form: str, out: Path | None) -> int:
    if form == "toml":
        return _toml(dossiers, out)
    records = [record for dossier in dossiers for record in dossier.records()]
    text = export.to_json(records) if form == "json" else export.to_csv(records)
    if out is None:
        sys.stdout.write(text)
        return 0
    return write_files({out: text})


def _toml(dossiers: Sequence[Dossier], out: Path | None) -> int:
    files = {
        Path(dossier.about.id) / name: text for dossier in dossiers for name, text in export.to_toml(dossier).items()
    }
    if out is None:
        sys.stdout.write("\n".join(f"# {name}\n{text}" for name, text in files.items()))
        return 0
    return write_files({out / name: text for name, text in files.items()})
