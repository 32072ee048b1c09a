"""Cards and forms as data, for the shell and for programs that read answers."""

from __future__ import annotations

import base64
from typing import Any, assert_never

from bot.card import (
    Card,
    Choices,
    Facts,
    File,
    Form,
    Heading,
    Note,
    Pages,
    Part,
    Picture,
    Quotation,
    Row,
    Span,
    Spans,
    Style,
    Text,
    Timeline,
)


def as_json(body: Card | Form) -> dict[str, Any]:
    """Give a card or form as JSON values; the shape is kept stable for others that read it."""
    if isinstance(body, Form):
        return {"form": _form(body)}
    data: dict[str, Any] = {"title": body.title}
    if body.subtitle:
        data["subtitle"] = body.subtitle
    data |= {
        "state": body.state.value,
        "parts": [_part(part) for part in body.parts if not isinstance(part, Choices)],
        "records": list(body.records),
        "choices": [{"label": button.label, "line": button.line} for button in body.buttons],
    }
    pages = body.pages or Pages(1, 1)
    return data | {"pages": {"page": pages.page, "of": pages.of}}


def _form(form: Form) -> dict[str, Any]:
    fields = []
    for field in form.fields:
        row: dict[str, Any] = {
            "name": field.name,
            "label": field.label,
            "kind": field.kind.value,
            "required": field.required,
        }
        row |= {key: value for key in ("value", "hint", "error") if (value := getattr(field, key))}
        if field.choices:
            row["choices"] = list(field.choices)
        fields.append(row)
    data: dict[str, Any] = {"title": form.title, "command": form.command, "fields": fields}
    data |= {key: value for key in ("hint", "problem") if (value := getattr(form, key))}
    return data | ({"kept": dict(form.kept)} if form.kept else {})


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Heading():
            return {"kind": "heading", "text": part.text} | ({"aside": part.aside} if part.aside else {})
        case Text():
            return {"kind": "text", **_text(part.spans)}
        case Note():
            return {"kind": "note", **_text(part.spans)}
        case Quotation():
            return _quotation(part)
        case Facts():
            return {"kind": "facts", "rows": [{"label": fact.label, **_text(fact.spans)} for fact in part.rows]}
        case Timeline():
            return {"kind": "timeline", "rows": [_row(row) for row in part.rows]}
        case Picture():
            return {"kind": "picture", "alt": part.alt, "png": base64.b64encode(part.png).decode()}
        case File():
            content = base64.b64encode(part.data).decode()
            return {"kind": "file", "name": part.name, "media_type": part.media_type, "data": content}
        case Choices():
            return {"kind": "choices", "choices": [{"label": b.label, "line": b.line} for b in part.buttons]}
        case _:
            assert_never(part)


def _row(row: Row) -> dict[str, Any]:
    data: dict[str, Any] = {"id": row.id, "date": str(row.date), "quoted": row.quoted, **_text(row.spans)}
    return data | ({"aside": _text(row.aside)} if row.aside else {})


def _quotation(part: Quotation) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": "quote",
        "id": part.id,
        "words": part.words,
        "speaker": part.speaker,
        "said": str(part.said),
        "occasion": part.occasion,
        "source": {"url": part.source.url, "title": part.source.title, "kind": part.source.kind},
        "evidence": part.evidence,
    }
    if part.spans:
        data["spans"] = [_span(span) for span in part.spans]
    if part.note:
        data["note"] = part.note
    return data


def _text(parts: Spans) -> dict[str, Any]:
    data: dict[str, Any] = {"text": "".join(span.text for span in parts)}
    if any(span.style is not Style.PLAIN or span.url or span.line for span in parts):
        data["spans"] = [_span(span) for span in parts]
    return data


def _span(span: Span) -> dict[str, Any]:
    data: dict[str, Any] = {"text": span.text}
    if span.style is not Style.PLAIN:
        data["style"] = span.style.value
    return data | {key: value for key in ("url", "line") if (value := getattr(span, key))}
