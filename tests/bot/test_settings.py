"""What is set up from outside: where it may stand, what wins, and what is told when it is wrong."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, is_loopback, read_settings

KEY = b64encode(bytes(32)).decode()


@pytest.fixture(autouse=True)
def folder(unset: Path) -> Path:
    (unset / "config").mkdir()
    return unset


def _wrong(**given: object) -> list[str]:
    with pytest.raises(SettingsError) as told:
        read_settings(**given)
    return str(told.value).splitlines()


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert (settings.host, settings.port, settings.content) == ("127.0.0.1", 8080, ())
    assert (settings.playground_password, settings.log_level) == (None, "INFO")
    assert (settings.most_subscriptions, settings.slack_rate, settings.discord_rate) == (1_000, 20, 25)


def test_what_is_given_wins_over_the_environment_that_over_dotenv_and_that_over_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "config/bot.toml").write_text('HOST = "file"\nPORT = 1\nONRECORD_LOG_LEVEL = "ERROR"\n', "utf-8")
    assert (read_settings().host, read_settings().port) == ("file", 1)
    (folder / ".env").write_text("HOST=dotenv\nPORT=2\n", "utf-8")
    assert (read_settings().host, read_settings().port) == ("dotenv", 2)
    monkeypatch.setenv("PORT", "3")
    assert (read_settings().host, read_settings().port) == ("dotenv", 3)
    assert read_settings(port=4).port == 4
    assert read_settings(port=None).port == 3
    assert read_settings().log_level == "ERROR"


def test_how_much_is_posted_by_itself_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MOST_SUBSCRIPTIONS", "3"), ("SLACK_RATE", "5"), ("DISCORD_RATE", "45")):
        monkeypatch.setenv(f"ONRECORD_{name}", value)
    settings = read_settings()
    assert (settings.most_subscriptions, settings.slack_rate, settings.discord_rate) == (3, 5, 45)


def test_what_is_empty_or_unknown_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("ONRECORD_CONTENT", "")
    (folder / ".env").write_text("SOMETHING=else\nONRECORD_PLAYGROUND_PASSWORD=\n", "utf-8")
    assert (read_settings().port, read_settings().content) == (8080, ())
    assert read_settings().playground_password is None


def test_folders_are_parted_by_colons(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    monkeypatch.setenv("ONRECORD_CONTENT", f"one::{folder}/two:")
    assert read_settings().content == (Path("one"), folder / "two")


def test_folders_may_be_a_list_in_the_file(folder: Path) -> None:
    (folder / "one").mkdir()
    (folder / "config/bot.toml").write_text('ONRECORD_CONTENT = ["one"]\n', "utf-8")
    assert read_settings().content == (Path("one"),)


def test_folders_are_nothing_but_text_or_a_list(folder: Path) -> None:
    (folder / "config/bot.toml").write_text("ONRECORD_CONTENT = 5\n", "utf-8")
    (line,) = _wrong()
    assert line.startswith("ONRECORD_CONTENT: 5 cannot be used: ")


def test_a_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_PLAYGROUND_PASSWORD", "owls at night")
    settings = read_settings()
    assert settings.playground_password
    assert settings.playground_password.get_secret_value() == "owls at night"
    assert "owls" not in repr(settings)


def test_a_password_that_is_no_text_is_not_shown_either(folder: Path) -> None:
    (folder / "config/bot.toml").write_text("ONRECORD_PLAYGROUND_PASSWORD = 987654\n", "utf-8")
    (line,) = _wrong()
    assert line.startswith("ONRECORD_PLAYGROUND_PASSWORD: ")
    assert "987654" not in line


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "eighty", "PORT: 'eighty' cannot be used: input should be a valid integer"),
        ("PORT", "65536", "PORT: '65536' cannot be used: input should be less than or equal to 65535"),
        ("PORT", "-1", "PORT: '-1' cannot be used: input should be greater than or equal to 0"),
        (
            "ONRECORD_MOST_SUBSCRIPTIONS",
            "-1",
            "ONRECORD_MOST_SUBSCRIPTIONS: '-1' cannot be used: input should be greater than or equal to 0",
        ),
        (
            "ONRECORD_SLACK_RATE",
            "0",
            "ONRECORD_SLACK_RATE: '0' cannot be used: input should be greater than or equal to 1",
        ),
        (
            "ONRECORD_DISCORD_RATE",
            "50",
            "ONRECORD_DISCORD_RATE: '50' cannot be used: input should be less than or equal to 45",
        ),
        ("ONRECORD_LOG_LEVEL", "LOUD", "ONRECORD_LOG_LEVEL: 'LOUD' cannot be used: input should be 'DEBUG', 'INFO'"),
        ("ONRECORD_CONTENT", "nowhere", "ONRECORD_CONTENT: 'nowhere' cannot be used: "),
    ],
)
def test_a_wrong_value_is_told_by_its_name_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    (line,) = _wrong()
    assert line.startswith(says)


def test_all_wrong_values_are_told_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "one").mkdir()
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("ONRECORD_CONTENT", "one:nowhere:elsewhere")
    (folder / ".env").write_text("ONRECORD_LOG_LEVEL=LOUD\n", "utf-8")
    lines = _wrong()
    assert [line.split(":")[0] for line in lines] == ["PORT", "ONRECORD_CONTENT", "ONRECORD_LOG_LEVEL"]
    assert "nowhere is no folder" in lines[1]


def test_a_file_that_is_no_toml_is_told_by_its_name(folder: Path) -> None:
    (folder / "config/bot.toml").write_text("PORT = \n", "utf-8")
    (line,) = _wrong()
    assert "config/bot.toml" in line


def test_a_dotenv_file_that_is_no_text_is_told_by_its_name(folder: Path) -> None:
    (folder / ".env").write_bytes(b"HOST=\xff\xfe\n")
    (line,) = _wrong()
    assert ".env" in line


def test_the_database_is_a_file_in_the_data_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().database_url == "sqlite:///data/onrecord.db"
    monkeypatch.setenv("ONRECORD_DATA", f"{folder}/kept")
    assert read_settings().database_url == f"sqlite:///{folder}/kept/onrecord.db"
    monkeypatch.setenv("DATABASE_URL", "postgres://u:owls@db/onrecord")
    assert read_settings().database_url == "postgres://u:owls@db/onrecord"
    assert "owls" not in repr(read_settings())


def test_the_data_folder_is_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "kept").touch()
    monkeypatch.setenv("ONRECORD_DATA", "kept")
    assert _wrong() == ["ONRECORD_DATA: 'kept' cannot be used: kept is no folder"]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://u:owls@h/d", "it is no address of a database; write sqlite:///path/to/file.db or postgresql://"),
        ("owls", "it is no address of a database"),
        ("sqlite://", "it is no address of a database"),
        ("sqlite:///", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:///config", "config is a folder; name a file in it"),
        ("sqlite:///x.db?mode=ro", "an SQLite address takes no options"),
        ("postgresql+asyncpg://u:owls@h/d", "it is no address of a database"),
        ("postgresql://u:owls@h:port/d", "host or port cannot be read"),
        ("postgresql://u:ow[ls@h/d", "host or port cannot be read"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch, url: str, says: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    (line,) = _wrong()
    assert line.startswith(f"DATABASE_URL: what is set cannot be used: {says}")
    assert "owls" not in line


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().port = 1  # type: ignore[misc]  # that is what is tried
    assert isinstance(read_settings(), Settings)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104  nothing listens there
        ("::", False),
        ("192.0.2.1", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_an_address_is_of_this_machine_alone_or_not(host: str, own: bool) -> None:  # noqa: FBT001  what is expected
    assert is_loopback(host) is own


# -- Slack ----------------------------------------------------------------------------------------

BOT, APP = "xoxb-" + "bot", "xapp-" + "app"


@pytest.mark.parametrize(
    ("variables", "way"),
    [
        ({}, None),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}, "socket"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": "s"}, "socket"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": "s"}, "http"),
        (
            {
                "SLACK_CLIENT_ID": "1.2",
                "SLACK_CLIENT_SECRET": "c",
                "SLACK_SIGNING_SECRET": "s",
                "ONRECORD_SECRET_KEYS": KEY,
            },
            "installs",
        ),
    ],
    ids=["off", "socket", "socket and a secret", "http", "installs"],
)
def test_what_is_set_says_how_slack_reaches_the_bot(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], way: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert read_settings().slack == way


@pytest.mark.parametrize(
    ("variables", "missing"),
    [
        ({"SLACK_BOT_TOKEN": BOT}, "set SLACK_APP_TOKEN or SLACK_SIGNING_SECRET too"),
        ({"SLACK_APP_TOKEN": APP}, "set SLACK_BOT_TOKEN too"),
        ({"SLACK_SIGNING_SECRET": "s"}, "set SLACK_BOT_TOKEN too"),
        ({"SLACK_CLIENT_ID": "1.2"}, "set SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET and ONRECORD_SECRET_KEYS too"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_slack_lacks_is_named(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], missing: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    (told,) = _wrong()
    assert missing in told


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-mine", "it begins with xoxb-"),
        ("SLACK_APP_TOKEN", BOT, "it begins with xapp-"),
        ("SLACK_APP_TOKEN", "xapp- x", "it begins with xapp-"),
        ("SLACK_BOT_TOKEN", "xoxb-…", "then come letters, digits and hyphens"),
        ("SLACK_BOT_TOKEN", f"{BOT}\n", "then come letters, digits and hyphens"),
        ("SLACK_API_URL", "slack.com", "write an address such as"),
        ("ONRECORD_SLACK_PREFIX", "A b", "pattern"),
        ("ONRECORD_SECRET_KEYS", "c2hvcnQ=", "onrecord secrets new makes one"),
    ],
)
def test_what_slack_cannot_use_is_told_without_the_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    told = _wrong()[0]
    assert told.startswith(name)
    assert says in told
    assert (value in told) == (name in {"SLACK_API_URL", "ONRECORD_SLACK_PREFIX"})


def test_the_first_of_several_keys_stands_first(monkeypatch: pytest.MonkeyPatch) -> None:
    second = b64encode(b"k" * 32).decode()
    monkeypatch.setenv("ONRECORD_SECRET_KEYS", f"{KEY}, {second}")
    assert [key.get_secret_value() for key in read_settings().secret_keys] == [bytes(32), b"k" * 32]


# -- Discord --------------------------------------------------------------------------------------

PUBLIC = "ab" * 32


@pytest.mark.parametrize(
    ("variables", "way"),
    [
        ({}, None),
        ({"DISCORD_TOKEN": "t"}, "gateway"),
        ({"DISCORD_TOKEN": "t", "DISCORD_PUBLIC_KEY": PUBLIC}, "http"),
    ],
    ids=["off", "gateway", "http"],
)
def test_what_is_set_says_how_discord_reaches_the_bot(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], way: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert read_settings().discord == way


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DISCORD_PUBLIC_KEY", "ab", "it is 64 digits and letters from a to f"),
        ("DISCORD_TOKEN", "Bot abc", "copy it anew, without Bot before it"),
        ("DISCORD_TOKEN", "abc\n", "copy it anew"),
        ("DISCORD_PUBLIC_KEY", PUBLIC, "set DISCORD_TOKEN too"),
        ("DISCORD_API_URL", "discord.com", "write an address such as http://"),
        ("DISCORD_GATEWAY_URL", "http://127.0.0.1:9000", "write an address such as ws://"),
    ],
)
def test_what_discord_cannot_use_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)
    assert says in _wrong()[0]
