"""Cards in a terminal, with rich."""

from __future__ import annotations

from typing import assert_never

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as RichText

from bot.card import (
    MARKS,
    Card,
    Choices,
    Facts,
    Field,
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
    State,
    Style,
    Text,
    Timeline,
    quoted,
    source_kind,
    with_addresses,
)

_STYLES = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.QUIET: "dim",
    Style.FOUND: "bold yellow",
    Style.MISSING: "bold green",
    Style.STRUCK: "strike red",
}
# Said without colour too, for those who see none.
_AROUND = {Style.STRUCK: ("~~", "~~"), Style.MISSING: ("**", "**")}
_BORDERS = {State.ANSWER: "blue", State.GAP: "dim", State.DISPUTED: "yellow", State.ERROR: "red"}
_WIDEST = 100


def print_body(body: Card | Form) -> None:
    """Print a card or form to standard output."""
    console = Console(highlight=False, soft_wrap=False)
    console.print(_form(body) if isinstance(body, Form) else _card(body, min(console.width, _WIDEST)))


def _card(card: Card, width: int) -> RenderableType:
    title = RichText(card.title, "bold")
    parts: list[RenderableType] = []
    if card.subtitle:
        parts.append(RichText(card.subtitle, "dim"))
    for part in card.parts:
        parts += ("", _part(part)) if parts else (_part(part),)
    if card.pages and card.pages.of > 1:
        parts += ("", RichText(f"Page {card.pages.page} of {card.pages.of}", "dim"))
    return Panel(
        Group(*parts), title=title, title_align="left", border_style=_BORDERS[card.state], width=width, padding=(1, 2)
    )


def _part(part: Part) -> RenderableType:
    match part:
        case Heading():
            return RichText.assemble((part.text, "bold underline"), (f"  {part.aside}" if part.aside else "", "cyan"))
        case Text():
            return _text(part.spans)
        case Note():
            return RichText.assemble(_text(part.spans), style="dim")
        case Quotation():
            return _quotation(part)
        case Facts():
            return _grid((RichText(fact.label, "dim"), _text(with_addresses(fact.spans))) for fact in part.rows)
        case Timeline():
            return _grid((RichText(row.date.spoken(), "cyan"), _row(row)) for row in part.rows)
        case Picture():
            return RichText(part.alt, "dim")
        case File():
            return RichText(part.name, "dim")
        case Choices():
            return _grid((RichText(button.label, "dim"), RichText(button.line, "cyan")) for button in part.buttons)
        case _:
            assert_never(part)


def _row(row: Row) -> RichText:
    return _text(row.spans).append("  ").append_text(RichText.assemble(_text(row.aside), style="dim"))


def _grid(rows: object) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(max_width=34)
    table.add_column()
    for row in rows:  # type: ignore[attr-defined]  # any iterable of pairs
        table.add_row(*row)
    return table


def _quotation(part: Quotation) -> RenderableType:
    words = RichText("“").append_text(_text(part.spans)).append("”") if part.spans else RichText(quoted(part.words))
    where = RichText(" · ".join(filter(None, (f"{part.speaker}, {part.said.spoken()}", part.occasion))), "dim")
    link = RichText.assemble(
        (f"{source_kind(part.source.kind)} · {MARKS[part.evidence]} · ", "dim"),
        (part.source.title, f"dim link {part.source.url}" if part.source.url else "dim"),
    )
    lines = [words, where, link]
    if part.source.url:
        # The address itself too: not every terminal opens links, and a pipe carries none.
        lines.append(RichText(part.source.url, f"dim link {part.source.url}", overflow="fold"))
    lines += [RichText(part.note, "dim italic")] if part.note else []
    return Padding(Group(*lines), (0, 0, 0, 2))


def _text(parts: Spans) -> RichText:
    return RichText.assemble(*(_span(span) for span in parts))


def _span(span: Span) -> tuple[str, str]:
    style = " ".join(filter(None, (_STYLES[span.style], f"link {span.url}" if span.url else "")))
    return span.text.join(_AROUND.get(span.style, ("", ""))), style


def _form(form: Form) -> RenderableType:
    problem = [RichText(form.problem, "red")] if form.problem else []
    rows = _grid((RichText(f"{field.name}:", "cyan"), _field(field)) for field in form.fields)
    return Group(RichText(form.title, "bold"), *problem, RichText(form.hint), rows)


def _field(field: Field) -> RichText:
    lines = [RichText(f"{field.label}{'' if field.required else ' (optional)'}")]
    lines += [RichText(f"= {field.value}", "bold")] if field.value else []
    lines += [RichText(field.hint, "dim")] if field.hint else []
    lines += [RichText(f"! {field.error}", "red")] if field.error else []
    return RichText("\n").join(lines)
