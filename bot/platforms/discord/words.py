"""Discord's markdown: words that someone wrote are only ever words in it, and only we mark and link."""

from __future__ import annotations

import re
from itertools import groupby

from bot.card import Named, Span, Spans, Style
from bot.platforms.discord.limits import ADDRESS

_LIVE = re.compile(
    r"""
      [\\*_~|`<>\[\]#@]                                  # marks and mentions, wherever they stand
    | :(?!\s)                                            # addresses, and emoji by their names
    | (?:\A|(?<=\]))\(                                   # where a link leads
    | (?:\A|(?<=[\n\r\v\f\x85\u2028\u2029]))[^\S\n\r\v\f\x85\u2028\u2029]*(?:[-+]|[0-9]*[.)])  # lists
    | (?<=discord)\. | (?<=discordapp)\.                 # invitations
    """,
    re.VERBOSE | re.IGNORECASE,
)
_EVERYONE = re.compile(r"\\@(?=everyone|here)", re.IGNORECASE)
_JOINER = "\N{WORD JOINER}"
"""Nothing to see; it keeps apart what must not be read together."""
_BOLD, _ITALIC, _STRUCK, _PLAIN = "**", "*", "~~", ""
_LOOKS = {
    Style.PLAIN: _PLAIN,
    Style.STRONG: _BOLD,
    Style.QUIET: _ITALIC,
    Style.FOUND: _BOLD,
    Style.MISSING: _BOLD,
    Style.STRUCK: _STRUCK,
}
_SIGNS = {Named.USER: "@", Named.CHANNEL: "#"}
_ID = re.compile(r"[0-9]{15,21}")
_WEB = re.compile(r"https?://[^\s/?#\\@\[\]<>()\"'`]+(?:[/?#]\S*)?", re.IGNORECASE)
_UNSAFE = re.compile(r"[\s\x00-\x20\x7f()<>\[\]\"'\\`^{|}]")
_NO_LABEL = re.compile(r"([\[\]]|://|(?<=discord)\.|(?<=discordapp)\.)", re.IGNORECASE)


def length(text: str) -> int:
    """Count characters as JavaScript does, which is never less than Discord counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def escape(text: str) -> str:
    """Write a text so that nothing in it is a mention, a link or markup, wherever on a line it stands."""
    escaped = _LIVE.sub(_escaped, text)
    return _EVERYONE.sub(rf"\\@{_JOINER}", escaped) if "@" in text else escaped


def inline(spans: Spans) -> str:
    """Write spans as they stand in a paragraph, neighbours that look alike as one."""
    made: list[str] = []
    unlinked: list[str] = []
    before = _PLAIN
    for (look, url, name), group in groupby(opened(spans), key=_look):
        text = "".join([name or span.text for span in group])
        if name:
            written = f"{look}{text}{look}"
        elif url:
            written = _linked(text, url, look)
        else:
            written = _marked(text, look)
        if url and not written:
            written = _marked(text, look)
            unlinked.append(f" ([link]({_address(url)}))")
        # A mark that ends beside one that begins would be read as one mark.
        apart = _JOINER if before and written.startswith(("*", "~")) and made[-1].endswith(written[0]) else ""
        made.append(apart + written)
        before = look
    return "".join((*made, *unlinked))


def heading(text: str, depth: int = 2) -> str:
    return f"{'#' * depth} {escape(' '.join(text.split()))}"


def small(spans: Spans) -> str:
    """Write spans in small print."""
    return "\n".join(f"-# {line.lstrip()}" for line in inline(spans).split("\n") if line.strip())


def quote(spans: Spans) -> str:
    """Write spans as a quotation."""
    return "\n".join(f"> {line}" for line in inline(spans).split("\n"))


def item(spans: Spans) -> str:
    """Write spans as one item of a list."""
    first, *more = inline(spans).strip().split("\n")
    return "\n".join((f"- {first}", *(f"  {line}" for line in more))) if first else ""


def is_open(url: str) -> bool:
    """Tell whether a link can lead to an address: one of the web, and not too long."""
    return bool(_WEB.fullmatch(url)) and length(_address(url)) <= ADDRESS


def opened(spans: Spans) -> Spans:
    """Write out the addresses that no link can lead to."""
    return tuple(map(_opened, spans)) if any(span.url for span in spans) else spans


def _opened(span: Span) -> Span:
    if span.url is None or is_open(span.url):
        return span
    return Span(span.text if span.text == span.url else f"{span.text} ({span.url})", span.style, line=span.line)


def _escaped(found: re.Match[str]) -> str:
    return f"{found[0][:-1]}\\{found[0][-1]}"


def _look(span: Span) -> tuple[str, str | None, str]:
    return _LOOKS[span.style], span.url, _name(span)


def _name(span: Span) -> str:
    """Write what Discord shows as the name of a user or a channel; nothing for other words."""
    if span.names is None or span.url or not _ID.fullmatch(span.text):
        return ""
    return f"<{_SIGNS[span.names]}{span.text}>"


def _marked(text: str, look: str) -> str:
    if not look:
        return escape(text)
    return "\n".join(_marked_line(line, look) for line in text.split("\n"))


def _marked_line(line: str, look: str) -> str:
    # Marks stand against what they mark.
    words = line.strip()
    if not words:
        return line
    before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
    # What strikes out takes no notice of a backslash.
    apart = _JOINER if look == _STRUCK and words.endswith("~") else ""
    return f"{before}{look}{escape(words)}{apart}{look}{after}"


def _linked(text: str, url: str, look: str) -> str:
    """Give words that lead to an address; nothing where no word of them can."""
    address = _address(url)
    if text == address:
        return f"<{address}>"
    # Discord counts brackets in the words of a link, and shows none whose words look like another address.
    parts = _NO_LABEL.split(text)
    longest = max(range(0, len(parts), 2), key=lambda place: len(parts[place].strip()))
    words = parts[longest].strip()
    if not words:
        return ""
    before, _, after = parts[longest].partition(words)
    label = _marked(" ".join(words.split()), look)
    before, after = "".join((*parts[:longest], before)), "".join((after, *parts[longest + 1 :]))
    return f"{_marked(before, look)}[{label}]({address}){_marked(after, look)}"


def _address(url: str) -> str:
    return _UNSAFE.sub(_encoded, url)


def _encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))
