"""What a person reads, opens and can touch in a message or a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.platforms.discord.loopback.refusals import Json

ROW, BUTTON, STRING, TEXT_INPUT, USER, ROLE, MENTIONABLE, CHANNEL, SECTION, TEXT, THUMBNAIL, GALLERY, FILE = range(
    1, 14
)
SEPARATOR, CONTAINER, LABEL, UPLOAD = 14, 17, 18, 19
LINK_STYLE, PREMIUM_STYLE = 5, 6
SELECTS = (STRING, USER, ROLE, MENTIONABLE, CHANNEL)
INPUTS = (*SELECTS, TEXT_INPUT, UPLOAD)
_INSIDE = ("components", "component", "accessory")
_MENTION = re.compile(r"<(@[!&]?\d+|#\d+|/[^:<>]+:\d+|id:\w+|t:-?\d+(?::\w)?|a?:\w+:\d+)>|@(?:everyone|here)\b")
_LINK = re.compile(r"\]\(<?(https?://[^\s)>]+)|(?<!\]\()(?<!\]\(<)(https?://[^\s<>]+)")
_MEDIA = ("media", "file")
Part = dict[str, Any]


def parts(components: Json) -> Iterator[Part]:
    """Give every component, those inside others after them, in the order in which they stand."""
    for each in components:
        yield each
        for name in _INSIDE:
            inside = each.get(name)
            if isinstance(inside, list):
                yield from parts(inside)
            elif isinstance(inside, dict):
                yield from parts([inside])


def controls_of(components: Json) -> Iterator[Part]:
    """Give what can be pressed or chosen from, links too."""
    return (each for each in parts(components) if each["type"] == BUTTON or each["type"] in SELECTS)


def fields_of(components: Json) -> Iterator[Part]:
    """Give what can be filled in."""
    return (each for each in parts(components) if each["type"] in INPUTS)


def labels_of(components: Json) -> list[str]:
    return [label(each) for each in controls_of(components) if each["type"] == BUTTON]


def label(button: Part) -> str:
    """Give what stands on a button."""
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")


def words_of(text: str, embeds: Sequence[Mapping[str, Any]], components: Json) -> str:
    """Give every word that a message shows, a line for each part."""
    shown = [text, *(word for embed in embeds for word in embed_words(embed)), *map(spoken, parts(components))]
    return "\n".join(each for each in shown if each)


def embed_words(embed: Mapping[str, Any]) -> Iterator[str]:
    yield str((embed.get("author") or {}).get("name", ""))
    yield str(embed.get("title", ""))
    yield str(embed.get("description", ""))
    for each in embed.get("fields", ()):
        yield f"{each['name']}\n{each['value']}"
    yield str((embed.get("footer") or {}).get("text", ""))


def spoken(part: Part) -> str:
    """Give the words of one component, without those of what is inside it; buttons and options are not among them."""
    match part["type"]:
        case 10:
            return str(part["content"])
        case 11:
            return str(part.get("description") or "")
        case 12:
            return "\n".join(str(item["description"]) for item in part["items"] if item.get("description"))
        case 18:
            return "\n".join(filter(None, (str(part.get("label") or ""), str(part.get("description") or ""))))
        case _:
            return ""


def marked_texts(text: str, embeds: Sequence[Mapping[str, Any]], components: Json) -> list[str]:
    """Give the texts in which Discord's markdown has an effect."""
    written = [str(each["content"]) for each in parts(components) if each["type"] == TEXT]
    return [text, *(str(embed.get("description", "")) for embed in embeds), *written]


def mentions_of(texts: Sequence[str]) -> list[str]:
    """Give what Discord shows as a mention, a timestamp or an emoji of a server."""
    return [found[0] for text in texts for found in _MENTION.finditer(text)]


def links_of(text: str, embeds: Sequence[Mapping[str, Any]], components: Json) -> list[str]:
    """Give the addresses that a person can open, or that their client loads."""
    texts = marked_texts(text, embeds, components)
    found = [match[1] or match[2] for each in texts for match in _LINK.finditer(each)]
    found += [str(each["url"]) for each in controls_of(components) if each.get("url")]
    return found + [url for url in media_urls(components) if url.startswith(("http://", "https://"))]


def media_urls(components: Json) -> Iterator[str]:
    """Give the addresses of pictures and files."""
    for part in parts(components):
        for item in part.get("items", ()) if part["type"] == GALLERY else (part,):
            for name in _MEDIA:
                if isinstance(item.get(name), dict):
                    yield str(item[name].get("url", ""))


def attached(components: Json) -> set[str]:
    """Give the names of the attachments that components show."""
    # What was sent names the attachment; what Discord keeps has its address, which ends with the name.
    return {url.removeprefix("attachment://").rpartition("/")[2].partition("?")[0] for url in media_urls(components)}
