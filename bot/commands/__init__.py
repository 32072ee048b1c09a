"""The commands, in the order in which they are shown."""

from bot.commands.add import ADDING
from bot.commands.ask import ASK
from bot.commands.audit import AUDIT
from bot.commands.briefing import BRIEFING
from bot.commands.check import CHECK
from bot.commands.compare import COMPARE
from bot.commands.correct import CORRECT
from bot.commands.curators import CURATORS
from bot.commands.debates import DEBATES
from bot.commands.deliveries import DELIVERIES
from bot.commands.exchange import EXPORT, IMPORT
from bot.commands.help import HELP
from bot.commands.history import HISTORY
from bot.commands.new import NEW
from bot.commands.people import PEOPLE
from bot.commands.quote import QUOTE
from bot.commands.retract import REINSTATE, RETRACT, SETTLE
from bot.commands.review import REVIEW
from bot.commands.search import SEARCH
from bot.commands.settings import SETTINGS
from bot.commands.source import SOURCE
from bot.commands.stance import STANCE
from bot.commands.subscribe import SUBSCRIBE
from bot.commands.subscriptions import SUBSCRIPTIONS
from bot.commands.suggest import SUGGEST, SUGGESTED
from bot.commands.timeline import TIMELINE
from bot.commands.undo import UNDO

READING = (STANCE, TIMELINE, QUOTE, BRIEFING, COMPARE, SEARCH, ASK, CHECK, NEW, PEOPLE, DEBATES, SOURCE)
CURATING = (*ADDING, CORRECT, RETRACT, REINSTATE, UNDO, SETTLE, HISTORY, REVIEW, EXPORT, IMPORT)
SCHEDULING = (SUBSCRIBE, SUBSCRIPTIONS, DELIVERIES)
COMMANDS = (*READING, SUGGEST, SUGGESTED, *SCHEDULING, *CURATING, *CURATORS, SETTINGS, AUDIT, HELP)
