"""The App Home: how to ask, what waits for curators, what the channels get, and the latest briefing."""

from __future__ import annotations

from bot.card import Button, Card, Choices, Form, Heading, Part, Text, spans
from bot.dispatch import Answer
from bot.platforms.slack.commands import SlashCommands

_HOW = (
    "Ask in any channel with a slash command: {stance} and a name, or {every} search and words. "
    "Only you see an answer until you show it. Or write to the app here under Messages, in your own words."
)
_WAYS = (
    Button("What can be asked", "/help"),
    Button("Suggest a quote", "/suggest"),
    Button("What is new", "/new"),
    Button("Latest briefing", "/briefing"),
)
REST = "That is not all. Press “Latest briefing” above to read the rest."


def home_card(commands: SlashCommands, briefing: Answer, review: Answer, subscriptions: Answer) -> Card:
    """Put together what the Home shows; the curators' queue and what channels get are for those who may see them."""
    how = _HOW.format(stance=commands.stance, every=commands.every)
    parts: list[Part] = [Text(spans(how)), Choices(_WAYS)]
    for title, answer in (
        ("To review", review),
        ("Subscriptions", subscriptions),
        ("The latest briefing", briefing),
    ):
        if not isinstance(answer.body, Form) and not answer.fault:
            card = answer.body
            heading = title if card.title == title else f"{title}: {card.title}"
            parts += (Heading(heading, card.subtitle), *card.parts)
    return Card("On Record", tuple(parts))
