"""The product's environment variables for a sandbox, as a retailer would set them for the real platforms."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def product_environment(
    *,
    database_url: str,
    redis_url: str,
    sandbox_url: str,
    credentials: Mapping[str, Any],
    clock_file: Path,
    port: int,
    keys: Mapping[str, str],
    environment: str = "demo",
) -> dict[str, str]:
    """Every setting of the product, as environment variables. `keys` are the product's own secrets."""
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SIYU_ENVIRONMENT": environment,
        "SIYU_PORT": str(port),
        "SIYU_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SIYU_CLOCK_FILE": str(clock_file),
        "SIYU_SESSION_KEY": keys["session_key"],
        "SIYU_LINK_KEY": keys["link_key"],
        "SIYU_PERSONAL_DATA_KEY": keys["personal_data_key"],
        "SIYU_WECOM_BASE_URL": f"{sandbox_url}/qyapi",
        "SIYU_WECOM_CORPID": credentials["wecom_corpid"],
        "SIYU_WECOM_AGENT_ID": str(credentials["wecom_agent_id"]),
        "SIYU_WECOM_AGENT_SECRET": credentials["wecom_agent_secret"],
        "SIYU_WECOM_CONTACT_SECRET": credentials["wecom_contact_secret"],
        "SIYU_WECOM_CALLBACK_TOKEN": credentials["wecom_callback_token"],
        "SIYU_WECOM_CALLBACK_AES_KEY": credentials["wecom_callback_aes_key"],
        # Where a demo's pictures lie: the product's own.
        "SIYU_PICTURE_ORIGINS": f"http://127.0.0.1:{port}",
        "SIYU_MINIPROGRAM_BASE_URL": f"{sandbox_url}/weixin",
        "SIYU_MINIPROGRAM_APPID": credentials["miniprogram_appid"],
        "SIYU_MINIPROGRAM_SECRET": credentials["miniprogram_secret"],
        "SIYU_MINIPROGRAM_PUSH_TOKEN": credentials["miniprogram_push_token"],
        "SIYU_MINIPROGRAM_PUSH_AES_KEY": credentials["miniprogram_push_aes_key"],
        "SIYU_PAY_BASE_URL": sandbox_url,
        "SIYU_PAY_MCHID": credentials["mchid"],
        "SIYU_PAY_MERCHANT_SERIAL": credentials["merchant_serial"],
        "SIYU_PAY_MERCHANT_PRIVATE_KEY": credentials["merchant_private_key_pem"],
        "SIYU_PAY_APIV3_KEY": credentials["apiv3_key"],
        "SIYU_PAY_PUBLIC_KEY_ID": credentials["wechatpay_public_key_id"],
        "SIYU_PAY_PUBLIC_KEY": credentials["wechatpay_public_key_pem"],
        "SIYU_KUAIDI100_BASE_URL": f"{sandbox_url}/kuaidi100",
        "SIYU_KUAIDI100_CUSTOMER": credentials["kuaidi100_customer"],
        "SIYU_KUAIDI100_KEY": credentials["kuaidi100_key"],
    }


def own_keys(file: Path) -> dict[str, str]:
    """The product's own secrets, made once and kept in a file only its owner can read."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        keys = {name: secrets.token_hex(32) for name in ("session_key", "link_key", "personal_data_key")}
        file.write_text(json.dumps(keys | {"demo_password": secrets.token_urlsafe(9)}))
    kept: dict[str, str] = json.loads(file.read_text())
    return kept


ENVIRONMENT_FILE = "environment.json"


def keep_environment(home: Path, environment: Mapping[str, str]) -> None:
    """Leave a demo's settings, for its owner only, to commands that look at it."""
    file = home / ENVIRONMENT_FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps(dict(environment)))


def kept_environment(home: Path) -> dict[str, str]:
    """The settings of the demo in a folder. Raises FileNotFoundError when none was started there."""
    kept: dict[str, str] = json.loads((home / ENVIRONMENT_FILE).read_text())
    return kept
