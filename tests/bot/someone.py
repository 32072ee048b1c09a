"""One person at the bot: they type, press what is offered, and fill in forms."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.card import Card, Form, as_text
from bot.command import Asker
from bot.dispatch import Answer, Dispatch
from bot.roles import Role
from tests.bot.asking import buttons, card_of, form_of, refusal_of

TENANT = "playground:local"


@dataclass(frozen=True)
class Someone:
    """Whoever has this id in a tenant; `role` is what their platform says that they are."""

    bot: Dispatch
    user: str
    role: Role = Role.EVERYONE
    tenant: str = TENANT

    @property
    def asker(self) -> Asker:
        return Asker(self.tenant, self.user, "square", self.role)

    def elsewhere(self, tenant: str) -> Someone:
        return replace(self, tenant=tenant)

    async def ask(self, line: str) -> Answer:
        return await self.bot.answer(line, self.asker)

    async def card(self, line: str) -> Card:
        """Type what is answered with nothing wrong in it."""
        return card_of(await self.ask(line))

    async def refused(self, line: str) -> Card:
        """Type what is refused."""
        return refusal_of(await self.ask(line))

    async def form(self, line: str) -> Form:
        """Type what opens a form."""
        return form_of(await self.ask(line))

    async def press(self, card: Card, label: str) -> Answer:
        return await self.ask(buttons(card)[label])

    async def send(self, form: Form, **written: str) -> Answer:
        """Send a form, every field as it stands in it but for what is written."""
        names = {field.name for field in form.fields}
        assert set(written) <= names, set(written) - names
        fields = {field.name: field.value for field in form.fields}
        return await self.bot.submit(form.command, {**dict(form.kept), **fields, **written}, self.asker)


def again(answer: Answer) -> Form:
    """Give the form that came back to be mended."""
    assert isinstance(answer.body, Form), as_text(answer.body)
    assert (answer.fault, answer.private) == ("asker's", True)
    return answer.body


def errors(form: Form) -> dict[str, str]:
    return {field.name: field.error for field in form.fields if field.error}


def values(form: Form) -> dict[str, str]:
    return {field.name: field.value for field in form.fields if field.value}
