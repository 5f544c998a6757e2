"""The sandbox's own callback crypto and JS-SDK signature against recorded vectors."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.wecom import crypto, jsapi

VECTORS = Path(__file__).parents[1] / "vectors"
CALLBACK = json.loads((VECTORS / "wecom_callback_crypto.json").read_text())
JSAPI = json.loads((VECTORS / "wecom_jsapi_signature.json").read_text())["vectors"]


def cases(group: str) -> list[Any]:
    return [pytest.param(vector, id=vector["name"]) for vector in CALLBACK[group]]


DECRYPT_GROUP = next(name for name, group in CALLBACK.items() if isinstance(group, list) and "kind" in group[0])


@pytest.mark.parametrize("vector", cases(DECRYPT_GROUP))
def test_official_messages_decrypt_and_verify(vector: dict[str, Any]) -> None:
    signed = crypto.signature(vector["token"], vector["timestamp"], vector["nonce"], vector["encrypt"])
    message, receiver = crypto.decrypt(vector["encoding_aes_key"], vector["encrypt"])

    assert signed == vector["msg_signature"]
    assert (message, receiver) == (vector["expected"]["plaintext"], vector["expected"]["receive_id"])


@pytest.mark.parametrize("vector", cases(DECRYPT_GROUP))
def test_official_messages_encrypt_to_the_same_text(vector: dict[str, Any]) -> None:
    expected = vector["expected"]
    head = bytes.fromhex(expected["random16_hex"])

    made = crypto.encrypt(vector["encoding_aes_key"], expected["receive_id"], expected["plaintext"], head)

    assert made == vector["encrypt"]


@pytest.mark.parametrize("vector", [*cases("encrypt"), *cases("simulator_samples")])
def test_encryption_with_known_random_bytes_is_reproduced(vector: dict[str, Any]) -> None:
    head = vector["random16"].encode()

    made = crypto.encrypt(vector["encoding_aes_key"], vector["receive_id"], vector["plaintext"], head)

    assert made == vector["encrypt"]
    if "msg_signature" in vector:
        assert crypto.signature(vector["token"], vector["timestamp"], vector["nonce"], made) == vector["msg_signature"]


@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["name"]) for vector in JSAPI])
def test_jsapi_signature_ignores_the_fragment(vector: dict[str, Any]) -> None:
    url = vector.get("page_url", vector["url"])

    signed = jsapi.signature(vector["jsapi_ticket"], vector["noncestr"], str(vector["timestamp"]), url)

    assert signed == vector["signature"]


def test_spoilt_ciphertext_is_refused() -> None:
    key = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
    encrypted = crypto.encrypt(key, "wwlab", "hello", bytes(16))

    with pytest.raises(ValueError, match="bad length"):
        crypto.decrypt(key, "AAAA" + encrypted[4:])
