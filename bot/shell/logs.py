"""What happens, a line an event on standard error."""

from __future__ import annotations

import logging
import time

_TALKATIVE = ("aiohttp", "aiosqlite", "discord", "psycopg", "slack_bolt", "slack_sdk", "sqlalchemy")
"""Libraries that write at DEBUG what passes through them: words with their statements, tokens with their requests."""
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class _Lines(logging.Formatter):
    """Writes the time of a record, and the second of it, which many share, once."""

    def __init__(self) -> None:
        super().__init__(_FORMAT)
        self._second = 0
        self._written = ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802  as it is called
        second = int(record.created)
        if second != self._second:
            self._second, self._written = second, time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))
        return f"{self._written},{int(record.msecs):03}"


def begin(level: str) -> None:
    """Write what is at least of this level from now on."""
    lines = logging.StreamHandler()
    lines.setFormatter(_Lines())
    logging.basicConfig(level=level, handlers=[lines])
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger(name).level))
    # An answer that is kept ready takes hardly longer than its line, so what no line shows is not looked up for it.
    logging._srcfile = None  # noqa: SLF001  as its documentation says
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
