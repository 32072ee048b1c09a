"""What is set up from outside: the only place that reads the environment and `config/bot.toml`."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from base64 import b64decode
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretBytes, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.store.address import read_address

_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1"))
CONFIG = Path("config/bot.toml")
_SECRET = frozenset(
    {
        "ONRECORD_PLAYGROUND_PASSWORD",
        "DATABASE_URL",
        "ONRECORD_SECRET_KEYS",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_CLIENT_SECRET",
        "DISCORD_TOKEN",
    }
)


KEY_BYTES = 32
"""The length of each of `ONRECORD_SECRET_KEYS`."""
SlackWay = Literal["socket", "http", "installs"]
"""Socket Mode or HTTP for one workspace, or HTTP for all that install the bot."""


DiscordWay = Literal["gateway", "http"]
"""The gateway, or interactions over HTTP."""


class SettingsError(Exception):
    """Settings that cannot be used; each line names one and says what would be right."""


class Settings(BaseSettings):
    """Everything that an operator can set. An environment variable wins over `.env`, that over `config/bot.toml`."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", toml_file=CONFIG, populate_by_name=True, frozen=True, env_ignore_empty=True
    )

    host: str = Field("127.0.0.1", alias="HOST", min_length=1)
    port: int = Field(8080, alias="PORT", ge=0, le=65535)
    content: Annotated[tuple[Path, ...], NoDecode] = Field((), alias="ONRECORD_CONTENT")
    playground_password: SecretStr | None = Field(None, alias="ONRECORD_PLAYGROUND_PASSWORD")
    data: Path = Field(Path("data"), alias="ONRECORD_DATA")
    database: SecretStr | None = Field(None, alias="DATABASE_URL")
    admins: Annotated[Mapping[str, frozenset[str]], NoDecode] = Field(default_factory=dict, alias="ONRECORD_ADMINS")
    """Users who are always admins, by tenant."""
    secret_keys: Annotated[tuple[SecretBytes, ...], NoDecode] = Field((), alias="ONRECORD_SECRET_KEYS")
    """Keys of 32 bytes: the first encrypts, all decrypt."""
    slack_bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET")
    slack_client_id: str | None = Field(None, alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET")
    slack_api_url: str = Field("https://slack.com/api/", alias="SLACK_API_URL")
    slack_prefix: str = Field("", alias="ONRECORD_SLACK_PREFIX", pattern=r"^[a-z0-9_-]{0,20}$")
    """Stands before the name of every command in Slack: `or-` makes `/or-stance`."""
    discord_token: SecretStr | None = Field(None, alias="DISCORD_TOKEN")
    discord_public_key: str | None = Field(None, alias="DISCORD_PUBLIC_KEY")
    discord_api_url: str = Field("https://discord.com/api/v10", alias="DISCORD_API_URL")
    discord_gateway_url: str = Field("", alias="DISCORD_GATEWAY_URL")
    """Where the gateway is; where Discord says it is when nothing is set."""
    slack_rate: int = Field(20, alias="ONRECORD_SLACK_RATE", ge=1, le=1_000)
    """Scheduled messages a second in all of Slack; a channel gets one a second, whatever is set."""
    discord_rate: int = Field(25, alias="ONRECORD_DISCORD_RATE", ge=1, le=45)
    """Scheduled messages a second in Discord, which takes 50 requests of all kinds."""
    most_subscriptions: int = Field(1_000, alias="ONRECORD_MOST_SUBSCRIPTIONS", ge=0)
    """So many subscriptions a workspace or server can have."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", alias="ONRECORD_LOG_LEVEL")

    @property
    def database_url(self) -> str:
        """Where the database is, password and all: what is set, or an SQLite file in the data folder."""
        return self.database.get_secret_value() if self.database else f"sqlite:///{self.data / 'onrecord.db'}"

    @property
    def slack(self) -> SlackWay | None:
        """How Slack reaches the bot; `None` when Slack is not set up."""
        if self.slack_client_id:
            return "installs"
        if self.slack_app_token:
            return "socket"
        return "http" if self.slack_bot_token else None

    @property
    def discord(self) -> DiscordWay | None:
        """How Discord reaches the bot; `None` when Discord is not set up."""
        if not self.discord_token:
            return None
        return "http" if self.discord_public_key else "gateway"

    @model_validator(mode="after")
    def _discord_is_whole(self) -> Self:
        if self.discord_public_key and not self.discord_token:
            raise ValueError("Discord is set up in part; set DISCORD_TOKEN too, or take DISCORD_PUBLIC_KEY out")
        return self

    @model_validator(mode="after")
    def _slack_is_whole(self) -> Self:
        """Refuse variables of Slack that lack another one."""
        wanted: dict[str, object] = {}
        if self.slack_client_id or self.slack_client_secret:
            wanted = {
                "SLACK_CLIENT_ID": self.slack_client_id,
                "SLACK_CLIENT_SECRET": self.slack_client_secret,
                "SLACK_SIGNING_SECRET": self.slack_signing_secret,
                "ONRECORD_SECRET_KEYS": self.secret_keys,
            }
        elif self.slack_app_token:
            wanted = {"SLACK_BOT_TOKEN": self.slack_bot_token}
        elif self.slack_bot_token or self.slack_signing_secret:
            wanted = {
                "SLACK_BOT_TOKEN": self.slack_bot_token,
                "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET": self.slack_signing_secret,
            }
        if missing := [name for name, value in wanted.items() if not value]:
            raise ValueError(f"Slack is set up in part; set {' and '.join(missing)} too, or none of them")
        return self

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        start = "xapp-" if info.field_name == "slack_app_token" else "xoxb-"
        if value is not None and not re.fullmatch(f"{start}[!-~]+", value.get_secret_value()):
            what = f"it begins with {start}, then come letters, digits and hyphens"
            raise ValueError(f"{what}; copy it from your app's page at api.slack.com/apps")
        return value

    @field_validator("discord_token")
    @classmethod
    def _discord_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[\w.-]+", value.get_secret_value(), re.ASCII):
            raise ValueError(
                "it is letters, digits, points, hyphens and underscores; copy it anew, without Bot before it"
            )
        return value

    @field_validator("discord_public_key")
    @classmethod
    def _public_key(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", value):
            raise ValueError(
                "it is 64 digits and letters from a to f; copy it from your application’s page, General Information"
            )
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        address = urlsplit(value)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise ValueError("write an address such as http://127.0.0.1:9000/api/")
        return f"{value.rstrip('/')}/"

    @field_validator("discord_api_url", "discord_gateway_url")
    @classmethod
    def _discord_url(cls, value: str, info: ValidationInfo) -> str:
        gateway = info.field_name == "discord_gateway_url"
        address = urlsplit(value)
        kinds = {"ws", "wss"} if gateway else {"http", "https"}
        if value and (address.scheme not in kinds or not address.hostname):
            like = "ws://127.0.0.1:9000/gateway" if gateway else "http://127.0.0.1:9000/api/v10"
            raise ValueError(f"write an address such as {like}")
        return value.rstrip("/")

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _keys(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(_key(part.strip()) for part in value.split(",") if part.strip())

    @field_validator("database")
    @classmethod
    def _address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            read_address(value.get_secret_value())
        return value

    @field_validator("data")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        if value.exists() and not value.is_dir():
            raise ValueError(f"{value} is no folder")
        return value

    @field_validator("admins", mode="before")
    @classmethod
    def _admins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        admins: dict[str, set[str]] = defaultdict(set)
        for one in filter(None, (part.strip() for part in value.split(","))):
            tenant, slash, user = one.rpartition("/")
            if not (slash and tenant and user and ":" in tenant):
                raise ValueError(f"{one!r} names no one; write slack:T1/U1 or discord:123/456, separated by commas")
            admins[tenant].add(user)
        return {tenant: frozenset(users) for tenant, users in admins.items()}

    @field_validator("log_level", mode="before")
    @classmethod
    def _level(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("content", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        folders = value.split(":") if isinstance(value, str) else value
        if not isinstance(folders, list | tuple):
            raise ValueError("name folders, separated by a colon")  # noqa: TRY004  pydantic reports only this kind
        paths = tuple(Path(str(folder)) for folder in folders if folder)
        for path in paths:
            if not path.is_dir():
                raise ValueError(f"{path} is no folder")
        return paths

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  pydantic calls it by name
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)


_SECRETS = _SECRET | {name for name, field in Settings.model_fields.items() if field.alias in _SECRET}


def _key(text: str) -> bytes:
    """Read a key of 32 bytes in base64."""
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("a key is no base64 of 32 bytes; onrecord secrets new makes one")
    return key


def read_settings(**given: object) -> Settings:
    """Read all settings; `given` ones win. Raise `SettingsError` with every wrong one by its name."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        raise SettingsError("\n".join(_wrong(detail) for detail in error.errors(include_url=False))) from None
    except UnicodeDecodeError:
        raise SettingsError(f".env or {CONFIG} is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{CONFIG} cannot be read as TOML: {error}") from None


def _wrong(detail: ErrorDetails) -> str:
    if not detail["loc"]:
        return str(detail["ctx"]["error"])
    name = str(detail["loc"][0])
    shown = "what is set" if name in _SECRETS else repr(detail["input"])
    reason = str(detail.get("ctx", {}).get("error") or detail["msg"])
    return f"{name}: {shown} cannot be used: {reason[0].lower()}{reason[1:]}"


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    # Not by `is_loopback`: whether it takes mapped addresses depends on the version of Python.
    return any(address in network for network in _LOOPBACK)
