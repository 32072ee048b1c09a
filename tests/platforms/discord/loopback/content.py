"""What a message says: read from a call's body, refused where Discord would."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.loopback.body import Body, Upload
from tests.platforms.discord.loopback.components import check_components
from tests.platforms.discord.loopback.embeds import check_embeds
from tests.platforms.discord.loopback.guild import Channel
from tests.platforms.discord.loopback.mentioning import check_allowed, mentioned
from tests.platforms.discord.loopback.message import (
    EPHEMERAL,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    V2,
    Attachment,
    Content,
    Message,
    safe_name,
)
from tests.platforms.discord.loopback.reading import FILE, GALLERY, parts
from tests.platforms.discord.loopback.refusals import Flaw, Json, Refused, flaw, malformed
from tests.platforms.discord.loopback.world import World

TEXT_MOST, FILES_MOST = 2000, 10
IN_CHANNEL = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | V2
IN_ANSWER = IN_CHANNEL | EPHEMERAL
_LEGACY = ("content", "embeds", "poll", "sticker_ids")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a message is to say, with whom it calls and the flags that it is to have."""

    content: Content
    flags: int
    mentioned: Mapping[str, Any] = field(default_factory=dict)


def read(world: World, channel: Channel, body: Body, flags: int, before: Message | None = None) -> Draft:
    """Read what a message says, new or in the place of what it said before; `flags` are those that may be set."""
    told = body.object()
    given = _flags(told, flags, before)
    flaws = [*_text(told), *check_embeds(told.get("embeds")), *check_allowed(told.get("allowed_mentions"))]
    if given & V2:
        flaws += _legacy(told, before)
    files, wrong = _files(world, channel, body, before)
    flaws += wrong
    flaws += check_components(told.get("components"), given, files)
    if flaws:
        raise malformed(*flaws)
    content = _content(told, before, files)
    if not (content.text.strip() or content.embeds or content.components or content.files):
        raise Refused(50006)
    return Draft(content, given, mentioned(world, channel, told, content))


def _flags(told: Mapping[str, Any], allowed: int, before: Message | None) -> int:
    given = told.get("flags")
    if given is None:
        given = 0
    if not isinstance(given, int) or isinstance(given, bool):
        raise malformed(flaw("flags", "NUMBER_TYPE_COERCE", f'Value "{given}" is not int.'))
    if given & ~allowed:
        raise malformed(flaw("flags", "INVALID_FLAGS", f"Flags {given & ~allowed} cannot be set here"))
    # A message of components stays one.
    return given | (before.flags & V2 if before else 0)


def _text(told: Mapping[str, Any]) -> list[Flaw]:
    text = told.get("content")
    if text is None:
        return []
    if not isinstance(text, str):
        return [flaw("content", "STRING_TYPE_CONVERT", "Could not interpret value as string.")]
    if len(text) > TEXT_MOST:
        return [flaw("content", "BASE_TYPE_MAX_LENGTH", f"Must be {TEXT_MOST} or fewer in length.")]
    return []


def _legacy(told: Mapping[str, Any], before: Message | None) -> list[Flaw]:
    """Hold that a message of components has nothing of the old kind, neither given now nor left from before."""
    names = [name for name in _LEGACY if told.get(name)]
    if before is not None and not before.flags & V2 and not before.thinking:
        left = {"content": before.content.text, "embeds": before.content.embeds}
        names += [name for name, value in left.items() if value and name not in told]
    sentence = "The '{}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
    return [flaw(each, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", sentence.format(each)) for each in names]


def _files(
    world: World, channel: Channel, body: Body, before: Message | None
) -> tuple[tuple[Attachment, ...], list[Flaw]]:
    """Give the files that a message is to have: those that it keeps, and those that came along."""
    listed = body.object().get("attachments")
    kept = {each.id: each for each in before.content.files} if before else {}
    if listed is None:
        new = [_kept(world, channel, upload, {}) for upload in body.files.values()]
        return (*kept.values(), *new), []
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        return (), [flaw("attachments", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")]
    files: list[Attachment] = []
    flaws: list[Flaw] = []
    for place, each in enumerate(listed):
        number = str(each.get("id"))
        if number in body.files:
            files.append(_kept(world, channel, body.files[number], each))
        elif number in kept:
            files.append(kept[number])
        else:
            flaws.append(flaw(f"attachments.{place}.id", "ATTACHMENT_NOT_FOUND", f"No file goes with the id {number}"))
    if missing := sorted(set(body.files) - {str(each.get("id")) for each in listed}):
        flaws.append(flaw("attachments", "ATTACHMENT_NOT_LISTED", f"files[{missing[0]}] is not listed"))
    if len(files) > FILES_MOST:
        flaws.append(flaw("attachments", "BASE_TYPE_MAX_LENGTH", f"Must be {FILES_MOST} or fewer in length."))
    return tuple(files), flaws


def _kept(world: World, channel: Channel, upload: Upload, listed: Mapping[str, Any]) -> Attachment:
    name = safe_name(str(listed.get("filename") or upload.filename))
    return world.keep(channel, name, upload.content, upload.content_type, listed.get("description"))


def _content(told: Mapping[str, Any], before: Message | None, files: tuple[Attachment, ...]) -> Content:
    """Give what a message says from now on: what is not given stays as it was."""
    old = before.content if before else Content()
    components = old.components if told.get("components") is None and "components" not in told else None
    return Content(
        text=old.text if "content" not in told else told["content"] or "",
        embeds=old.embeds if "embeds" not in told else tuple(told["embeds"] or ()),
        components=numbered(told.get("components") or [], files) if components is None else components,
        files=files,
    )


def numbered(components: Iterable[Json], files: Iterable[Attachment]) -> tuple[dict[str, Any], ...]:
    """Give components as Discord keeps them: each with a number, each file with its address."""
    kept: list[dict[str, Any]] = copy.deepcopy(list(components))
    every = list(parts(kept))
    taken = {each["id"] for each in every if each.get("id")}
    free = (number for number in range(1, 10_000) if number not in taken)
    by_name = {each.filename: each for each in files}
    for each in every:
        if not each.get("id"):
            each["id"] = next(free)
        for item in each["items"] if each["type"] == GALLERY else (each,):
            for name in ("media", "file"):
                if isinstance(item.get(name), dict):
                    item[name] = _media(str(item[name]["url"]), by_name)
        if each["type"] == FILE:
            _, _, filename = str(each["file"]["url"]).rpartition("/")
            each |= {"name": filename, "size": len(by_name[filename].content) if filename in by_name else 0}
    return tuple(kept)


def _media(url: str, by_name: Mapping[str, Attachment]) -> dict[str, Any]:
    file = by_name.get(url.removeprefix("attachment://"))
    known = file.url if file is not None else url
    told: dict[str, Any] = {"url": known, "proxy_url": known, "loading_state": 2, "height": None, "width": None}
    told |= {"content_type": file.content_type if file else "image/png", "flags": 0}
    return told | ({"attachment_id": file.id} if file else {})
