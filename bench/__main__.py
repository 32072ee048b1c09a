"""`python -m bench` prints the comparison; a slow machine is no failure, only what is broken is one."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import answers, changing, generate, processes, searching, table
from bench.delivering import rows as delivering
from bench.discord import payloads as discord_payloads
from bench.discord import rows as discord_rows
from bench.slack import payloads as slack_payloads
from bench.slack import rows as slack_rows
from briefings.library import Library
from briefings.load import SHIPPED, load


def main() -> None:
    busy = table.load()
    with TemporaryDirectory() as made:
        _say("Making 100,000 quotes")
        small = generate.write(Path(made) / "small", 1_000)
        large = generate.write(Path(made) / "large", 100_000)
        _say("Starting processes")
        whole = processes.rows(large)
        _say("Loading 100,000 quotes")
        libraries = [Library(load(folders)) for folders in ((SHIPPED,), (SHIPPED, small), (SHIPPED, large))]
    _say("Answering")
    answered = answers.rows(*libraries)
    _say("Searching")
    searched = searching.rows(libraries[-1])
    _say("Changing")
    shipped, made_up = libraries[0], libraries[-1].dossiers[-1].dossier()
    del libraries
    changed = changing.rows(shipped, made_up)
    _say("Asking in Slack")
    slack = [*slack_payloads.rows(shipped), *slack_rows.rows(shipped)]
    _say("Asking on Discord")
    discord = [*discord_payloads.rows(shipped), *discord_rows.rows(shipped)]
    _say("Delivering")
    delivered = delivering.rows()
    print(table.text([*answered, *searched, *changed, *slack, *discord, *delivered, *whole]))
    print(f"\n{table.machine(busy)}")


def _say(step: str) -> None:
    print(f"{step} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
