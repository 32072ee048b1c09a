"""What is wrong with a tree of commands: names, descriptions, options, nesting, sizes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.platforms.discord.loopback.refusals import Flaw, Json, flaw

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)
TYPED, ON_USER, ON_MESSAGE = 1, 2, 3
MOST: Mapping[int, int] = {TYPED: 100, ON_USER: 15, ON_MESSAGE: 15}
OPTIONS_MOST, CHOICES_MOST, TREE_MOST, NAME_MOST, TEXT_MOST, STRING_MOST = 25, 25, 8000, 32, 100, 6000
_PUNCTUATION = "-_'"
_COUNTED = ("name", "description", "value")


def check_tree(commands: Sequence[Json]) -> list[Flaw]:
    """Find what Discord would not take of commands that are put all at once."""
    return list(_tree(commands))


def _tree(commands: Sequence[Json]) -> Iterator[Flaw]:
    seen: set[tuple[object, object]] = set()
    counts = dict.fromkeys(MOST, 0)
    for place, each in enumerate(commands):
        path = str(place)
        if not isinstance(each, dict):
            yield flaw(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
            continue
        kind = each.get("type") or TYPED
        if kind not in MOST:
            yield flaw(f"{path}.type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4}.")
            continue
        counts[kind] += 1
        if (key := (each.get("name"), kind)) in seen:
            yield flaw(path, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        seen.add(key)
        yield from _command(path, each, kind)
    for kind, count in counts.items():
        if count > MOST[kind]:
            yield flaw(
                "",
                "APPLICATION_COMMANDS_EXCEEDED_MAX",
                f"Maximum number of application commands reached ({MOST[kind]}).",
            )


def _command(path: str, command: Mapping[str, Any], kind: int) -> Iterator[Flaw]:
    yield from _place(path, command)
    if kind != TYPED:
        yield from _text(f"{path}.name", command.get("name"), NAME_MOST)
        if command.get("description"):
            yield flaw(
                f"{path}.description",
                "APPLICATION_COMMAND_INVALID_DESCRIPTION",
                "Context menu commands cannot have description",
            )
        if command.get("options"):
            yield flaw(
                f"{path}.options", "APPLICATION_COMMAND_INVALID_OPTIONS", "Context menu commands cannot have options"
            )
        return
    yield from _name(f"{path}.name", command.get("name"))
    yield from _text(f"{path}.description", command.get("description"), TEXT_MOST)
    yield from _options(f"{path}.options", command.get("options"), 0)
    if (size := weigh(command)) > TREE_MOST:
        yield flaw(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({size} of {TREE_MOST})")


def _place(path: str, command: Mapping[str, Any]) -> Iterator[Flaw]:
    for name, known in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        given = command.get(name)
        if given is None:
            continue
        if not isinstance(given, list) or not given or any(each not in known for each in given):
            yield flaw(f"{path}.{name}", "BASE_TYPE_CHOICES", f"Value must be one of {set(known)}.")
        elif len(set(given)) != len(given):
            yield flaw(f"{path}.{name}", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains the value")
    needed = command.get("default_member_permissions")
    if needed is not None and not str(needed).isdigit():
        yield flaw(f"{path}.default_member_permissions", "NUMBER_TYPE_COERCE", f'Value "{needed}" is not int.')


def _name(path: str, name: Json) -> Iterator[Flaw]:
    if not isinstance(name, str) or not 1 <= len(name) <= NAME_MOST:
        yield flaw(path, "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {NAME_MOST} in length.")
    elif not all(each in _PUNCTUATION or is_letter(each) for each in name) or name != name.lower():
        yield flaw(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def is_letter(character: str) -> bool:
    """Say whether a character may stand in a name: a letter, a number, or a letter of Devanagari or Thai."""
    if unicodedata.category(character)[0] in "LN":
        return True
    return unicodedata.name(character, "").startswith(("DEVANAGARI", "THAI"))


def _text(path: str, text: Json, most: int) -> Iterator[Flaw]:
    if text is None:
        yield flaw(path, "BASE_TYPE_REQUIRED", "This field is required")
    elif not isinstance(text, str) or not 1 <= len(text) <= most:
        yield flaw(path, "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {most} in length.")


def _options(path: str, options: Json, depth: int) -> Iterator[Flaw]:
    if options is None:
        return
    if not isinstance(options, list) or not all(isinstance(each, dict) for each in options):
        yield flaw(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    if len(options) > OPTIONS_MOST:
        yield flaw(path, "BASE_TYPE_MAX_LENGTH", f"Must be {OPTIONS_MOST} or fewer in length.")
    nested = [each.get("type") in (SUB, GROUP) for each in options]
    if any(nested) and not all(nested):
        yield flaw(
            path,
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        )
    yield from _order(path, options)
    for place, each in enumerate(options):
        yield from _option(f"{path}.{place}", each, depth)


def _order(path: str, options: Sequence[Mapping[str, Any]]) -> Iterator[Flaw]:
    names: set[object] = set()
    optional = False
    for place, each in enumerate(options):
        if each.get("name") in names:
            yield flaw(
                f"{path}.{place}.name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists"
            )
        names.add(each.get("name"))
        if each.get("required") and optional:
            yield flaw(
                f"{path}.{place}",
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional = optional or not each.get("required")


def _option(path: str, option: Mapping[str, Any], depth: int) -> Iterator[Flaw]:
    kind = option.get("type")
    if not isinstance(kind, int) or isinstance(kind, bool) or not SUB <= kind <= ATTACHMENT:
        yield flaw(f"{path}.type", "BASE_TYPE_CHOICES", f"Value must be one of {set(range(SUB, ATTACHMENT + 1))}.")
        return
    yield from _name(f"{path}.name", option.get("name"))
    yield from _text(f"{path}.description", option.get("description"), TEXT_MOST)
    if kind in (SUB, GROUP):
        yield from _nested(path, option, kind, depth)
        return
    if option.get("options"):
        yield flaw(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_INVALID", "This option has no options of its own")
    yield from _bounds(path, option, kind)
    yield from _choices(path, option, kind)


def _nested(path: str, option: Mapping[str, Any], kind: int, depth: int) -> Iterator[Flaw]:
    inside = option.get("options") or []
    if (kind == GROUP and depth > 0) or (kind == SUB and depth > 1):
        yield flaw(f"{path}.type", "APPLICATION_COMMAND_NESTING_INVALID", "Sub-commands are nested too deep")
    if kind == GROUP and not inside:
        yield flaw(f"{path}.options", "BASE_TYPE_REQUIRED", "A sub-command group needs sub-commands")
    wrong = [each for each in inside if isinstance(each, dict) and (each.get("type") == SUB) != (kind == GROUP)]
    if wrong:
        yield flaw(
            f"{path}.options",
            "APPLICATION_COMMAND_NESTING_INVALID",
            "Options are nested in a way that Discord does not know",
        )
    yield from _options(f"{path}.options", inside, depth + 1)


def _bounds(path: str, option: Mapping[str, Any], kind: int) -> Iterator[Flaw]:
    for names, kinds, low in (
        (("min_length", "max_length"), (STRING,), 0),
        (("min_value", "max_value"), (INTEGER, NUMBER), None),
    ):
        for name in names:
            value = option.get(name)
            if value is None:
                continue
            least = 1 if name == "max_length" else low
            if kind not in kinds:
                yield flaw(
                    f"{path}.{name}", "APPLICATION_COMMAND_OPTION_BOUNDS_INVALID", f"{name} does not go with this type"
                )
            elif least is not None and not least <= value <= STRING_MOST:
                yield flaw(f"{path}.{name}", "NUMBER_TYPE_MAX", f"Must be between {least} and {STRING_MOST}.")


def _choices(path: str, option: Mapping[str, Any], kind: int) -> Iterator[Flaw]:
    choices = option.get("choices") or []
    free = option.get("autocomplete")
    if (choices or free) and kind not in (STRING, INTEGER, NUMBER):
        yield flaw(path, "APPLICATION_COMMAND_OPTION_CHOICES_INVALID", "This type has neither choices nor autocomplete")
    if choices and free:
        yield flaw(path, "APPLICATION_COMMAND_OPTION_CHOICES_INVALID", "Choices and autocomplete exclude each other")
    if len(choices) > CHOICES_MOST:
        yield flaw(f"{path}.choices", "BASE_TYPE_MAX_LENGTH", f"Must be {CHOICES_MOST} or fewer in length.")
    names = [each.get("name") for each in choices]
    if len(set(names)) != len(names):
        yield flaw(
            f"{path}.choices", "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Choice name already exists"
        )
    for place, each in enumerate(choices):
        yield from _text(f"{path}.choices.{place}.name", each.get("name"), TEXT_MOST)
        if kind == STRING:
            yield from _text(f"{path}.choices.{place}.value", each.get("value"), TEXT_MOST)
        elif isinstance(each.get("value"), str | bool | None):
            yield flaw(
                f"{path}.choices.{place}.value", "NUMBER_TYPE_COERCE", f'Value "{each.get("value")}" is not a number.'
            )


def weigh(part: Mapping[str, Any]) -> int:
    """Count the characters of a command as Discord does: names, descriptions and values, all the way down."""
    own = sum(len(str(part[name])) for name in _COUNTED if isinstance(part.get(name), str))
    return own + sum(weigh(each) for name in ("options", "choices") for each in part.get(name) or ())
