import json
from pathlib import Path
from typing import Any

import pytest

from app.integrations.miniprogram_data import OpenDataRefused, decrypt, raw_data_is_signed, session_signature

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "miniprogram_encrypted_data.json").read_text()
)
SEALED = VECTORS["encrypted_data"]


def opened(vector: dict[str, Any], **changed: str) -> dict[str, Any]:
    given = {"encrypted_data": vector["encryptedData"], "iv": vector["iv"], "session_key": vector["session_key"]}
    return decrypt(**given | {"appid": vector["appid"]} | changed)


@pytest.mark.parametrize("vector", SEALED, ids=lambda vector: vector["name"])
def test_open_data_opens_to_the_known_answer(vector: dict[str, Any]) -> None:
    assert opened(vector) == vector["expected"]


@pytest.mark.parametrize(
    "changed",
    [
        {"appid": "wx0000000000000000"},
        {"session_key": "AAAAAAAAAAAAAAAAAAAAAA=="},
        {"session_key": "AAAA"},
        {"iv": "AAAA"},
        {"encrypted_data": "AAAA"},
        {"encrypted_data": "not base64!"},
        {"encrypted_data": ""},
    ],
)
def test_open_data_that_was_tampered_with_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(OpenDataRefused):
        opened(SEALED[0], **changed)


@pytest.mark.parametrize("vector", VECTORS["raw_data_signature"], ids=lambda vector: vector["name"])
def test_raw_data_is_taken_only_with_the_users_signature(vector: dict[str, Any]) -> None:
    assert raw_data_is_signed(vector["rawData"], vector["signature"], vector["session_key"])
    assert not raw_data_is_signed(vector["rawData"] + " ", vector["signature"], vector["session_key"])


@pytest.mark.parametrize("vector", VECTORS["session_signature"], ids=lambda vector: vector["name"])
def test_session_signature_equals_the_known_answer(vector: dict[str, Any]) -> None:
    assert session_signature(vector["session_key"], vector["data"]) == vector["signature"]
