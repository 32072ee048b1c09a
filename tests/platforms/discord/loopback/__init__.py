"""A Discord of our own on this machine, which the real discord.py talks to; what Discord refuses, it refuses.

async with loopback() as discord:
    ...                                     # the app, with discord.api_url, discord.gateway_url and discord.token
    alice = discord.join("alice", manages=True)
    outcome = await alice.slash("stance", who="musk")
    assert outcome.message.ephemeral
    assert not discord.refused
"""

from tests.platforms.discord.loopback.app import App
from tests.platforms.discord.loopback.discord import Discord, loopback
from tests.platforms.discord.loopback.faults import Kind
from tests.platforms.discord.loopback.guild import Channel, Guild
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.modal import Modal
from tests.platforms.discord.loopback.outcome import Outcome
from tests.platforms.discord.loopback.permissions import Permission
from tests.platforms.discord.loopback.person import Person
from tests.platforms.discord.loopback.refusals import Impossible, Refusal
from tests.platforms.discord.loopback.users import User

__all__ = [
    "App",
    "Channel",
    "Discord",
    "Guild",
    "Impossible",
    "Kind",
    "Message",
    "Modal",
    "Outcome",
    "Permission",
    "Person",
    "Refusal",
    "User",
    "loopback",
]
