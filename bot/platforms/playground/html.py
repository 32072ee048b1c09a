"""Cards and forms as HTML; everything that someone wrote is escaped."""

from __future__ import annotations

from base64 import b64encode
from itertools import groupby
from typing import assert_never

from markupsafe import Markup, escape

from bot.card import (
    MARKS,
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
    Style.PLAIN: Markup("{}"),
    Style.STRONG: Markup("<strong>{}</strong>"),
    Style.QUIET: Markup("<small>{}</small>"),
    Style.FOUND: Markup("<mark>{}</mark>"),
    Style.MISSING: Markup("<ins>{}</ins>"),
    Style.STRUCK: Markup("<del>{}</del>"),
}
_INPUTS = {FieldKind.NUMBER: "number", FieldKind.FILE: "file"}


def render(body: Card | Form) -> Markup:
    """Give the HTML of a card (an `article`) or form (a `form` for a dialog)."""
    return _form(body) if isinstance(body, Form) else _card(body)


def _card(card: Card) -> Markup:
    head = Markup("<h2>{}</h2>").format(card.title)
    page = f"page {card.pages.page} of {card.pages.of}" if card.pages and card.pages.of > 1 else ""
    if under := " · ".join(filter(None, (card.subtitle, page))):
        head += Markup('<p class="subtitle">{}</p>').format(under)
    parts = Markup("").join(_part(part) for part in card.parts)
    return Markup('<article class="card {}"><header>{}</header>{}</article>').format(card.state.value, head, parts)


def _part(part: Part) -> Markup:
    match part:
        case Heading():
            aside = Markup(' <span class="aside">{}</span>').format(part.aside) if part.aside else ""
            return Markup("<h3>{}{}</h3>").format(part.text, aside)
        case Text():
            return Markup("<p>{}</p>").format(_spans(part.spans))
        case Note():
            return Markup('<p class="note">{}</p>').format(_spans(part.spans))
        case Quotation():
            return _quotation(part)
        case Facts():
            rows = (Markup("<dt>{}</dt><dd>{}</dd>").format(fact.label, _spans(fact.spans)) for fact in part.rows)
            return Markup("<dl>{}</dl>").format(Markup("").join(rows))
        case Timeline():
            return _timeline(part)
        case Picture():
            data = b64encode(part.png).decode()
            return Markup('<img src="data:image/png;base64,{}" alt="{}">').format(data, part.alt)
        case File():
            data = b64encode(part.data).decode()
            return Markup('<p><a class="file" download="{}" href="data:{};base64,{}">{}</a></p>').format(
                part.name, part.media_type, data, part.name
            )
        case Choices():
            buttons = (
                Markup('<button type="button" data-line="{}"{}>{}</button>').format(
                    button.line, Markup(" data-turns") if button.turns else "", button.label
                )
                for button in part.buttons
            )
            return Markup('<div class="choices">{}</div>').format(Markup("").join(buttons))
        case _:
            assert_never(part)


def _quotation(part: Quotation) -> Markup:
    words = _spans(part.spans) if part.spans else escape(part.words)
    note = Markup('<p class="note">{}</p>').format(part.note) if part.note else ""
    return Markup(
        '<figure class="quote"><blockquote dir="auto">“{}”</blockquote>'
        '<figcaption><strong>{}</strong>, <time datetime="{}">{}</time> · {}'
        '<span class="meta">{} · {} · {} · '
        '<button type="button" class="link" data-line="/source id:{}">details</button></span>'
        "{}</figcaption></figure>"
    ).format(
        words,
        part.speaker,
        part.said,
        part.said.spoken(),
        part.occasion,
        source_kind(part.source.kind),
        MARKS[part.evidence],
        _link(part.source.url, part.source.title),
        part.id,
        note,
    )


def _timeline(part: Timeline) -> Markup:
    groups = groupby(part.rows, key=lambda row: row.date.year)
    years = (
        Markup('<h3 class="year">{}</h3><ol>{}</ol>').format(year, Markup("").join(_row(row) for row in rows))
        for year, rows in groups
    )
    return Markup('<div class="timeline">{}</div>').format(Markup("").join(years))


def _row(row: Row) -> Markup:
    # The year stands above its rows; a row says the rest of its date.
    day = row.date.spoken().removesuffix(str(row.date.year)).strip() or row.date.year
    kind = Markup(' class="said"') if row.quoted else ""
    aside = Markup('<p class="aside">{}</p>').format(_spans(row.aside)) if row.aside else ""
    line = Markup('<li{}><time datetime="{}">{}</time><div><p dir="auto">{}</p>{}</div></li>')
    return line.format(kind, row.date, day, _spans(row.spans), aside)


def _spans(parts: Spans) -> Markup:
    return Markup("").join(_span(span) for span in parts)


def _span(span: Span) -> Markup:
    text = escape(span.text)
    if span.url:
        text = _link(span.url, span.text)
    elif span.line:
        text = Markup('<button type="button" class="link" data-line="{}">{}</button>').format(span.line, span.text)
    return _STYLED[span.style].format(text)


def _link(url: str, text: str) -> Markup:
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, text)


def _form(form: Form) -> Markup:
    fields = Markup("").join(_field(form, field) for field in form.fields)
    hint = Markup("<p>{}</p>").format(form.hint) if form.hint else ""
    kept = Markup("").join(Markup('<input type="hidden" name="{}" value="{}">').format(*pair) for pair in form.kept)
    return Markup(
        '<form data-command="{}" autocomplete="off"><h2 id="form-title">{}</h2>{}{}{}<div class="actions">'
        '<button type="button" data-cancel>Cancel</button>'
        '<button type="submit" class="primary">{}</button></div></form>'
    ).format(form.command, form.title, hint, fields, kept, form.submit)


def _field(form: Form, field: Field) -> Markup:
    place = f"field-{form.command}-{field.name}"
    need = "" if field.required else Markup(" <small>optional</small>")
    error = Markup('<p class="error" id="{}-error">{}</p>').format(place, field.error) if field.error else ""
    hint = Markup("<small>{}</small>").format(field.hint) if field.hint else ""
    label = Markup('<label for="{}">{}{}</label>').format(place, field.label, need)
    return Markup('<div class="field">{}{}{}{}</div>').format(label, _input(place, field), hint, error)


def _input(place: str, field: Field) -> Markup:
    attributes = Markup('id="{}" name="{}"{}{}').format(
        place,
        field.name,
        Markup(" required") if field.required else "",
        Markup(' aria-invalid="true" aria-describedby="{}-error"').format(place) if field.error else "",
    )
    if field.kind is FieldKind.LONG_TEXT:
        return Markup('<textarea rows="4" {}>{}</textarea>').format(attributes, field.value)
    if field.choices:
        options = (
            Markup("<option{}>{}</option>").format(Markup(" selected") if choice == field.value else "", choice)
            for choice in ("", *field.choices)
        )
        return Markup("<select {}>{}</select>").format(attributes, Markup("").join(options))
    kind = _INPUTS.get(field.kind, "text")
    return Markup('<input type="{}" value="{}" list="{}-list" {}><datalist id="{}-list"></datalist>').format(
        kind, field.value, place, attributes, place
    )
