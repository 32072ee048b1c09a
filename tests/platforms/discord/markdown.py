"""Reading Discord's markdown as its apps show it: what is seen, what can be opened, what else would happen.

Written from the rules that the apps have, and from nothing of the bot's.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

JOINER = "\u2060"
_BREAKS = "\n\r\v\f\x85\u2028\u2029"

_QUOTE = re.compile(r" *> [^\n]*(?:\n *> [^\n]*)*\n?")
_QUOTED = re.compile(r"(?m)^ *> ")
_HEADING = re.compile(r" *(#{1,3})[ \t]+((?:\\[^\n]|[^\\\n])+?)#*[ \t]*(\n|\Z)")
_SMALL = re.compile(r" *-#[ \t]+([^\n]+)(\n|\Z)")
_ITEM = re.compile(r"- ([^\n]+)(\n|\Z)")
_OTHER_BLOCKS = re.compile(r"\s*(?:>>> |>(?=\s)|#{1,6}\s|-# |(?:[*+-]|[0-9]+[.)])\s)")
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_CODE_BLOCK = re.compile(r"```[\s\S]*?```")
_CODE = re.compile(r"(`+)[\s\S]*?[^`]\1(?!`)")
_ADDRESS = re.compile(r"<((?:https?|steam|discord)://[^ >]+)>")
_OTHER_ADDRESSES = re.compile(
    r"(?:https?|steam|discord)://[^\s<]+[^<.,:;\"'\]\s]|<[^: >]+:/[^ >]+>"
    r"|<(?:mailto|tel|sms):[^>]+>|<[^@\s>]+@[^\s>]+\.[^\s>]+>|<\+[0-9][^>]*>"
    r"|\bdiscord(?:app)?\.(?:gg|com|gift|new)/",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:[^\s\\]|\\.)*?)>?(?:\s+['\"]([\s\S]*?)['\"])?\s*\)"
)
_CALLS = re.compile(
    r"@everyone|@here|<@[!&]?[0-9]+>|<#[0-9]+>|</[^>]+:[0-9]+>|<id:[a-z]+>|<t:-?[0-9]+(?::[a-zA-Z])?>|<a?:\w+:[0-9]+>",
    re.IGNORECASE,
)
_NAME = re.compile(r"<([@#][0-9]{15,21})>")
_NAMED_EMOJI = re.compile(r":[^\s:]+:")
_STRONG = re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")
_EMPHASIS = re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)")
_LOW_EMPHASIS = re.compile(r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b")
_UNDERLINED = re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")
_STRUCK = re.compile(r"~~([\s\S]+?)~~(?!_)")
_HIDDEN = re.compile(r"\|\|([\s\S]+?)\|\|")
_PLAIN = re.compile(r"[^\\`*_~|<@\[:hsdHSD\u017f\n\r\v\f\x85\u2028\u2029]+")
"""What no rule begins with; an address begins with a letter, for which one is another spelling."""
_RAW_CALLS = re.compile(r"@(?:everyone|here)|<(?:@[!&]?|#|a?:\w+:|t:-?)[0-9]+", re.IGNORECASE)
"""What Discord's servers look for, whatever stands before it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a person sees of a text, the addresses that can be opened, who is named, and whatever else would happen."""

    text: str
    links: tuple[str, ...]
    effects: tuple[str, ...]
    names: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def read(content: str, names: frozenset[str] = frozenset()) -> Read:
    """Read the markdown of one text, in which some users and channels, such as `@1` and `#2`, may be named."""
    reader = _Reader(names)
    raw = Counter(_RAW_CALLS.findall(content))
    text = reader.blocks(content)
    # What servers find beside the names that are read as such.
    raw -= Counter(f"<{name}" for name in reader.names)
    effects = (*(f"calls: {found}" for found in raw.elements()), *reader.effects)
    return Read(text, tuple(reader.links), effects, tuple(reader.names))


class _Reader:
    """Goes through a text as the apps do: at each place the first rule that takes something takes it."""

    def __init__(self, names: frozenset[str]) -> None:
        self._may_name = names
        self.names: list[str] = []
        self.links: list[str] = []
        self.effects: list[str] = []

    def blocks(self, source: str, *, quoted: bool = False) -> str:
        """Read a text with headings, quotations, small print and lists in it."""
        said, place, plain_from = "", 0, 0
        while place < len(source):
            taken = self._block(source, place, quoted=quoted)
            if taken is None:
                place = source.find("\n", place) + 1 or len(source)
                continue
            text, end = taken
            said += self.inline(source[plain_from:place]) + text
            place = plain_from = end
        return said + self.inline(source[plain_from:])

    def _block(self, source: str, place: int, *, quoted: bool) -> tuple[str, int] | None:
        if quoted:  # Nothing in a quotation is ours but marks.
            return None
        if found := _QUOTE.match(source, place):
            whole = found[0]
            inner = _QUOTED.sub("", whole.removesuffix("\n"))
            return self.blocks(inner, quoted=True) + "\n" * whole.endswith("\n"), found.end()
        if found := _ITEM.match(source, place):
            return self.inline(found[1]) + found[2], found.end()
        if found := _HEADING.match(source, place):
            if len(found[1]) == 1:
                self.effects.append("the largest heading")
            return self.inline(found[2]) + found[3], found.end()
        if found := _SMALL.match(source, place):
            return self.inline(found[1]) + found[2], found.end()
        return None

    def inline(self, source: str) -> str:
        """Read a text in which nothing but marks and links is ours."""
        said, place = "", 0
        while place < len(source):
            if (not place or source[place - 1] in _BREAKS) and (found := _OTHER_BLOCKS.match(source, place)):
                self.effects.append(f"block: {found[0]!r}")
            found = _PLAIN.match(source, place)
            text, place = (found[0], found.end()) if found else self._next(source, place)
            said += text
        return said

    def _next(self, source: str, place: int) -> tuple[str, int]:
        """Give what is seen of the next thing in a text, and where that ends."""
        if found := _ESCAPE.match(source, place):
            end = found.end()
            if found[1] == "@" and source[end : end + 1] == JOINER:
                return "@", end + 1
            return found[1], end
        if (found := _NAME.match(source, place)) and found[1] in self._may_name:
            self.names.append(found[1])
            return found[1][1:], found.end()
        for rule, what in ((_CODE_BLOCK, "code"), (_CALLS, "calls"), (_OTHER_ADDRESSES, "address")):
            if (found := rule.match(source, place)) and not _ADDRESS.match(source, place):
                self.effects.append(f"{what}: {found[0]}")
                return found[0], found.end()
        if found := _ADDRESS.match(source, place):
            self.links.append(found[1])
            return found[1], found.end()
        if (found := _LINK.match(source, place)) and (linked := self._link(found)) is not None:
            return linked, found.end()
        return self._marked(source, place)

    def _link(self, found: re.Match[str]) -> str | None:
        """Give the words of a link; nothing where the apps show it as it was written."""
        before = list(self.links)
        label = self.inline(found[1])
        if "://" in label or not label.strip() or self.links != before:
            self.links = before
            self.effects.append(f"link that is none: {found[0]}")
            return None
        if not found[2].startswith(("https://", "http://")):
            self.effects.append(f"link to {found[2]}")
        self.links.append(found[2])
        return label

    def _marked(self, source: str, place: int) -> tuple[str, int]:
        rules = ((_EMPHASIS, ""), (_STRONG, ""), (_UNDERLINED, "underlined"), (_LOW_EMPHASIS, "emphasis"))
        matches = ((found, what) for rule, what in rules if (found := rule.match(source, place)))
        longest = max(matches, key=lambda match: match[0].end(), default=None)
        rest = ((_STRUCK, ""), (_CODE, "code"), (_HIDDEN, "hidden"), (_NAMED_EMOJI, "emoji"))
        match = longest or next(((found, what) for rule, what in rest if (found := rule.match(source, place))), None)
        if match is None:
            return source[place], place + 1
        found, what = match
        if what:
            self.effects.append(f"{what}: {found[0]}")
            return found[0], found.end()
        text = self.inline(found[1]).removesuffix(JOINER) if found.re is _STRUCK else self.inline(found[1])
        end = found.end()
        # What keeps the marks of two words apart cannot be seen.
        apart = source[end : end + 2] == f"{JOINER}*"
        return text, end + apart
