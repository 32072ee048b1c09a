"""Bodies with something wrong in one place, whatever platform they are of."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from copy import deepcopy
from random import Random
from typing import Any

GONE = object()
WRONG: Sequence[object] = (
    GONE,
    None,
    True,
    0,
    -1,
    10**400,
    1e308,
    float("inf"),
    "",
    "x",
    "../x",
    "\x00",
    "half a character \ud83d",
    "<!channel> &amp; <@U1> @everyone",
    "x" * 5_000,
    [],
    ["id"],
    {},
    {"id": {}},
    {"id": ["x"]},
    {"type": None, "values": [], "id": 1, "value": 1},
)
"""What may stand where something else should."""
Path = tuple[str | int, ...]


def places(value: object, unread: Container[str], path: Path = ()) -> Iterator[Path]:
    """Give the way to everything in a body, the body itself left out, and what stands in places that nobody reads."""
    steps: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(value, dict):
        steps = iter(value.items())
    elif isinstance(value, list):
        steps = iter(enumerate(value))
    for step, inside in steps:
        yield (*path, step)
        if step not in unread:
            yield from places(inside, unread, (*path, step))


def spoilt(body: Mapping[str, Any], path: Path, wrong: object) -> dict[str, Any]:
    """Give a body with something else in one place."""
    copy: Any = deepcopy(body)
    at = copy
    for step in path[:-1]:
        at = at[step]
    if wrong is GONE:
        del at[path[-1]]
    else:
        at[path[-1]] = wrong
    return dict(copy)


def cases(
    bodies: Mapping[str, Mapping[str, Any]], unread: Container[str], most: int
) -> Iterator[tuple[str, Path, object]]:
    """Give so many cases: a kind of body, a place in it, and what is wrong there; the same ones each time."""
    every = [(kind, path, wrong) for kind, body in bodies.items() for path in places(body, unread) for wrong in WRONG]
    Random(most).shuffle(every)  # noqa: S311  which are tried is no secret
    yield from every[:most]


def described(kind: str, path: Path, wrong: object) -> str:
    """Say what is wrong in a case."""
    return f"{kind}: {path} is {'gone' if wrong is GONE else repr(str(wrong)[:40])}"
