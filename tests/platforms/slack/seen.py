"""Reading Block Kit as Slack's apps show it: what is seen, what can be pressed, what would have an effect."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.presses import TURNS
from tests.contracts.surface import Shown

_ASKED_BY = re.compile(r"Asked by <@[UW][A-Z0-9]+>")
_LIVE = re.compile(r"<|@(?:here|channel|everyone|group)\b", re.IGNORECASE)
"""What would call someone or be a link in the text beside the blocks."""
_NAMES = {"user": ("@", "user_id"), "channel": ("#", "channel_id")}
_INPUTS = frozenset({
    "plain_text_input", "external_select", "static_select", "users_select", "conversations_select", "file_input",
})  # fmt: skip


def seen(messages: Sequence[Mapping[str, Any]], *, private: bool = False) -> Shown:
    """Read the messages of one answer; what a button `sends` is told by `pressed`."""
    reader = _Reader(alone=private)
    for place, message in enumerate(messages):
        reader.message = place
        reader.effects += (f"text: {found}" for found in _LIVE.findall(message["text"]))
        reader.read(message["blocks"])
    return Shown(
        text=reader.text,
        buttons=tuple(label for label, _ in reader.buttons),
        private=private,
        links=tuple(reader.links),
        effects=tuple(reader.effects),
        names=tuple(reader.names),
        turns=frozenset(reader.turning),
        sends=dict(reversed(reader.buttons)),
    )


def seen_form(view: Mapping[str, Any], errors: Mapping[str, str] | None = None) -> Shown:
    """Read a dialog, and the errors that Slack was told to show in it."""
    reader = _Reader(alone=True)
    reader.say(reader.plain(view["title"]))
    reader.read(view["blocks"])
    reader.say(*(errors or {}).values())
    for name in ("submit", "close"):
        reader.say(reader.plain(view[name]))
    return Shown(
        text=reader.text,
        is_form=True,
        fields=tuple(reader.values),
        private=True,
        effects=tuple(reader.effects),
        values=reader.values,
        errors=reader.errors | dict(errors or {}),
        sends={"private_metadata": view["private_metadata"]},
    )


def pressed(sent: str) -> dict[str, Any]:
    """Give what stands behind a label: the place of its `message`, its `type`, `action_id` and `value`."""
    found: dict[str, Any] = json.loads(sent)
    return found


class _Reader:
    """Reads blocks one after the other."""

    def __init__(self, *, alone: bool) -> None:
        self._alone = alone
        self.message = 0
        self.buttons: list[tuple[str, str]] = []
        self.turning: list[str] = []
        self.links: list[str] = []
        self.effects: list[str] = []
        self.names: list[str] = []
        self.values: dict[str, str] = {}
        self.errors: dict[str, str] = {}
        self._lines: list[str] = []

    @property
    def text(self) -> str:
        return "\n".join(self._lines)

    def say(self, *lines: str) -> None:
        self._lines += lines

    def read(self, blocks: Sequence[Mapping[str, Any]]) -> None:
        before = ""
        for block in blocks:
            match block["type"]:
                case "divider":
                    pass
                case "header" | "section":
                    self.say(self.plain(block["text"]))
                    self._touch([block["accessory"]] if "accessory" in block else [])
                case "context":
                    self._context(block["elements"], before)
                case "rich_text":
                    self.say(*(line for element in block["elements"] for line in self._rich(element)))
                case "actions":
                    self._touch(block["elements"])
                case "input":
                    self._input(block)
                case kind:
                    self.effects.append(f"{kind} block")
            before = block["block_id"].partition("+")[0] if block["type"] == "input" else ""

    def plain(self, text: Mapping[str, Any]) -> str:
        """Read a text object; only the line that says who asked may have markup."""
        said: str = text["text"]
        is_ours = text["type"] == "mrkdwn" and _ASKED_BY.fullmatch(said)
        if not is_ours and (text["type"] != "plain_text" or text.get("emoji") is not False):
            self.effects.append(f"{text['type']}: {said}")
        return said

    def _context(self, elements: Sequence[Mapping[str, Any]], field: str) -> None:
        for element in elements:
            said = self.plain(element)
            self.say(said)
            if field:
                self.errors[field] = said.removeprefix("✕ ")

    def _rich(self, element: Mapping[str, Any]) -> Iterator[str]:
        match element["type"]:
            case "rich_text_list":
                for item in element["elements"]:
                    yield from self._rich(item)
            case "rich_text_section" | "rich_text_quote":
                yield "".join(map(self._inline, element["elements"]))
            case kind:
                self.effects.append(f"{kind} element")

    def _inline(self, part: Mapping[str, Any]) -> str:
        if part["type"] in _NAMES:
            return self._name(part)
        if part["type"] not in {"text", "link"}:
            self.effects.append(f"{part['type']} in a text")
            return ""
        if part["type"] == "link":
            self.links.append(part["url"])
            if not part["url"].startswith(("https://", "http://")):
                self.effects.append(f"link to {part['url']}")
        said: str = part["text"]
        return said

    def _name(self, part: Mapping[str, Any]) -> str:
        """Read a name, which nothing but an element of its own makes; who is named where others see it is called."""
        sign, place = _NAMES[part["type"]]
        said: str = part[place]
        if part["type"] == "user" and not self._alone:
            self.effects.append(f"calls {said}")
        else:
            self.names.append(f"{sign}{said}")
        return said

    def _touch(self, elements: Sequence[Mapping[str, Any]]) -> None:
        for element in elements:
            if element["type"] == "button":
                label = self.plain(element["text"])
                self.say(label)
                self._button(label, element, element["value"])
                self.effects += [f"button opens {element['url']}"] if "url" in element else []
            elif element["type"] == "static_select":
                self.say(self.plain(element["placeholder"]))
                for option in _options(element):
                    self._button(self.plain(option["text"]), element, option["value"])
            else:
                self.effects.append(f"{element['type']} in a row")

    def _button(self, label: str, element: Mapping[str, Any], value: str) -> None:
        sent = {"message": self.message, "type": element["type"], "action_id": element["action_id"], "value": value}
        self.buttons.append((label, json.dumps(sent)))
        self.turning += [label] if value.startswith(TURNS) else []

    def _input(self, block: Mapping[str, Any]) -> None:
        name = block["block_id"].partition("+")[0]
        element = block["element"]
        if element["type"] not in _INPUTS:
            self.effects.append(f"{element['type']} input")
        value = _standing(element)
        self.values[name] = self.values.get(name, "") + value
        self.say(self.plain(block["label"]), value)
        self.say(*(self.plain(block[key]) for key in ("hint",) if key in block))
        for option in _options(element):
            self.say(self.plain(option["text"]))


def _options(element: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    groups: list[Mapping[str, Any]] = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]


def _standing(element: Mapping[str, Any]) -> str:
    """Give what stands in an input before anyone touches it."""
    chosen = element.get("initial_option", {}).get("value", "")
    places = ("initial_value", "initial_user", "initial_conversation")
    return next((str(element[place]) for place in places if place in element), chosen)
