"""What is set up from outside: the only place that reads the environment and `config/bot.toml`."""

from __future__ import annotations

import ipaddress
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
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


_SECRET = frozenset({"ONRECORD_PLAYGROUND_PASSWORD", "playground_password", "DATABASE_URL", "database"})


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
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", alias="ONRECORD_LOG_LEVEL")

    @property
    def database_url(self) -> str:
        """Where the database is, password and all: what is set, or an SQLite file in the data folder."""
        return self.database.get_secret_value() if self.database else f"sqlite:///{self.data / 'onrecord.db'}"

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
    name = detail["loc"][0]
    shown = "what is set" if name in _SECRET else repr(detail["input"])
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
