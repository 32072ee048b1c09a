"""Reading the playground's HTML as a browser does: what is seen, what can be pressed, what would have an effect."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = frozenset({
    "article", "header", "h2", "h3", "h4", "p", "figure", "blockquote", "figcaption", "dl", "dt", "dd", "ol", "li",
    "div", "form", "menu",
})  # fmt: skip
_TAGS = _BLOCKS | {
    "a", "button", "datalist", "del", "img", "input", "ins", "label", "mark", "option", "select", "small", "span",
    "strong", "textarea", "time",
}  # fmt: skip
_EMPTY = {"img", "input", "link", "meta"}
_ATTRIBUTES = frozenset({
    "alt", "aria-describedby", "aria-invalid", "autocomplete", "class", "data-cancel", "data-command", "data-line",
    "data-turns", "datetime", "dir", "download", "for", "href", "id", "list", "name", "rel", "required", "role", "rows",
    "selected", "src", "target", "type", "value",
})  # fmt: skip
_SAFE = {"href": ("https://", "http://", "data:"), "src": ("data:image/png;base64,",)}


class Page(HTMLParser):
    """What stands in a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.buttons: list[tuple[str, str]] = []
        """Labels, and the lines that they ask."""
        self.turning: list[str] = []
        """The labels of those whose answer takes the place of the page."""
        self.links: list[str] = []
        self.fields: list[str] = []
        self.values: dict[str, str] = {}
        """What stands in the fields."""
        self.errors: dict[str, str] = {}
        """What is said to be wrong, by field."""
        self.unseen: dict[str, str] = {}
        self.effects: list[str] = []
        self._text: list[str] = []
        self._open: list[str] = []
        self._button: tuple[dict[str, str], int] | None = None
        self._inside: tuple[str, str, int] | None = None
        self.feed(html)
        self.close()
        self.effects += (f"<{tag}> stays open" for tag in self._open)

    @property
    def text(self) -> str:
        return "".join(self._text).strip()

    def all(self, tag: str) -> list[dict[str, str]]:
        """Give the attributes of every element of this kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        self._look_for_effects(tag, attributes)
        if tag in _BLOCKS:
            self._text.append("\n")
        if tag not in _EMPTY:
            self._open.append(tag)
        if tag == "button" and "data-line" in attributes:
            self._button = (attributes, len(self._text))
        if tag in {"input", "select", "textarea"}:
            self._field(attributes)
        if (tag == "option" and "selected" in attributes) or tag == "textarea" or attributes.get("class") == "error":
            self._inside = (tag, self.fields[-1], len(self._text))
        self.links += [attributes["href"]] if tag == "a" else []
        self._text.append(attributes.get("alt", ""))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.effects.append(f"</{tag}> closes something else")
        if tag == "button" and self._button:
            attributes, start = self._button
            label = "".join(self._text[start:])
            self.buttons.append((label, attributes["data-line"]))
            self.turning += [label] if "data-turns" in attributes else []
            self._button = None
        if self._inside and self._inside[0] == tag:
            kind, field, start = self._inside
            (self.errors if kind == "p" else self.values)[field] = "".join(self._text[start:]).removeprefix("\n")
            self._inside = None
        if tag in _BLOCKS:
            self._text.append("\n")

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self.effects.append(f"<!--{data}-->")

    def _field(self, attributes: dict[str, str]) -> None:
        if attributes.get("type") == "hidden":
            self.unseen[attributes["name"]] = attributes["value"]
        else:
            self.fields.append(attributes["name"])
            self.values[attributes["name"]] = attributes.get("value", "")
            self._text.append(attributes.get("value", ""))

    def _look_for_effects(self, tag: str, attributes: dict[str, str]) -> None:
        if tag not in _TAGS:
            self.effects.append(f"<{tag}>")
        self.effects += (f"<{tag} {name}>" for name in attributes if name not in _ATTRIBUTES)
        for name, starts in _SAFE.items():
            if name in attributes and not attributes[name].startswith(starts):
                self.effects.append(f"<{tag} {name}={attributes[name]}>")
