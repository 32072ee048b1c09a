"""What can be asked, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.card import Button, Card, Fact, Facts, Note, Part, Span, Style, spans
from bot.cards.parts import choices, note, said, sentence
from bot.command import Command, Kind, Param, write_line
from bot.families import branches
from bot.roles import Role

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
    """List every command that this role may use; what curators and admins may do besides stands in a line each."""
    facts = [Fact(command.usage, spans(command.summary)) for command in commands if command.role is Role.EVERYONE]
    more = [_beyond(commands, beyond) for beyond in Role if Role.EVERYONE < beyond <= role]
    intro = said("Ask what someone said and when, where they stand, and what happened. Every answer names its sources.")
    tried = [
        Button(command.example, command.example) for command in commands if command.example and command.role <= role
    ]
    return Card("What can be asked", (intro, Facts((*facts, *filter(None, more))), _grammar(), *choices(*tried)))


def _beyond(commands: Sequence[Command], role: Role) -> Fact | None:
    """Name the commands of one role, the members of a family after its first word."""
    named = [spans(*_branch(name, group)) for name, group in branches(1, (c for c in commands if c.role is role))]
    joined = [span for run in named for span in (Span(" · "), *run)][1:]
    return Fact(f"{role.name.capitalize()}s", tuple(joined)) if joined else None


def _branch(name: str, group: Sequence[Command]) -> Iterator[str | Span]:
    yield Span(f"/{name}", line=write_line("help", {"command": name}))
    after = dict.fromkeys(command.name.split()[1] for command in group if " " in command.name)
    yield f" {', '.join(after)}" if after else ""


def family_card(name: str, members: Sequence[Command]) -> Card:
    """List the commands whose names begin with the same words."""
    rows = (Fact(command.usage, spans(command.summary)) for command in members)
    every = Button("All commands", write_line("help", {}))
    pages = (Button(f"/{command.name}", write_line("help", {"command": command.name})) for command in members)
    return Card(f"/{name} …", (Facts(tuple(rows)), _grammar(), *choices(*pages, every)))


def command_card(command: Command) -> Card:
    """Show one command with its parameters."""
    facts = tuple(Fact(param.name, spans(describe(param))) for param in command.listed)
    needed = "" if command.role is Role.EVERYONE else f" For {command.role.name.lower()}s."
    parts: list[Part] = [said(sentence(command.summary) + needed), *([Facts(facts)] if facts else []), _grammar()]
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
