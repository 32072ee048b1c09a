"""Cards and forms as HTML; everything that someone wrote is escaped."""

from __future__ import annotations

from base64 import b64encode
from itertools import groupby
from typing import assert_never

from markupsafe import Markup, escape

from bot.card import (
    MARKS,
    Button,
    Card,
    Choices,
    Facts,
    Field,
    FieldKind,
    File,
    Form,
    Heading,
    Note,
    Part,
    Picture,
    Quotation,
    Row,
    Span,
    Spans,
    Style,
    Text,
    Timeline,
    source_kind,
)

_STYLED = {
    Style.PLAIN: "{}",
    Style.STRONG: "<strong>{}</strong>",
    Style.QUIET: "<small>{}</small>",
    Style.FOUND: "<mark>{}</mark>",
    Style.MISSING: "<ins>{}</ins>",
    Style.STRUCK: "<del>{}</del>",
}


def render(body: Card | Form) -> Markup:
    """Give the HTML of a card (an `article`) or form (a `form` for a dialog)."""
    return _form(body) if isinstance(body, Form) else _card(body)


def _fill(template: str, *values: object) -> Markup:
    """Put values into HTML of ours, each of them escaped unless it is HTML of ours too."""
    return Markup(template.format(*map(escape, values)))  # noqa: S704  the only place where HTML is made


def _card(card: Card) -> Markup:
    head = _fill("<h2>{}</h2>", card.title)
    page = f"page {card.pages.page} of {card.pages.of}" if card.pages and card.pages.of > 1 else ""
    if under := " · ".join(filter(None, (card.subtitle, page))):
        head += _fill('<p class="subtitle">{}</p>', under)
    parts = Markup("").join(_part(part) for part in card.parts)
    return _fill('<article class="card {}"><header>{}</header>{}</article>', card.state.value, head, parts)


def _part(part: Part) -> Markup:
    match part:
        case Heading():
            aside = _fill(' <span class="aside">{}</span>', part.aside) if part.aside else ""
            return _fill("<h3>{}{}</h3>", part.text, aside)
        case Text():
            return _fill("<p>{}</p>", _spans(part.spans))
        case Note():
            return _fill('<p class="note">{}</p>', _spans(part.spans))
        case Quotation():
            return _quotation(part)
        case Facts():
            rows = (_fill("<dt>{}</dt><dd>{}</dd>", fact.label, _spans(fact.spans)) for fact in part.rows)
            return _fill("<dl>{}</dl>", Markup("").join(rows))
        case Timeline():
            return _timeline(part)
        case Picture():
            return _fill('<img src="data:image/png;base64,{}" alt="{}">', b64encode(part.png).decode(), part.alt)
        case File():
            return _file(part)
        case Choices():
            return _fill('<div class="choices">{}</div>', Markup("").join(map(_button, part.buttons)))
        case _:
            assert_never(part)


def _file(part: File) -> Markup:
    link = '<p><a class="file" download="{}" href="data:{};base64,{}">{}</a></p>'
    return _fill(link, part.name, part.media_type, b64encode(part.data).decode(), part.name)


def _button(button: Button) -> Markup:
    turns = Markup(" data-turns") if button.turns else ""
    return _fill('<button type="button" data-line="{}"{}>{}</button>', button.line, turns, button.label)


def _quotation(part: Quotation) -> Markup:
    words = _spans(part.spans) if part.spans else escape(part.words)
    note = _fill('<p class="note">{}</p>', part.note) if part.note else ""
    return _fill(
        '<figure class="quote"><blockquote dir="auto">“{}”</blockquote>'
        '<figcaption><strong>{}</strong>, <time datetime="{}">{}</time>{}'
        '<span class="meta">{} · {} · {} · '
        '<button type="button" class="link" data-line="/source id:{}">details</button></span>'
        "{}</figcaption></figure>",
        words,
        part.speaker,
        part.said,
        part.said.spoken(),
        f" · {part.occasion}" if part.occasion else "",
        source_kind(part.source.kind),
        MARKS[part.evidence],
        _link(part.source.url, part.source.title) if part.source.url else part.source.title,
        part.id,
        note,
    )


def _timeline(part: Timeline) -> Markup:
    groups = groupby(part.rows, key=lambda row: row.date.year)
    years = (
        _fill('<h3 class="year">{}</h3><ol>{}</ol>', year, Markup("").join(_row(row) for row in rows))
        for year, rows in groups
    )
    return _fill('<div class="timeline">{}</div>', Markup("").join(years))


def _row(row: Row) -> Markup:
    # The year stands above its rows; a row says the rest of its date.
    day = row.date.spoken().removesuffix(str(row.date.year)).strip() or row.date.year
    kind = Markup(' class="said"') if row.quoted else ""
    aside = _fill('<p class="aside">{}</p>', _spans(row.aside)) if row.aside else ""
    line = '<li{}><time datetime="{}">{}</time><div><p dir="auto">{}</p>{}</div></li>'
    return _fill(line, kind, row.date, day, _spans(row.spans), aside)


def _spans(parts: Spans) -> Markup:
    # Neighbours that ask the same line are one button, however their words are marked.
    groups = groupby(parts, key=lambda span: span.line)
    return Markup("").join(_linked(line, Markup("").join(map(_span, spans))) for line, spans in groups)


def _linked(line: str | None, text: Markup) -> Markup:
    if line is None:
        return text
    return _fill('<button type="button" class="link" data-line="{}">{}</button>', line, text)


def _span(span: Span) -> Markup:
    text = _link(span.url, span.text) if span.url else escape(span.text)
    return _fill(_STYLED[span.style], text)


def _link(url: str, text: str) -> Markup:
    return _fill('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>', url, text)


def _form(form: Form) -> Markup:
    fields = Markup("").join(_field(form, field) for field in form.fields)
    problem = _fill('<p class="problem" role="alert">{}</p>', form.trouble) if form.wrong else ""
    hint = _fill("<p>{}</p>", form.hint) if form.hint else ""
    kept = Markup("").join(_fill('<input type="hidden" name="{}" value="{}">', *pair) for pair in form.kept)
    return _fill(
        '<form data-command="{}" autocomplete="off"><h2 id="form-title">{}</h2>{}{}{}{}<div class="actions">'
        '<button type="button" data-cancel>Cancel</button>'
        '<button type="submit" class="primary">{}</button></div></form>',
        form.command,
        form.title,
        hint,
        problem,
        fields,
        kept,
        form.submit,
    )


def _field(form: Form, field: Field) -> Markup:
    place = f"field-{form.command.replace(' ', '-')}-{field.name}"
    need = "" if field.required else Markup(" <small>optional</small>")
    error = _fill('<p class="error" id="{}-error">{}</p>', place, field.error) if field.error else ""
    hint = _fill('<p class="hint" id="{}-hint">{}</p>', place, field.hint) if field.hint else ""
    label = _fill('<label for="{}">{}{}</label>', place, field.label, need)
    return _fill('<div class="field">{}{}{}{}</div>', label, _input(place, field), error, hint)


def _input(place: str, field: Field) -> Markup:
    about = [f"{place}-{kind}" for kind in ("error", "hint") if getattr(field, kind)]
    attributes = _fill(
        'id="{}" name="{}"{}{}{}',
        place,
        field.name,
        Markup(" required") if field.required else "",
        Markup(' aria-invalid="true"') if field.error else "",
        _fill(' aria-describedby="{}"', " ".join(about)) if about else "",
    )
    if field.kind is FieldKind.LONG_TEXT:
        # A browser drops the first line break of a text area.
        return _fill('<textarea rows="4" {}>\n{}</textarea>', attributes, field.value)
    if field.kind is FieldKind.FILE:
        return _fill('<input type="file" {}>', attributes)
    if field.choices:
        options = (
            _fill("<option{}>{}</option>", Markup(" selected") if choice == field.value else "", choice)
            for choice in ("", *field.choices)
        )
        return _fill("<select {}>{}</select>", attributes, Markup("").join(options))
    return _fill(
        '<input type="{}" value="{}" list="{}-list" {}><datalist id="{}-list"></datalist>',
        "number" if field.kind is FieldKind.NUMBER else "text",
        field.value,
        place,
        attributes,
        place,
    )
