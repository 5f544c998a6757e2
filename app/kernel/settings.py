"""Typed settings, read once from the environment. Nothing else in the product reads `os.environ`."""

import os
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

PREFIX = "SIYU_"
UNPREFIXED = {"database_url": "DATABASE_URL", "redis_url": "REDIS_URL"}


class Environment(StrEnum):
    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class SettingsError(Exception):
    """The configuration is wrong; the text names every missing, unknown or invalid key at once."""


class Settings(BaseModel):
    """Every setting of the product. A field `x` is read from `SIYU_X`; the two engines from their usual names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: Environment = Environment.PRODUCTION
    database_url: SecretStr
    redis_url: SecretStr
    database_pool: int = Field(16, ge=2, le=64)
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    web_workers: int = Field(1, ge=1, le=64)
    public_url: str
    job_lease_seconds: int = Field(6, ge=1, le=300)
    nightly_sync_at: time = time(3, 30)
    most_unpaid_orders: int = Field(5, ge=1, le=1_000_000)
    most_task_guides: int = Field(20_000, ge=1, le=100_000)
    log_level: str = "INFO"
    clock_file: Path | None = None

    session_key: SecretStr = Field(min_length=32)
    link_key: SecretStr = Field(min_length=32)
    personal_data_key: SecretStr = Field(min_length=64, max_length=64)

    wecom_base_url: str = "https://qyapi.weixin.qq.com"
    wecom_corpid: str
    wecom_agent_id: int
    wecom_agent_secret: SecretStr
    wecom_contact_secret: SecretStr
    wecom_callback_token: SecretStr
    wecom_callback_aes_key: SecretStr = Field(min_length=43, max_length=43)

    miniprogram_base_url: str = "https://api.weixin.qq.com"
    miniprogram_appid: str
    miniprogram_secret: SecretStr
    miniprogram_push_token: SecretStr = SecretStr("")
    miniprogram_push_aes_key: SecretStr = SecretStr("")

    pay_base_url: str = "https://api.mch.weixin.qq.com"
    pay_mchid: str
    pay_merchant_serial: str
    pay_merchant_private_key: SecretStr
    pay_apiv3_key: SecretStr = Field(min_length=32, max_length=32)
    pay_public_key_id: str = ""
    pay_public_key: str = ""
    pay_public_key_id_next: str = ""
    pay_public_key_next: str = ""

    picture_origins: str = ""

    kuaidi100_base_url: str = "https://poll.kuaidi100.com"
    kuaidi100_customer: str = ""
    kuaidi100_key: SecretStr = SecretStr("")

    @field_validator("personal_data_key")
    @classmethod
    def _hex(cls, value: SecretStr) -> SecretStr:
        bytes.fromhex(value.get_secret_value())
        return value

    @field_validator("public_url", "wecom_base_url", "miniprogram_base_url", "pay_base_url", "kuaidi100_base_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _whole_courier_platform(self) -> "Settings":
        if bool(self.kuaidi100_customer) != bool(self.kuaidi100_key.get_secret_value()):
            raise ValueError("SIYU_KUAIDI100_CUSTOMER and SIYU_KUAIDI100_KEY go together")
        return self

    @model_validator(mode="after")
    def _whole_message_push(self) -> "Settings":
        token = self.miniprogram_push_token.get_secret_value()
        aes_key = self.miniprogram_push_aes_key.get_secret_value()
        if bool(token) != bool(aes_key):
            raise ValueError("SIYU_MINIPROGRAM_PUSH_TOKEN and SIYU_MINIPROGRAM_PUSH_AES_KEY go together")
        if len(aes_key) not in (0, 43) or not all(char.isascii() and char.isalnum() for char in aes_key):
            raise ValueError("SIYU_MINIPROGRAM_PUSH_AES_KEY has 43 letters and digits")
        return self

    @model_validator(mode="after")
    def _clock_stands_still_in_production(self) -> "Settings":
        if self.clock_file and self.environment is Environment.PRODUCTION:
            raise ValueError("SIYU_CLOCK_FILE moves time and is refused in production")
        return self

    @model_validator(mode="after")
    def _public_keys_have_ids(self) -> "Settings":
        pairs = (
            (self.pay_public_key_id, self.pay_public_key),
            (self.pay_public_key_id_next, self.pay_public_key_next),
        )
        if any(bool(key_id) != bool(key) for key_id, key in pairs) or (pairs[1][0] and not pairs[0][0]):
            raise ValueError("SIYU_PAY_PUBLIC_KEY_ID and SIYU_PAY_PUBLIC_KEY belong together, so do those of _NEXT")
        return self

    def masked(self) -> dict[str, str]:
        """Every setting as text, with secrets reduced to their length: what `siyu doctor` prints."""
        return {env_name(name): _masked(getattr(self, name)) for name in type(self).model_fields}


def env_name(field: str) -> str:
    """The environment variable of a field."""
    return UNPREFIXED.get(field, PREFIX + field.upper())


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises SettingsError that lists all faults together, each by its variable's name."""
    fields = {env_name(name): name for name in Settings.model_fields}
    given: dict[str, Any] = {fields[key]: value for key, value in environ.items() if key in fields}
    faults = [f"{key}: unknown setting" for key in sorted(environ) if key.startswith(PREFIX) and key not in fields]
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults += [_describe(fault) for fault in error.errors(include_url=False, include_input=False)]
    if faults:
        raise SettingsError("The configuration is not usable:\n  " + "\n  ".join(faults))
    return settings


def _describe(fault: Any) -> str:
    name = env_name(str(fault["loc"][0])) if fault["loc"] else "settings"
    return f"{name}: {'is missing' if fault['type'] == 'missing' else fault['msg']}"


def _masked(value: Any) -> str:
    if isinstance(value, SecretStr):
        return f"****** ({len(value.get_secret_value())} characters)"
    return str(value)
