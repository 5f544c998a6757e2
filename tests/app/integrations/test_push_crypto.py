"""Message push: signatures, decryption, receiver, and both formats of what is inside."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.integrations.miniprogram_push import parse
from app.integrations.wechat_push_crypto import PushForged, PushKeys, PushMalformed
from sandbox.wecom import crypto

VECTORS: dict[str, dict[str, Any]] = {
    vector["name"]: vector
    for vector in json.loads((Path(__file__).parents[2] / "vectors" / "miniprogram_push.json").read_text())["vectors"]
}
SECURE = VECTORS["secure_mode_post"]
KEYS = PushKeys(SECURE["token"], SECURE["encoding_aes_key"], SECURE["expected"]["appid"])


def query(encrypted: str) -> dict[str, str]:
    signed = crypto.signature(SECURE["token"], "1", "2", encrypted)
    return {"timestamp": "1", "nonce": "2", "msg_signature": signed}


def test_the_known_answer() -> None:
    assert KEYS.open(SECURE, SECURE["encrypt"]) == SECURE["expected"]["plaintext"]
    assert parse(SECURE["expected"]["plaintext"]).event == "debug_demo"


def test_the_known_challenge() -> None:
    KEYS.verify(VECTORS["url_verify_get"])
    with pytest.raises(PushForged):
        KEYS.verify(VECTORS["url_verify_get"] | {"nonce": "1"})


@pytest.mark.parametrize("spoilt", ["msg_signature", "timestamp", "nonce", "encrypt"])
def test_nothing_signed_may_be_changed(spoilt: str) -> None:
    changed = SECURE | {spoilt: SECURE[spoilt][:-1] + ("1" if SECURE[spoilt][-1] != "1" else "0")}
    with pytest.raises(PushForged):
        KEYS.open(changed, changed["encrypt"])


@pytest.mark.parametrize("signed", [{}, {"msg_signature": ""}, {"msg_signature": "é"}, {"signature": "plain mode"}])
def test_an_unsigned_text_is_refused(signed: dict[str, str]) -> None:
    with pytest.raises(PushForged):
        KEYS.open(signed, SECURE["encrypt"])


def test_a_text_for_another_mini_program_is_refused() -> None:
    sealed = crypto.encrypt(SECURE["encoding_aes_key"], "wxother", "{}")
    with pytest.raises(PushForged):
        KEYS.open(query(sealed), sealed)


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.b64encode(raw).decode())))
def test_signed_garbage_is_refused_and_nothing_else_happens(garbage: str) -> None:
    text = garbage.encode("utf-8", "replace").decode()
    with pytest.raises((PushMalformed, PushForged)):
        KEYS.open(query(text), text)


ONE, TWO = (
    {"TemplateId": "a", "SubscribeStatusString": "accept"},
    {"TemplateId": "b", "SubscribeStatusString": "reject"},
)


def _xml(*items: dict[str, str]) -> str:
    lists = "".join(
        "<List>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in item.items()) + "</List>" for item in items
    )
    return (
        "<xml><FromUserName>o1</FromUserName><Event>subscribe_msg_popup_event</Event>"
        f"<SubscribeMsgPopupEvent>{lists}</SubscribeMsgPopupEvent></xml>"
    )


def _json(listed: Any) -> str:
    return json.dumps({"FromUserName": "o1", "Event": "subscribe_msg_popup_event", "List": listed})


@pytest.mark.parametrize(
    ("plain", "items"),
    [
        (_json(ONE), (ONE,)),
        (_json([ONE]), (ONE,)),
        (_json([ONE, TWO]), (ONE, TWO)),
        (_xml(ONE), (ONE,)),
        (_xml(ONE, TWO), (ONE, TWO)),
    ],
)
def test_one_item_and_several_are_read_in_both_formats(plain: str, items: tuple[dict[str, str], ...]) -> None:
    assert (parse(plain).openid, parse(plain).items) == ("o1", items)


@pytest.mark.parametrize(
    "plain",
    [
        "",
        "[]",
        "nothing",
        "{}",
        "<xml>",
        "<xml/>",
        '{"FromUserName": 7}',
        _json([ONE, "two"]),
        _json(None),
        '<!DOCTYPE x [<!ENTITY e "o1">]><xml><FromUserName>&e;</FromUserName></xml>',
        "<a>" * 50 + "</a>" * 50,
    ],
)
def test_what_is_no_push_is_malformed(plain: str) -> None:
    with pytest.raises(PushMalformed):
        parse(plain)
