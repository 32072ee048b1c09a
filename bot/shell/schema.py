"""`onrecord schema`: the JSON Schemas of the content files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.shell.common import write_files
from briefings.schema import schemas


def run(out: Path | None) -> int:
    """Write one schema for each content file into a folder, or all of them by name to standard output."""
    if out is not None:
        return write_files({out / name: text for name, text in schemas().items()})
    together = {name: json.loads(text) for name, text in schemas().items()}
    sys.stdout.write(json.dumps(together, ensure_ascii=False, indent=2) + "\n")
    return 0
