"""The commands, in the order in which they are shown."""

from bot.commands.briefing import BRIEFING
from bot.commands.check import CHECK
from bot.commands.compare import COMPARE
from bot.commands.debates import DEBATES
from bot.commands.help import HELP
from bot.commands.new import NEW
from bot.commands.people import PEOPLE
from bot.commands.quote import QUOTE
from bot.commands.search import SEARCH
from bot.commands.source import SOURCE
from bot.commands.stance import STANCE
from bot.commands.timeline import TIMELINE

COMMANDS = (STANCE, TIMELINE, QUOTE, BRIEFING, COMPARE, SEARCH, CHECK, NEW, PEOPLE, DEBATES, SOURCE, HELP)
