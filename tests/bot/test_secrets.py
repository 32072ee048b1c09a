"""What is sealed opens with any of the keys, in its own place alone, and says which setting is wrong."""

from __future__ import annotations

import pytest

from bot.secrets import SETTING, Keyring, Unopened, key_id, place

OLD, NEW = bytes([1]) * 32, bytes([2]) * 32
TOKEN = "xoxb-" + "über"
HERE = "slack|T1|token"


def test_what_was_sealed_is_opened_and_never_looks_the_same() -> None:
    keyring = Keyring([OLD])
    sealed = {keyring.seal(TOKEN, HERE) for _ in range(50)}
    assert len(sealed) == 50
    assert {keyring.open(each, HERE) for each in sealed} == {TOKEN}
    assert not any("xoxb" in each for each in sealed)


def test_the_first_key_seals_and_all_open() -> None:
    before, both = Keyring([OLD]), Keyring([NEW, OLD])
    sealed = before.seal(TOKEN, HERE)
    assert both.open(sealed, HERE) == TOKEN
    assert not both.is_current(sealed)
    anew = both.seal(TOKEN, HERE)
    assert both.is_current(anew)
    assert Keyring([NEW]).open(anew, HERE) == TOKEN


def test_a_key_that_was_taken_out_is_named() -> None:
    sealed = Keyring([OLD]).seal(TOKEN, HERE)
    with pytest.raises(Unopened, match=f"{SETTING} lacks the key {key_id(OLD)} with which slack.T1.token was sealed"):
        Keyring([NEW]).open(sealed, HERE)


def test_without_a_key_nothing_is_sealed() -> None:
    with pytest.raises(Unopened, match=f"{SETTING} is not set"):
        Keyring([]).seal(TOKEN, HERE)


@pytest.mark.parametrize("elsewhere", ["slack|T2|token", "discord|T1|token", "slack|T1|refresh_token", ""])
def test_it_opens_nowhere_else(elsewhere: str) -> None:
    keyring = Keyring([OLD])
    with pytest.raises(Unopened, match="moved or changed in the database"):
        keyring.open(keyring.seal(TOKEN, HERE), elsewhere)


@pytest.mark.parametrize("kept", [0, 9, 10, 30, -1])
def test_what_was_changed_or_cut_does_not_open(kept: int) -> None:
    keyring = Keyring([OLD])
    sealed = keyring.seal(TOKEN, HERE)
    with pytest.raises(Unopened):
        keyring.open(sealed[:kept], HERE)
    changed = sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]
    with pytest.raises(Unopened):
        keyring.open(changed, HERE)


@pytest.mark.parametrize("sealed", ["", ".", "nothing", "é.é", f"{key_id(OLD)}.é", f"{key_id(OLD)}.!!!!"])
def test_what_was_never_sealed_does_not_open(sealed: str) -> None:
    with pytest.raises(Unopened):
        Keyring([OLD]).open(sealed, HERE)


def test_a_key_is_named_without_telling_it() -> None:
    assert key_id(OLD) != key_id(NEW)
    assert OLD.hex()[:8] not in key_id(OLD)


def test_a_place_is_of_one_tenant_and_column() -> None:
    assert place("slack:T1", "token") == HERE
    assert place("slack:T1", "refresh_token") != place("discord:T1", "refresh_token")
