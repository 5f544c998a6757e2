"""Signature, decryption and receiver of callbacks."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wecom.callbacks import vectors
from tests.wecom.callbacks.sealing import Sender
from wecom.callbacks.crypto import CallbackKeys
from wecom.callbacks.errors import CallbackForeign, CallbackForged, CallbackUndecryptable, CallbackUnsigned

SENDER = Sender("LabToken2026", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ", "wwlab0000000000001")


def keys_of(vector: dict[str, Any]) -> CallbackKeys:
    return CallbackKeys(vector["token"], vector["encoding_aes_key"], vector["expected"]["receive_id"])


@pytest.mark.parametrize("vector", vectors.ALL, ids=vectors.name_of)
def test_the_known_answers(vector: dict[str, Any]) -> None:
    plain = keys_of(vector).open(vectors.signed(vector), vector["encrypt"])
    assert plain == vector["expected"]["plaintext"]


@pytest.mark.parametrize("vector", vectors.ENCRYPTED, ids=vectors.name_of)
def test_the_known_ciphertext(vector: dict[str, Any]) -> None:
    sender = Sender("token", vector["encoding_aes_key"], vector["receive_id"])
    assert sender.keys.open(sender.sign(vector["encrypt"]), vector["encrypt"]) == vector["plaintext"]


@pytest.mark.parametrize("vector", vectors.ALL, ids=vectors.name_of)
@pytest.mark.parametrize("spoilt", ["msg_signature", "timestamp", "nonce", "encrypt"])
def test_nothing_signed_may_be_changed(vector: dict[str, Any], spoilt: str) -> None:
    last = "1" if vector[spoilt].endswith("0") else "0"
    changed = vector | {spoilt: vector[spoilt][:-1] + last}
    with pytest.raises(CallbackForged):
        keys_of(vector).open(vectors.signed(changed), changed["encrypt"])


@pytest.mark.parametrize("query", [{}, {"msg_signature": ""}, {"timestamp": "1", "nonce": "1"}])
def test_an_unsigned_text_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(CallbackUnsigned):
        SENDER.keys.open(query, SENDER.seal("<xml/>"))


@pytest.mark.parametrize("signature", ["é" * 40, "0" * 40, "0", "\ufffd"])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    sealed = SENDER.seal("<xml/>")
    with pytest.raises(CallbackForged):
        SENDER.keys.open(SENDER.sign(sealed) | {"msg_signature": signature}, sealed)


def test_a_text_for_another_receiver_is_refused() -> None:
    for receiver in ("wwother", SENDER.corpid[:-1], SENDER.corpid + "1", " " + SENDER.corpid):
        encrypted = SENDER.seal("<xml/>", receiver=receiver)
        with pytest.raises(CallbackForeign):
            SENDER.keys.open(SENDER.sign(encrypted), encrypted)


def test_another_key_is_not_taken_for_another_receiver() -> None:
    """The remedy differs: the EncodingAESKey is wrong, not the corporation."""
    other = Sender(SENDER.token, SENDER.aes_key[::-1], SENDER.corpid)
    for _ in range(50):
        encrypted = other.seal("<xml/>")
        with pytest.raises(CallbackUndecryptable):
            SENDER.keys.open(SENDER.sign(encrypted), encrypted)


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.b64encode(raw).decode())))
def test_signed_garbage_is_refused_and_nothing_else_happens(garbage: str) -> None:
    with pytest.raises((CallbackUndecryptable, CallbackForeign)):
        SENDER.keys.open(SENDER.sign(garbage), garbage)


@given(st.binary(min_size=16, max_size=256).filter(lambda raw: len(raw) % 16 == 0))
def test_signed_blocks_under_a_wrong_key_are_refused(blocks: bytes) -> None:
    garbage = base64.b64encode(blocks).decode()
    with pytest.raises((CallbackUndecryptable, CallbackForeign)):
        SENDER.keys.open(SENDER.sign(garbage), garbage)
