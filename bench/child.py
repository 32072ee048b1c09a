"""What is measured inside a process of its own: `python -m bench.child load|memory FOLDER…` prints one number."""

from __future__ import annotations

import gc
import resource
import sys
from pathlib import Path
from time import perf_counter_ns

from briefings.library import Library
from briefings.load import load

_STATM = Path("/proc/self/statm")


def loading(folders: list[Path]) -> int:
    """Give the nanoseconds from the content files to a library that can be asked, without imports."""
    began = perf_counter_ns()
    library = Library(load(folders))
    taken = perf_counter_ns() - began
    del library
    return taken


def memory(folders: list[Path]) -> int:
    """Give the bytes that are resident while a library is held; where the system does not tell, the most there were."""
    library = Library(load(folders))
    gc.collect()
    held = _resident()
    del library
    return held


def _resident() -> int:
    if _STATM.is_file():
        return int(_STATM.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    measure = {"load": loading, "memory": memory}[sys.argv[1]]
    print(measure([Path(folder) for folder in sys.argv[2:]]))
