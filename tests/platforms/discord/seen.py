"""Reading messages and modals as Discord's apps show them: what is seen, what can be pressed, what would happen."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from tests.contracts.cards import OWN_IDS
from tests.contracts.surface import Shown
from tests.platforms.discord.kit import elements as kinds
from tests.platforms.discord.markdown import read

_ENCODED = re.compile(r"%(?:2[0278]|29|3[CE]|5[BCDE]|60|7[BCD])")
OWN_NAMES = frozenset(f"{sign}{each}" for sign in "@#" for each in OWN_IDS)
"""What the cards that all platforms are tested with may name."""
_INPUTS = {kinds.INPUT, kinds.MENU, kinds.USERS, kinds.CHANNELS, kinds.UPLOAD}
_TURNS = "~"


def seen(messages: Sequence[Mapping[str, Any]], *, private: bool = False, names: frozenset[str] = frozenset()) -> Shown:
    """Read the messages of one answer, each with its `components`; what a button `sends` is told by `pressed`.

    The users and channels of `names`, such as `@1` and `#2`, may be named.
    """
    reader = _Reader(names)
    for place, message in enumerate(messages):
        reader.message = place
        reader.read(message["components"])
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


def seen_form(modals: Sequence[Mapping[str, Any]]) -> Shown:
    """Read the steps of a form, one after the other."""
    reader = _Reader(frozenset())
    for modal in modals:
        reader.say(modal["title"])
        reader.read(modal["components"])
    return Shown(
        text=reader.text,
        is_form=True,
        fields=tuple(reader.values),
        private=True,
        effects=tuple(reader.effects),
        values=reader.values,
        errors=reader.errors,
        sends={"custom_id": modals[0]["custom_id"]},
    )


def pressed(sent: str) -> dict[str, Any]:
    """Give what stands behind a label: the place of its `message`, its `type`, `custom_id`, and a menu's `values`."""
    found: dict[str, Any] = json.loads(sent)
    return found


class _Reader:
    """Reads components one after the other."""

    def __init__(self, names: frozenset[str]) -> None:
        self._may_name = names
        self.names: list[str] = []
        self.message = 0
        self.buttons: list[tuple[str, str]] = []
        self.turning: list[str] = []
        self.links: list[str] = []
        self.effects: list[str] = []
        self.values: dict[str, str] = {}
        self.errors: dict[str, str] = {}
        self._lines: list[str] = []

    @property
    def text(self) -> str:
        return "\n".join(self._lines)

    def say(self, *lines: str) -> None:
        self._lines += lines

    def read(self, components: Sequence[Mapping[str, Any]]) -> None:
        for component in components:
            match component["type"]:
                case kinds.CONTAINER | kinds.ROW:
                    self.read(component["components"])
                case kinds.SECTION:
                    self.read([*component["components"], component["accessory"]])
                case kinds.GALLERY:
                    self.say(*(item.get("description", "") for item in component["items"]))
                case kinds.FILE:
                    self.say(component["file"]["url"].removeprefix("attachment://"))
                case kinds.SEPARATOR:
                    pass
                case _:
                    self._single(component)

    def _single(self, component: Mapping[str, Any]) -> None:
        match component["type"]:
            case kinds.TEXT:
                self._text(component["content"])
            case kinds.BUTTON:
                self._button(component)
            case kinds.MENU:
                self._menu(component)
            case kinds.LABEL:
                self._labelled(component)
            case kind:
                self.effects.append(f"a component of type {kind}")

    def _text(self, content: str) -> None:
        found = read(content, self._may_name)
        self.say(found.text)
        self.names += found.names
        self.links += dict.fromkeys(chain.from_iterable((link, _decoded(link)) for link in found.links))
        self.effects += found.effects

    def _button(self, button: Mapping[str, Any]) -> None:
        self.say(button["label"])
        self.effects += [f"button opens {button['url']}"] if "url" in button else []
        self._pressable(button["label"], {"type": kinds.BUTTON, "custom_id": button["custom_id"]}, button["custom_id"])

    def _menu(self, menu: Mapping[str, Any]) -> None:
        self.say(menu["placeholder"])
        for option in menu["options"]:
            self.say(option["label"], option.get("description", ""))
            sent = {"type": kinds.MENU, "custom_id": menu["custom_id"], "values": [option["value"]]}
            self._pressable(option["label"], sent, option["value"])

    def _pressable(self, label: str, sent: Mapping[str, Any], value: str) -> None:
        self.buttons.append((label, json.dumps({"message": self.message, **sent})))
        self.turning += [label] if value.startswith(_TURNS) else []

    def _labelled(self, labelled: Mapping[str, Any]) -> None:
        element = labelled["component"]
        if element["type"] not in _INPUTS:
            self.effects.append(f"an input of type {element['type']}")
        name = element["custom_id"].partition("+")[0]
        value = _standing(element)
        self.values[name] = self.values.get(name, "") + value
        about = labelled.get("description", "")
        self.say(labelled["label"], about, value)
        self.say(*(option["label"] for option in element.get("options", ())))
        if about.startswith("✕ "):
            self.errors[name] = about.removeprefix("✕ ")


def _standing(element: Mapping[str, Any]) -> str:
    """Give what stands in an input before anyone touches it."""
    if element["type"] == kinds.INPUT:
        return str(element.get("value", ""))
    chosen = (option["value"] for option in element.get("options", ()) if option.get("default"))
    return next(chain(chosen, (default["id"] for default in element.get("default_values", ()))), "")


def _decoded(link: str) -> str:
    """Give an address as it was before what a link cannot hold was encoded."""
    return _ENCODED.sub(lambda found: chr(int(found[0][1:], 16)), link)
