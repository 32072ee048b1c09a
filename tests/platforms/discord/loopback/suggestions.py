"""What is offered for an option that is being typed."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord.loopback.interaction import Interaction
from tests.platforms.discord.loopback.refusals import Flaw, Json, flaw, malformed

MOST, LONGEST = 25, 100
_STRING, _INTEGER, _NUMBER = 3, 4, 10
_BIGGEST = 2**53


def check_choices(interaction: Interaction, choices: Json) -> tuple[dict[str, Any], ...]:
    """Give the choices of an answer; raise `Refused` where Discord does not take them."""
    if not isinstance(choices, list):
        raise malformed(flaw("data.choices", "BASE_TYPE_REQUIRED", "This field is required"))
    flaws: list[Flaw] = []
    if len(choices) > MOST:
        flaws.append(flaw("data.choices", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST} or fewer in length."))
    kind = focused(interaction.data)["type"]
    for place, each in enumerate(choices):
        flaws += _choice(f"data.choices.{place}", each, kind)
    if flaws:
        raise malformed(*flaws)
    return tuple(choices)


def _choice(path: str, choice: Json, kind: int) -> list[Flaw]:
    if not isinstance(choice, dict):
        return [flaw(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")]
    return [*_text(f"{path}.name", choice.get("name"), 1), *_value(f"{path}.value", choice.get("value"), kind)]


def _text(path: str, value: Json, least: int) -> list[Flaw]:
    if not isinstance(value, str):
        return [flaw(path, "BASE_TYPE_REQUIRED", "This field is required")]
    if not least <= len(value) <= LONGEST:
        return [flaw(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {LONGEST} in length.")]
    return []


def _value(path: str, value: Json, kind: int) -> list[Flaw]:
    if kind == _STRING:
        return _text(path, value, 0)
    fits = isinstance(value, int) if kind == _INTEGER else isinstance(value, int | float)
    if not fits or isinstance(value, bool) or abs(value) > _BIGGEST:
        return [flaw(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')]
    return []


def focused(data: dict[str, Any]) -> dict[str, Any]:
    """Give the option that is being typed."""
    for each in data.get("options", ()):
        if each.get("focused"):
            found: dict[str, Any] = each
            return found
        if each.get("options"):
            return focused(each)
    raise LookupError(data["name"])
