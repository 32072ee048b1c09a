"""`onrecord doctor`: what is set up, what is missing, and how to mend it."""

from __future__ import annotations

import asyncio
import sys

from bot.settings import Settings, SettingsError, read_settings
from bot.shell.common import complain


def run(platform: str) -> int:
    """Check a platform; 1 when something is to be mended."""
    try:
        settings = read_settings()
    except SettingsError as error:
        complain(str(error))
        return 1
    return asyncio.run(_checked(platform, settings))


async def _checked(platform: str, settings: Settings) -> int:
    try:
        # Their libraries are optional.
        if platform == "slack":
            import bot.platforms.slack.doctor as slack  # noqa: PLC0415

            guide, checking = slack.GUIDE, slack.check(settings)
        else:
            import bot.platforms.discord.doctor as discord  # noqa: PLC0415

            guide, checking = discord.GUIDE, discord.check(settings, from_outside=True)
    except ModuleNotFoundError:
        complain(f"The library for it is not installed: pip install 'onrecord[{platform}]'.")
        return 1
    findings = await checking
    for finding in findings:
        sys.stdout.write(f"{'ok  ' if finding.ok else 'mend'}  {finding.what} {finding.how}".rstrip() + "\n")
    wrong = sum(not finding.ok for finding in findings)
    sys.stdout.write(f"{wrong} to mend; {guide} helps.\n" if wrong else "Nothing to mend.\n")
    sys.stdout.flush()  # A name that is still being looked up may keep the process for a while.
    return 1 if wrong else 0
