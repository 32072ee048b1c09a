"""`onrecord doctor`: what is set up, what is missing, and how to mend it."""

from __future__ import annotations

import asyncio
import sys

from bot.settings import Settings, SettingsError, read_settings
from bot.shell.common import complain


def run() -> int:
    """Check Slack; 1 when something is to be mended."""
    try:
        settings = read_settings()
    except SettingsError as error:
        complain(str(error))
        return 1
    return asyncio.run(_slack(settings))


async def _slack(settings: Settings) -> int:
    try:
        from bot.platforms.slack.doctor import GUIDE, check  # noqa: PLC0415  its library is optional
    except ModuleNotFoundError:
        complain("Slack’s library is not installed: pip install 'onrecord[slack]'.")
        return 1
    findings = await check(settings)
    for finding in findings:
        sys.stdout.write(f"{'ok  ' if finding.ok else 'mend'}  {finding.what} {finding.how}".rstrip() + "\n")
    wrong = sum(not finding.ok for finding in findings)
    sys.stdout.write(f"{wrong} to mend; {GUIDE} helps.\n" if wrong else "Nothing to mend.\n")
    sys.stdout.flush()  # A name that is still being looked up may keep the process for a while.
    return 1 if wrong else 0
