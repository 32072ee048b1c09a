"""`/suggest`, `/review`: anyone offers a quote, a curator decides, and whoever offered it is told once."""

from __future__ import annotations

import pytest

from bot.card import Card, Form
from bot.notices import Notices
from bot.store.database import Database
from bot.tenants import Tenants
from briefings.model import Quote
from tests.bot.asking import TODAY, buttons, card_of, noon, quote_ids, refusal_of, text_of
from tests.bot.commands.test_add import HUM, HUM_ID, stored
from tests.bot.someone import TENANT, Someone, again, errors, values


@pytest.fixture
def notices(tenants: Tenants, curator: Someone) -> Notices:
    assert isinstance(tenants.database, Database)
    return Notices(tenants.database, curator.bot, lambda: noon(TODAY))


async def suggested(member: Someone, **changed: str) -> None:
    card = card_of(await member.send(await member.form("/suggest"), **{**HUM, **changed}))
    assert "is waiting for a curator" in text_of(card)


async def told(notices: Notices, user: str = "mia") -> list[str]:
    return [text_of(card) for card in await notices.tell(TENANT, user)]


# -- suggesting -----------------------------------------------------------------------------------


async def test_a_suggestion_changes_nothing_until_it_is_approved(member: Someone, tenants: Tenants) -> None:
    before = (await tenants.get(TENANT)).library.all(Quote)
    await suggested(member)
    assert list((await tenants.get(TENANT)).library.all(Quote)) == list(before)
    assert "waiting" in text_of(await member.card("/suggestions"))
    assert HUM["words"] in text_of(await member.card("/suggestions 1"))


async def test_what_no_curator_could_approve_is_said_at_once(member: Someone) -> None:
    form = await member.form("/suggest")
    mended = again(await member.send(form, **HUM | {"said": "2031", "words": ""}))
    assert {"words"} <= set(errors(mended))
    assert values(mended)["said"] == "2031"
    assert set(errors(again(await member.send(form, **HUM | {"source": ""})))) == {"source"}


async def test_words_nearly_on_record_can_be_suggested_anyway(member: Someone, curator: Someone) -> None:
    near = HUM | {"words": "I abstain because my sister proposed it!", "said": "2022"}
    card = refusal_of(await member.send(await member.form("/suggest"), **near))
    assert quote_ids(card) == ["q-zoe-moreau-2022-09-12-abstain"]
    assert "Put in as the fuller version" not in buttons(card)
    card_of(await member.press(card, next(label for label in buttons(card) if "anyway" in label)))
    shown = await curator.card("/review 1")
    assert quote_ids(shown) == ["q-zoe-moreau-2022-09-12-abstain"]
    card_of(await curator.press(shown, "Approve anyway"))


@pytest.mark.parametrize(
    ("who", "may"), [("everyone", (True, True)), ("curators", (False, True)), ("nobody", (False, False))]
)
async def test_who_may_suggest_is_a_setting(
    admin: Someone, member: Someone, curator: Someone, who: str, may: tuple[bool, bool]
) -> None:
    await admin.card(f"/settings suggest:{who}")
    for person, allowed in zip((member, curator), may, strict=True):
        words = f"{person.user} heard the lamps, at {person.user}."
        line = f'/suggest zoe-moreau words:"{words}" said:2022-10 source:src-gazette'
        assert ((await person.ask(line)).fault is None) is allowed
    assert ((await curator.card("/review")).title == "Nothing to review") is not any(may)


async def test_one_sees_ones_own_suggestions_only(member: Someone, curator: Someone) -> None:
    await suggested(member)
    assert "You made no suggestion 1." in text_of(await curator.refused("/suggestions 1"))
    assert "You have suggested nothing yet." in text_of(await curator.card("/suggestions"))


async def test_only_curators_review(member: Someone) -> None:
    await suggested(member)
    for line in ("/review", "/review 1", "/review 1 approve", '/review 1 reject reason:"No"'):
        assert "Only curators" in text_of(await member.refused(line))
    assert "waiting" in text_of(await member.card("/suggestions"))


# -- deciding -------------------------------------------------------------------------------------


async def test_an_approved_suggestion_is_on_record_and_whoever_made_it_is_told_once(
    member: Someone, curator: Someone, notices: Notices, tenants: Tenants
) -> None:
    await suggested(member)
    queue = await curator.card("/review")
    shown = card_of(await curator.press(queue, "Look at 1"))
    assert HUM["words"] in text_of(shown)
    assert HUM["source"] in text_of(shown)
    card_of(await curator.press(shown, "Approve"))
    record = await stored(tenants, HUM_ID)
    assert (record["words"], record["questions"]) == (HUM["words"], ["all-night", "colour"])
    (said,) = await told(notices)
    assert "approved on 24 Nov 2026" in said
    assert HUM["words"] in said
    assert await told(notices) == []
    assert await told(notices, "cleo") == []
    assert quote_ids(await member.card(f"/source {HUM_ID}")) == [HUM_ID]
    assert (await curator.card("/review")).title == "Nothing to review"
    history = text_of(await curator.card(f"/history {HUM_ID}"))
    assert "suggested by mia" in history


async def test_a_suggestion_is_edited_and_approved(
    member: Someone, curator: Someone, notices: Notices, tenants: Tenants
) -> None:
    await suggested(member)
    form = await curator.form(buttons(await curator.card("/review 1"))["Edit and approve"])
    assert values(form) == HUM | {"speaker": "zoe-moreau", "said": "2022-10"}
    card_of(await curator.send(form, occasion="A leaflet", tags=""))
    record = await stored(tenants, HUM_ID)
    assert record["occasion"] == "A leaflet"
    assert "tags" not in record
    (said,) = await told(notices)
    assert "approved" in said
    assert "suggested by mia" in text_of(await curator.card(f"/history {HUM_ID}"))
    again_ = await curator.send(form, occasion="A leaflet", tags="")
    assert again_.fault == "asker's"
    assert await told(notices) == []


@pytest.mark.parametrize("edited", [False, True])
async def test_the_audit_has_an_approval_edited_or_not(
    member: Someone, curator: Someone, admin: Someone, *, edited: bool
) -> None:
    await suggested(member)
    if edited:
        form = await curator.form("/review 1 edit")
        card_of(await curator.send(form, occasion="A leaflet"))
    else:
        await curator.card("/review 1 approve")
    audit = text_of(await admin.card("/audit"))
    assert audit.count("suggestion 1") == 2
    assert "approve" in audit


async def test_retracted_words_are_in_no_suggestion(member: Someone, curator: Someone, notices: Notices) -> None:
    await suggested(member)
    await curator.card("/review 1 approve")
    await curator.card(f'/record retract {HUM_ID} reason:"Never written"')
    shown = [text_of(await member.card(line)) for line in ("/suggestions", "/suggestions 1")]
    shown += [text_of(await curator.card("/review 1")), *(await told(notices))]
    for text in shown:
        assert HUM["words"] not in text
        assert f"{HUM_ID} was retracted on 24 Nov 2026: Never written." in text
    assert HUM["words"] not in text_of(await curator.refused("/review 1 edit"))
    assert HUM["words"] in text_of(await curator.card(f"/history {HUM_ID}"))
    await curator.card(f"/record reinstate {HUM_ID} reason:x")
    assert HUM["words"] in text_of(await member.card("/suggestions 1"))


async def test_words_nearly_like_retracted_ones_are_asked_about(member: Someone, curator: Someone) -> None:
    await suggested(member)
    await curator.card("/review 1 approve")
    await curator.card(f'/record retract {HUM_ID} reason:"Never written"')
    near = {"words": f"Once more: {HUM['words']} They do."}
    for person, line in ((member, "/suggest"), (curator, "/record add quote")):
        card = refusal_of(await person.send(await person.form(line), **{**HUM, **near}))
        assert f"{HUM_ID} was retracted on 24 Nov 2026: Never written." in text_of(card)
        if person is member:
            card_of(await person.press(card, "Add anyway"))
    shown = refusal_of(await curator.press(await curator.card("/review 2"), "Approve"))
    card_of(await curator.press(shown, "Add anyway"))
    for asked in ("", " anyway:yes"):
        line = f'/record add quote zoe-moreau words:"{HUM["words"]}" said:2020 source:src-gazette{asked}'
        assert "Add anyway" not in buttons(await curator.refused(line))


async def test_a_rejected_suggestion_is_told_with_the_reason(
    member: Someone, curator: Someone, notices: Notices, tenants: Tenants
) -> None:
    await suggested(member)
    form = await curator.form(buttons(await curator.card("/review 1"))["Reject"])
    card_of(await curator.send(form, reason="No page says so"))
    (said,) = await told(notices)
    assert "rejected on 24 Nov 2026" in said
    assert "Why: No page says so" in said
    assert (await tenants.get(TENANT)).edition.effective(HUM_ID) is None


async def test_a_rejection_asks_for_its_reason(member: Someone, curator: Someone) -> None:
    await suggested(member)
    form = await curator.form("/review 1 reject")
    assert values(form) == {"number": "1", "verdict": "reject"}
    mended = again(await curator.send(form, reason=" "))
    assert "reason" in errors(mended)
    card_of(await curator.send(mended, reason="No page says so"))


async def test_a_suggestion_is_decided_once(
    member: Someone, curator: Someone, admin: Someone, notices: Notices
) -> None:
    await suggested(member)
    await curator.card("/review 1 approve")
    for line in ("/review 1 approve", '/review 1 reject reason:"No"'):
        assert "was approved already. Nothing was changed." in text_of(await admin.refused(line))
    assert len(await told(notices)) == 1
    assert "There is no suggestion 9." in text_of(await curator.refused("/review 9 approve"))


async def test_whoever_suggested_is_told_though_the_platform_was_down(
    member: Someone, curator: Someone, tenants: Tenants, notices: Notices
) -> None:
    await suggested(member)
    await curator.card("/review 1 approve")
    # The platform could not say it; the bot was started anew.
    assert tenants.database
    later = Notices(tenants.database, curator.bot, lambda: noon(TODAY))
    assert len(await told(later)) == 1
    assert await told(notices) == []


async def test_a_suggestion_that_was_made_impossible_meanwhile_says_why(member: Someone, curator: Someone) -> None:
    await suggested(member)
    card_of(await curator.send(await curator.form("/record add quote"), **HUM))
    card = await curator.refused("/review 1 approve")
    assert "The very same quote is on record" in text_of(card)
    assert "waiting" in text_of(await member.card("/suggestions"))


async def test_a_source_that_was_retracted_meanwhile_is_told(member: Someone, curator: Someone) -> None:
    await suggested(member, source="src-gazette", title="", kind="")
    await curator.card('/record retract src-gazette reason:"No such paper"')
    card = await curator.refused("/review 1 approve")
    assert "src-gazette was retracted on 24 Nov 2026: No such paper." in text_of(card)
    card_of(await curator.press(card, "Reinstate it"))
    assert HUM_ID in text_of(await curator.card("/review 1 approve"))


async def test_the_queue_has_pages(member: Someone, curator: Someone) -> None:
    things = ("owls", "bats", "moths", "stars", "bells", "doves", "crows")
    for number, thing in enumerate(things):
        line = f'/suggest zoe-moreau words:"{thing * 3} count {number} times {thing}" said:2022-10 source:src-gazette'
        card_of(await member.ask(line))
    first = await curator.card("/review")
    assert "7 suggestions waiting" in text_of(first)
    assert "Look at 5" in buttons(first)
    second = card_of(await curator.press(first, next(label for label in buttons(first) if label.endswith("▶"))))
    assert [label for label in buttons(second) if label.startswith("Look")] == ["Look at 6", "Look at 7"]


async def test_words_of_someone_who_is_not_on_record_can_be_suggested(member: Someone, curator: Someone) -> None:
    asked = '/suggest speaker:"Jane Newperson" words:"Owls are quite enough" said:2022 source:https://a.example.org'
    card = refusal_of(await member.ask(asked))
    await member.press(card, "Suggest it for Jane Newperson")
    assert "Jane Newperson" in text_of(await curator.card("/review 1"))
    refused = refusal_of(await curator.ask("/review 1 verdict:approve"))
    form = (await curator.press(refused, "Add them as a person")).body
    assert isinstance(form, Form)
    card_of(await curator.send(form, summary="Watches owls"))
    assert "On record as" in text_of(await curator.card("/review 1 verdict:approve"))


@pytest.mark.parametrize("choice", ["It is Tomáš Růžička", "Add them as a person"])
async def test_a_name_that_is_only_nearly_on_record_leads_on_from_an_approval(
    member: Someone, curator: Someone, tenants: Tenants, choice: str
) -> None:
    line = '/suggest speaker:"Tomas Moreau" words:"Owls are quite enough" said:2022 source:https://a.example.org'
    await member.press(refusal_of(await member.ask(line)), "Suggest it for Tomas Moreau")
    body = (await curator.press(await curator.refused("/review 1 verdict:approve"), choice)).body
    if isinstance(body, Form):
        card_of(await curator.send(body, summary="Watches owls"))
        body = await curator.card("/review 1 verdict:approve")
    assert isinstance(body, Card)
    (record_id,) = quote_ids(body)
    speaker = "tomas-moreau" if "Add" in choice else "tomas-ruzicka"
    assert (await stored(tenants, record_id))["speaker"] == speaker
    assert "approved" in text_of(await member.card("/suggestions 1"))
    assert (await curator.card("/review")).title == "Nothing to review"
