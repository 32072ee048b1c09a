"""What is set up from outside: the only place that reads the environment and `config/bot.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

CONFIG = Path("config/bot.toml")


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
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", alias="ONRECORD_LOG_LEVEL")

    @field_validator("content", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        if isinstance(value, str):
            value = tuple(Path(part) for part in value.split(":") if part)
        for folder in value if isinstance(value, tuple) else ():
            if not Path(folder).is_dir():
                raise ValueError(f"{folder} is no folder")
        return value

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
        lines = (
            f"{detail['loc'][0]}: {detail['input']!r} cannot be used: {detail['msg'][0].lower()}{detail['msg'][1:]}"
            for detail in error.errors(include_url=False)
        )
        raise SettingsError("\n".join(lines)) from None
