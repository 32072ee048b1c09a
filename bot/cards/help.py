"""What can be asked, and how."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Button, Card, Fact, Facts, Note, Part, Span, Style, spans
from bot.cards.parts import choices, note, said, sentence
from bot.command import PAGE, Command, Kind, Param, Role, write_line

GRAMMAR = (
    "Write parameters in order, or by name: ",
    '/timeline openai from:2023 to:"may 2024"',
    ". Names may be mistyped a little.",
)
_FORMS = {
    Kind.DATE: "2023, 2023-05, may 2023, last month",
    Kind.QUERY: 'words, "a phrase", -without, begin*',
    Kind.RECORD: "an id such as q-…, ev-…, pos-…",
    Kind.NUMBER: "a number",
}


def help_card(commands: Sequence[Command], role: Role) -> Card:
    """List every command that this role may use."""
    open_to = [command for command in commands if command.role <= role]
    facts = Facts(tuple(Fact(command.usage, spans(command.summary)) for command in open_to))
    intro = said("Ask what someone said and when, where they stand, and what happened. Every answer names its sources.")
    tried = [Button(command.example, command.example) for command in open_to if command.example]
    return Card("What can be asked", (intro, facts, _grammar(), *choices(*tried)))


def command_card(command: Command) -> Card:
    """Show one command with its parameters."""
    facts = tuple(Fact(param.name, spans(describe(param))) for param in command.params if param != PAGE)
    parts: list[Part] = [said(sentence(command.summary)), *([Facts(facts)] if facts else []), _grammar()]
    tried = Button(command.example, command.example) if command.example else None
    every = Button("All commands", write_line("help", {}))
    return Card(command.usage, (*parts, *choices(tried, every)))


def describe(param: Param) -> str:
    """Say what a parameter takes, in a line."""
    form = _FORMS.get(param.kind) or (f"{', '.join(param.choices)}" if param.choices else "")
    need = "" if param.required else "optional"
    return f"{param.summary}{f' ({form})' if form else ''}{f', {need}' if need else ''}"


def _grammar() -> Note:
    before, example, after = GRAMMAR
    return note(before, Span(example, Style.STRONG), after)
