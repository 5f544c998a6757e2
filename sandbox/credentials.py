"""Accounts and keys of the one merchant that lives in the sandbox."""

import json
import secrets
import string
from base64 import b64encode
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

LETTERS = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits


@dataclass(frozen=True)
class Credentials:
    """Private keys are PKCS#8 PEM, public keys SubjectPublicKeyInfo PEM; ``apiv3_key`` is 32 ASCII characters."""

    wecom_corpid: str
    wecom_agent_id: int
    wecom_agent_secret: str
    wecom_contact_secret: str
    wecom_callback_token: str
    wecom_callback_aes_key: str
    miniprogram_appid: str
    miniprogram_secret: str
    miniprogram_push_token: str
    miniprogram_push_aes_key: str
    mchid: str
    merchant_serial: str
    merchant_private_key_pem: str
    apiv3_key: str
    wechatpay_public_key_id: str
    wechatpay_public_key_pem: str
    wechatpay_private_key_pem: str
    kuaidi100_customer: str
    kuaidi100_key: str

    def public(self) -> dict[str, str | int]:
        """Everything a merchant configures; the platform's own private key stays here."""
        values = asdict(self)
        del values["wechatpay_private_key_pem"]
        return values


def load_or_create(state_dir: Path) -> Credentials:
    """The credentials of ``state_dir``, made on first use so that they survive a restart."""
    file = state_dir / "credentials.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    if known.keys() >= {field.name for field in fields(Credentials)}:
        return Credentials(**known)
    # Those of an older sandbox stay; what it did not know yet is added.
    made = Credentials(**(asdict(generate()) | known))
    state_dir.mkdir(parents=True, exist_ok=True)
    draft = state_dir / ".credentials.json"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(made), indent=2))
    draft.replace(file)
    return made


def generate() -> Credentials:
    merchant_private, _ = _rsa_pair()
    platform_private, platform_public = _rsa_pair()
    mchid = "19" + random_text(8, string.digits)
    return Credentials(
        wecom_corpid="ww" + random_text(16, LOWER),
        wecom_agent_id=1000002,
        wecom_agent_secret=random_text(43),
        wecom_contact_secret=random_text(43),
        wecom_callback_token=random_text(24),
        wecom_callback_aes_key=_encoding_aes_key(),
        miniprogram_appid="wx" + random_text(16, LOWER),
        miniprogram_secret=random_text(32, "0123456789abcdef"),
        miniprogram_push_token=random_text(24),
        miniprogram_push_aes_key=_encoding_aes_key(),
        mchid=mchid,
        merchant_serial=random_text(40, "0123456789ABCDEF"),
        merchant_private_key_pem=merchant_private,
        apiv3_key=random_text(32),
        wechatpay_public_key_id=f"PUB_KEY_ID_01{mchid}" + random_text(22, string.digits),
        wechatpay_public_key_pem=platform_public,
        wechatpay_private_key_pem=platform_private,
        kuaidi100_customer=random_text(32, "0123456789ABCDEF"),
        kuaidi100_key=random_text(12),
    )


def random_text(length: int, alphabet: str = LETTERS) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _encoding_aes_key() -> str:
    """43 letters and digits that decode to 32 bytes, as the console generates them."""
    while True:
        text = b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        if text.isalnum():
            return text


def _rsa_pair() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), public_pem(key.public_key())


def public_pem(key: rsa.RSAPublicKey) -> str:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
