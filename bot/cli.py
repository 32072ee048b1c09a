"""The `onrecord` command. What a subcommand needs is imported when it runs, so that `--help` answers at once."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Literal

import click

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _tenant(_context: click.Context, _param: click.Parameter, text: str) -> str:
    """Refuse what is no platform and place on it: the empty tenant holds what is shipped, and is no one's."""
    platform, _, place = text.partition(":")
    if not (platform.strip() and place.strip()):
        raise click.BadParameter(f"“{text}” is no tenant. Write platform:place, such as playground:local or slack:T1.")
    return text


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="onrecord")
def main() -> None:
    """Keep a public debate on the record, and answer from it."""


@main.command()
@click.option("--host", help="Address to listen on (HOST; 127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on (PORT; 8080); 0 picks a free one.")
@click.option("--playground", is_flag=True, help="Have the playground in the browser beside other platforms.")
@click.option("--web", "half", flag_value="web", help="Answer alone; others deliver (on PostgreSQL).")
@click.option("--worker", "half", flag_value="worker", help="Deliver what is due alone; others answer (on PostgreSQL).")
def serve(
    host: str | None,
    port: int | None,
    playground: bool,  # noqa: FBT001  a flag of the shell
    half: Literal["web", "worker"] | None,
) -> None:
    """Run the bot: everything whose settings are there, or the playground in the browser."""
    gc.disable()  # While it starts, hardly anything is made that is not kept; `run` enables it when it is ready.
    try:
        from bot.shell.serve import run  # noqa: PLC0415

        code = run(host, port, playground=playground, half=half)
    finally:
        gc.enable()
    sys.exit(code)


@main.command()
@click.argument("line", nargs=-1, required=True)
@click.option("--tenant", callback=_tenant, default="playground:local", show_default=True, help="Whose record to ask.")
@click.option("--as", "user", default="shell", show_default=True, help="The user who asks.")
@click.option("--role", type=click.Choice(["everyone", "curator", "admin"]), default="everyone", show_default=True)
@click.option("--json", "as_data", is_flag=True, help="Give the card as JSON.")
def ask(line: tuple[str, ...], tenant: str, user: str, role: str, as_data: bool) -> None:  # noqa: FBT001  a flag of the shell
    """Answer one LINE as in a chat, such as "/stance musk".

    Exit status: 0 with an answer, 2 when the line must be mended, 1 on a fault of ours.
    """
    from bot.shell.ask import run  # noqa: PLC0415

    sys.exit(run(" ".join(line), tenant, user, role, as_data=as_data))


@main.command()
@click.argument("paths", nargs=-1, type=FOLDER)
def check(paths: tuple[Path, ...]) -> None:
    """Check content folders, the shipped ones by default; list every fault as file: entry: field: what is wrong."""
    from bot.shell.check import run  # noqa: PLC0415

    sys.exit(run(paths))


@main.command()
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write one file for each content file here."
)
def schema(out: Path | None) -> None:
    """Give the JSON Schemas of the content files, for editors."""
    from bot.shell.schema import run  # noqa: PLC0415

    sys.exit(run(out))


@main.command()
@click.option(
    "--tenant", callback=_tenant, default="playground:local", show_default=True, help="Whose record to export."
)
@click.option("--all", "everything", is_flag=True, help="The whole effective record, not the tenant's changes alone.")
@click.option("--format", "form", type=click.Choice(["toml", "json", "csv"]), default="toml", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path), help="File (a folder for TOML) to write; standard output otherwise."
)
def export(tenant: str, everything: bool, form: str, out: Path | None) -> None:  # noqa: FBT001  a flag of the shell
    """Export the record."""
    from bot.shell.export import run  # noqa: PLC0415

    sys.exit(run(form, out, tenant, everything=everything))


@main.command("import")
@click.argument("file", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option(
    "--tenant", callback=_tenant, default="playground:local", show_default=True, help="Whose record to import into."
)
@click.option("--dry-run", is_flag=True, help="Write nothing; show what would change.")
@click.option("--reason", default="", help="Why, as it is to stand in the history.")
@click.option("--anyway", is_flag=True, help="Take in quotes nearly on record, and names like others.")
def import_(file: Path, tenant: str, dry_run: bool, reason: str, anyway: bool) -> None:  # noqa: FBT001  flags of the shell
    """Take in FILE: all of it, or nothing.

    TOML, JSON or CSV as `export` writes it, a folder of TOML files, or - for standard input. Each entry is the
    whole record. Exit status: 0 when it is done, 2 when the file must be mended, 1 on a fault of ours.
    """
    from bot.shell.importing import run  # noqa: PLC0415

    sys.exit(run(file, tenant, reason, dry=dry_run, anyway=anyway))


@main.command()
@click.argument("record_id", metavar="ID")
@click.option(
    "--tenant", callback=_tenant, default="playground:local", show_default=True, help="Whose record it is in."
)
@click.option("--reason", default="", help="Why, as it is to stand in the history.")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
def erase(record_id: str, tenant: str, reason: str, yes: bool) -> None:  # noqa: FBT001  a flag of the shell
    """Remove the words of the record ID for good, from the history too; what is left says when and why.

    A record that comes with the program is erased for every tenant.
    """
    from bot.shell.erase import run  # noqa: PLC0415

    sys.exit(run(record_id, tenant, reason, sure=yes))


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 when a file is out of date.")
def generate(only_check: bool) -> None:  # noqa: FBT001  a flag of the shell
    """Write the files that are made from the code: schemas, the list of commands, the manifest for Slack."""
    from bot.shell.generate import run  # noqa: PLC0415

    sys.exit(run(only_check=only_check))


@main.command()
@click.argument("platform", type=click.Choice(["slack"]))
@click.option("--socket", "way", flag_value="socket", help="Slack by Socket Mode, for one workspace; the default.")
@click.option("--http", "way", flag_value="http", help="Slack over HTTP, for one workspace; needs --url.")
@click.option("--installs", "way", flag_value="installs", help="Over HTTP, for every workspace that installs it.")
@click.option("--url", help="Where the bot is reached, such as https://bot.example.org.")
def manifest(platform: str, way: Literal["socket", "http", "installs"] | None, url: str | None) -> None:  # noqa: ARG001
    """Write the manifest of PLATFORM's app, to paste into its page."""
    from bot.shell.manifest import run  # noqa: PLC0415

    sys.exit(run(way, url))


@main.command()
@click.argument("platform", type=click.Choice(["slack", "discord"]))
def doctor(platform: str) -> None:
    """Check what is set up for PLATFORM, and say what is missing and how to mend it; exit with 1 when something is."""
    from bot.shell.doctor import run  # noqa: PLC0415

    sys.exit(run(platform))


@main.command()
@click.argument("platform", type=click.Choice(["discord"]))
@click.option("--guild", default="", metavar="ID", help="Put them into this server alone.")
@click.option("--remove", is_flag=True, help="Take out those that were put into that server alone.")
def sync(platform: str, guild: str, remove: bool) -> None:  # noqa: ARG001, FBT001  a flag of the shell
    """Put the commands on PLATFORM, when they are others than there are; serve does so by itself."""
    from bot.shell.sync import run  # noqa: PLC0415

    sys.exit(run(guild, remove=remove))


@main.command()
@click.option("--tenant", help="Those of one tenant alone.")
@click.option("--status", type=click.Choice(["pending", "posted", "skipped", "unconfirmed", "failed"]))
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most.")
@click.option("--json", "as_data", is_flag=True, help="Give them as JSON.")
def deliveries(tenant: str | None, status: str | None, limit: int, as_data: bool) -> None:  # noqa: FBT001  a flag of the shell
    """List what was posted at set times, and what was not and why, the latest first."""
    from bot.shell.deliveries import run  # noqa: PLC0415

    sys.exit(run(tenant, status, limit, as_data=as_data))


@main.group()
def secrets() -> None:
    """Look after the keys with which tokens are sealed in the database (ONRECORD_SECRET_KEYS)."""


@secrets.command()
def new() -> None:
    """Print a new key."""
    from bot.shell.secrets import new  # noqa: PLC0415

    sys.exit(new())


@secrets.command()
def rotate() -> None:
    """Seal all stored tokens anew with the first key, beside a running `serve`; go on where it was interrupted."""
    from bot.shell.secrets import rotate  # noqa: PLC0415

    sys.exit(rotate())


@main.group()
def db() -> None:
    """Look after the tables of the database (DATABASE_URL)."""


@db.command()
def upgrade() -> None:
    """Bring the tables to what this version needs; `serve` does it by itself on SQLite."""
    from bot.shell.db import upgrade  # noqa: PLC0415

    sys.exit(upgrade())


@db.command()
@click.argument("revision", default="-1")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade(revision: str, yes: bool) -> None:  # noqa: FBT001  a flag of the shell
    """Bring the tables back to a REVISION, by default one step; what is in removed ones is lost.

    Write -- before a number of steps: onrecord db downgrade -- -2.
    """
    from bot.shell.db import downgrade  # noqa: PLC0415

    sys.exit(downgrade(revision, yes=yes))


@db.command()
def status() -> None:
    """Tell which version the tables are at; exit with 1 when this version cannot work with it."""
    from bot.shell.db import status  # noqa: PLC0415

    sys.exit(status())
