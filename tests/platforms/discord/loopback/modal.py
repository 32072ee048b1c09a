"""A form that somebody has open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.loopback.interaction import Interaction
from tests.platforms.discord.loopback.reading import LABEL, fields_of, links_of, marked_texts, mentions_of, words_of


@dataclass(eq=False, slots=True)
class Modal:
    """One form; `opened` is the interaction that it answers, `typed` what stands in its fields."""

    source: dict[str, Any]
    opened: Interaction
    typed: dict[str, Any] = field(default_factory=dict)
    closed: bool = False
    problem: str = ""
    """What Discord said when it was sent last and the app did not take it."""

    @property
    def title(self) -> str:
        return str(self.source["title"])

    @property
    def custom_id(self) -> str:
        return str(self.source["custom_id"])

    def words(self) -> str:
        """Give what a person reads in it."""
        return words_of("", (), self.source["components"])

    def mentions(self) -> list[str]:
        return mentions_of(marked_texts("", (), self.source["components"]))

    def links(self) -> list[str]:
        return links_of("", (), self.source["components"])

    def fields(self) -> dict[str, dict[str, Any]]:
        """Give what can be filled in, by its custom_id."""
        return {each["custom_id"]: each for each in fields_of(self.source["components"])}

    def labels(self) -> dict[str, str]:
        """Give what stands over each field, by its custom_id."""
        return {inside["custom_id"]: label for label, inside in self._labelled()}

    def _labelled(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for each in self.source["components"]:
            if each["type"] == LABEL:
                yield str(each["label"]), each["component"]
            else:
                yield from ((str(inside.get("label", "")), inside) for inside in fields_of([each]))
