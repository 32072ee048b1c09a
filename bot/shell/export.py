"""`onrecord export`: what a tenant changed, or its whole record, as files."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.cards.exchange import left_out
from bot.cards.parts import count
from bot.shell.common import complain, with_bot, write_files
from bot.wiring import Bot
from briefings import changes, export
from briefings.edition import Edition


def run(form: str, out: Path | None, tenant: str, *, everything: bool) -> int:
    """Write a tenant's changes, or with `everything` its whole record, as TOML, JSON or CSV."""

    async def work(bot: Bot) -> int:
        edition = (await bot.tenants.get(tenant)).edition
        return await asyncio.to_thread(_export, edition, form, out, everything=everything)

    return with_bot(work)


def _export(edition: Edition, form: str, out: Path | None, *, everything: bool) -> int:
    items = changes.everything(edition) if everything else changes.changed(edition)
    if withheld := changes.withheld(edition, own=not everything):
        complain(left_out(withheld))
    if not items:
        complain("Nothing was changed, so there is nothing to export. Use --all for the whole record.")
        if form == "toml":
            return 0
    if form == "toml":
        return _toml(edition, items, out, everything=everything)
    text = export.to_json(items) if form == "json" else export.to_csv(items)
    if out is None:
        sys.stdout.write(text)
        return 0
    return write_files({out: text})


def _toml(edition: Edition, items: list[export.Item], out: Path | None, *, everything: bool) -> int:
    files: dict[Path, str] = {}
    if everything:
        dossiers, items = changes.as_dossiers(items, edition)
        for dossier in dossiers:
            files |= {Path(dossier.about.id) / name: text for name, text in export.to_toml(dossier).items()}
    beside = export.BESIDE if everything else export.REVIEW
    files |= {Path(f"{dossier}.toml"): text for dossier, text in export.change_files(items, beside).items()}
    debates = {path.parts[0].removesuffix(".toml") for path in files}
    single = len(files) == 1 and out is not None and out.suffix == ".toml"
    if len(debates) > 1 and (out is None or out.suffix == ".toml"):
        complain(f"That is {count(len(debates), 'debate')}, each with files of its own: name a folder with --out.")
        return 2
    if out is None:
        plain = len(files) == 1
        sys.stdout.write("\n".join(text if plain else f"# {name}\n{text}" for name, text in files.items()))
        return 0
    if out.suffix == ".toml" and not single:
        complain("The whole record is a file for each noun: name a folder with --out.")
        return 2
    return write_files({out if single else out / name: text for name, text in files.items()})
