"""Commands that answer as their words say: at once or late, with a file, a form, a mistake, or much."""

from __future__ import annotations

from bot.card import Button, Card, Choices, File, Form, Text, spans
from bot.command import Call, Command, Kind, Param
from bot.errors import MissingArguments, Unreadable
from tests.platforms.discord.loopback import Discord, Message, Person
from tests.platforms.discord.loopback.interaction import DEFER, DEFER_UPDATE

ROWS = File("rows.csv", "text/csv", b"kind,id\n")
WORDS = Param("words", "What to say", Kind.TEXT, limit=2_000)


class Slow:
    """Commands that take longer than Discord waits, and then do what their words say."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._seen: set[str] = set()

    async def run(self, call: Call) -> Card | Form:
        """Wait until Discord was told to wait."""
        await self._discord.world.changes.until(self._put_off)
        return answer(call)

    def _put_off(self) -> bool:
        return list(self._discord.world.interactions.values())[-1].first in (DEFER, DEFER_UPDATE)


def answer(call: Call) -> Card | Form:
    """Answer as the words say."""
    words = call.text("words") or ""
    match words.split()[0] if words else "":
        case "wrong":
            raise Unreadable("That is not right.")
        case "form":
            raise MissingArguments("words")
        case "file":
            return Card("Here it is", (ROWS,))
        case "long":
            return Card("Much", tuple(Text(spans("word " * 300)) for _ in range(8)))
    buttons = (
        Button("Turn", call.line(words="turned"), turns=True),
        Button("Beside", call.line(words="beside")),
        Button("Far", call.line(words="far " + "x" * 150)),
        Button("Wrong", call.line(words="wrong"), turns=True),
    )
    return Card(f"Said {words.split()[0] if words else 'nothing'}", (Text(spans("It is said.")), Choices(buttons)))


async def _at_once(call: Call) -> Card | Form:
    return answer(call)


SAYS = Command("say", "Say something", _at_once, (WORDS,))


def there(person: Person) -> list[Message]:
    """Give the bot's messages that the person sees."""
    return [message for message in person.messages() if message.author.is_bot]
