"""No secret is in the project's files, and the scan would find one."""

from pathlib import Path

import pytest

from scripts.secrets_scan import found_in, scan

ROOT = Path(__file__).parent.parent.parent
PUBLIC_VECTORS = {
    "tests/vectors/miniprogram_encrypted_data.json": ["platform secret"],
    "tests/vectors/pay_v3.json": ["platform secret"],
    "tests/vectors/wecom_callback_crypto.json": ["platform secret"],
}
LETTERS = "k7Qz" * 12


def test_only_public_test_vectors_look_like_secrets() -> None:
    assert scan(ROOT) == PUBLIC_VECTORS


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("private key", f"-----BEGIN {'PRIVATE'} KEY-----\n{LETTERS}\n"),
        ("private key", f'"-----BEGIN RSA {"PRIVATE"} KEY-----\\n{LETTERS}"'),
        ("platform secret", f'APP_SECRET = "{LETTERS[:32]}"'),
        ("platform secret", f"SIYU_PAY_APIV3_KEY={LETTERS[:32]}"),
        ("platform secret", f"wecom_callback_aes_key: {LETTERS[:43]}"),
        ("password in URL", f"postgresql://siyu:{LETTERS[:8]}@db.example.com/siyu"),
    ],
)
def test_a_secret_is_found(kind: str, text: str) -> None:
    assert found_in(text) == [kind]


@pytest.mark.parametrize("text", ["session_key: SecretStr", "postgresql://siyu:****@db/siyu", "token = signer.sign(x)"])
def test_what_is_no_secret_passes(text: str) -> None:
    assert found_in(text) == []
