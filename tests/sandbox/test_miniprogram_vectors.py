import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from sandbox.miniprogram import crypto
from sandbox.wecom import crypto as callback_crypto

VECTORS = Path(__file__).parents[1] / "vectors"
OPEN_DATA: dict[str, Any] = json.loads((VECTORS / "miniprogram_encrypted_data.json").read_text())
PUSH: dict[str, dict[str, Any]] = {
    vector["name"]: vector for vector in json.loads((VECTORS / "miniprogram_push.json").read_text())["vectors"]
}


def plaintext(vector: dict[str, Any]) -> bytes:
    """The JSON text as it was before encryption: compact, in the order of the vector."""
    return json.dumps(vector["expected"], ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("vector", OPEN_DATA["encrypted_data"], ids=lambda vector: vector["name"])
def test_encrypted_data_equals_the_known_answer(vector: dict[str, Any]) -> None:
    sealed = crypto.encrypt(vector["session_key"], plaintext(vector), b64decode(vector["iv"]))
    assert sealed == vector["encryptedData"]


@pytest.mark.parametrize("vector", OPEN_DATA["raw_data_signature"], ids=lambda vector: vector["name"])
def test_raw_data_signature_equals_the_known_answer(vector: dict[str, Any]) -> None:
    assert crypto.raw_data_signature(vector["rawData"], vector["session_key"]) == vector["signature"]


@pytest.mark.parametrize("vector", OPEN_DATA["session_signature"], ids=lambda vector: vector["name"])
def test_session_signature_equals_the_known_answer(vector: dict[str, Any]) -> None:
    assert crypto.session_signature(vector["session_key"], vector["data"]) == vector["signature"]


@pytest.mark.parametrize("name", ["url_verify_get", "plain_mode_post", "secure_mode_post"])
def test_push_signature_equals_the_known_answer(name: str) -> None:
    vector = PUSH[name]
    signed = callback_crypto.signature(vector["token"], vector["timestamp"], vector["nonce"], "")
    assert signed == vector["signature"]


@pytest.mark.parametrize("name", ["secure_mode_post", "secure_mode_reply"])
def test_push_message_signature_covers_the_ciphertext(name: str) -> None:
    vector = PUSH[name]
    signed = callback_crypto.signature(vector["token"], vector["timestamp"], vector["nonce"], vector["encrypt"])
    assert signed == vector["msg_signature"]


def test_push_message_opens_to_the_known_answer() -> None:
    vector = PUSH["secure_mode_post"]
    opened = callback_crypto.decrypt(vector["encoding_aes_key"], vector["encrypt"])
    assert opened == (vector["expected"]["plaintext"], vector["expected"]["appid"])


def test_push_reply_equals_the_known_answer() -> None:
    vector = PUSH["secure_mode_reply"]
    random16 = vector["random16"].encode()
    sealed = callback_crypto.encrypt(vector["encoding_aes_key"], vector["appid"], vector["plaintext"], random16)
    assert sealed == vector["encrypt"]
