"""The published and the laboratory's own test vectors of Pay v3, run against the product's code."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers, RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import load_pem_x509_certificate

from app.integrations.wechat_pay import Merchant, WeChatPay
from app.integrations.wechat_pay_crypto import PROBE, Signer, decrypt, is_signed, lines
from app.integrations.wechat_pay_keys import PlatformKeys
from app.integrations.wechat_pay_messages import RESOURCE_NOT_EXISTS, NotFromWeChatPay, NotificationUnreadable
from app.kernel import clock
from app.kernel.errors import PermanentFailure

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "pay_v3.json").read_text())
OFFICIAL, OWN = VECTORS["official"], VECTORS["self_generated"]


def named(vectors: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


def private_pem() -> str:
    key = {
        name: int(value, 16) if isinstance(value, str) else value for name, value in OWN["merchant_test_key"].items()
    }
    numbers = RSAPrivateNumbers(
        p=key["p"],
        q=key["q"],
        d=key["d"],
        dmp1=key["d"] % (key["p"] - 1),
        dmq1=key["d"] % (key["q"] - 1),
        iqmp=pow(key["q"], -1, key["p"]),
        public_numbers=RSAPublicNumbers(key["e"], key["n"]),
    )
    return numbers.private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


SIGNER = Signer(OWN["mchid"], OWN["merchant_serial_no"], private_pem())


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.mark.parametrize("vector", named(OWN["requests"]))
def test_a_request_is_signed_to_the_byte(vector: dict[str, Any]) -> None:
    body, at = vector["body"].encode(), int(vector["timestamp"])
    header = SIGNER.authorization(vector["method"], vector["url"], body, at, vector["nonce_str"])
    assert f'signature="{vector["signature"]}"' in header
    given = {part for part in vector["authorization"].split(" ", 1)[1].split(",")}
    assert set(header.split(" ", 1)[1].split(",")) == given


@pytest.mark.parametrize("vector", named(OWN["pay_sign"]))
def test_the_phones_parameters_are_signed_to_the_byte(vector: dict[str, Any]) -> None:
    prepay_id = vector["package"].removeprefix("prepay_id=")
    params = SIGNER.pay_params(vector["appId"], prepay_id, int(vector["timeStamp"]), vector["nonceStr"])
    assert params == {name: vector[name] for name in ("timeStamp", "nonceStr", "package", "signType", "paySign")}


@pytest.mark.parametrize("vector", named(OFFICIAL["format_only"]))
def test_signed_texts_have_the_documented_form(vector: dict[str, Any]) -> None:
    if "method" in vector:
        parts = [vector["method"], vector["url"], vector["timestamp"], vector["nonce_str"], vector["body"]]
    else:
        last = vector.get("package") or vector["prepayId"]
        parts = [vector["appId"], vector["timeStamp"], vector["nonceStr"], last]
    assert lines(*parts) == vector["string_to_sign"].encode()


@pytest.mark.parametrize("vector", named(OWN["verify"]))
async def test_an_answer_is_verified_by_its_exact_bytes(
    vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, body = lower(vector["headers"]), vector["body"].encode()
    at, keys = int(headers["wechatpay-timestamp"]), platform_keys()
    monkeypatch.setattr(clock, "now", lambda: datetime.fromtimestamp(at + 299, UTC))
    await keys.verify(headers, body)
    changes: list[tuple[dict[str, str], bytes, int]] = [
        ({}, body + b" ", 0),
        ({}, body, 301),
        ({}, body, -301),
        ({"wechatpay-nonce": "other"}, body, 0),
        ({"wechatpay-timestamp": str(at + 1)}, body, 0),
        ({"wechatpay-timestamp": "soon"}, body, 0),
        ({"wechatpay-serial": "PUB_KEY_ID_0000"}, body, 0),
        ({"wechatpay-signature": PROBE + headers["wechatpay-signature"]}, body, 0),
        ({"wechatpay-signature": "不是 base64"}, body, 0),
        ({"wechatpay-signature": ""}, body, 0),
    ]
    for changed, content, later in changes:
        monkeypatch.setattr(clock, "now", lambda later=later: datetime.fromtimestamp(at + later, UTC))
        with pytest.raises(NotFromWeChatPay):
            await keys.verify(headers | changed, content)


async def no_certificates() -> httpx.Response:
    raise PermanentFailure("无可用的平台证书", code=RESOURCE_NOT_EXISTS)


def platform_keys() -> PlatformKeys:
    return PlatformKeys(OWN["mchid"], merchant().public_keys, OWN["apiv3_key"], no_certificates)


@pytest.mark.parametrize("vector", named(OFFICIAL["rsa_verify"]))
def test_the_published_signature_is_valid(vector: dict[str, Any]) -> None:
    key = load_pem_x509_certificate(vector["certificate_pem"].encode()).public_key()
    assert isinstance(key, RSAPublicKey)
    assert is_signed(key, vector["message"].encode(), vector["signature"])
    assert not is_signed(key, vector["message"].encode() + b"!", vector["signature"])


def test_the_published_ciphertexts_open() -> None:
    plain, certificates = OFFICIAL["aead"]
    opened = decrypt(plain["apiv3_key"], plain["nonce"], plain["associated_data"], plain["ciphertext"])
    assert opened.decode() == plain["plaintext"]
    (certificate,) = certificates["response"]["data"]
    sealed = certificate["encrypt_certificate"]
    pem = decrypt(certificates["apiv3_key"], sealed["nonce"], sealed["associated_data"], sealed["ciphertext"])
    assert pem.decode() == certificates["expected_certificate_pem"]
    with pytest.raises(NotificationUnreadable):
        decrypt(plain["apiv3_key"], plain["nonce"], "other", plain["ciphertext"])


async def test_the_notification_opens_to_its_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    vector = next(vector for vector in OWN["verify"] if vector["name"] == "notify_pay")
    headers = lower(vector["headers"])
    signed_at = datetime.fromtimestamp(int(headers["wechatpay-timestamp"]), UTC)
    monkeypatch.setattr(clock, "now", lambda: signed_at)
    opened = await client().open_notification(headers, vector["body"].encode())
    told = vector["decrypted"]
    assert (opened.event_type, opened.content, opened.refund) == ("TRANSACTION.SUCCESS", told, None)
    assert opened.transaction is not None
    assert client().is_ours(opened.transaction)
    assert (opened.transaction.total, opened.transaction.transaction_id) == (100, told["transaction_id"])
    monkeypatch.setattr(clock, "now", lambda: signed_at + timedelta(minutes=6))
    with pytest.raises(NotFromWeChatPay):
        await client().open_notification(headers, vector["body"].encode())


def client() -> WeChatPay:
    return WeChatPay(merchant())


def merchant() -> Merchant:
    return Merchant(
        base_url="http://127.0.0.1:9",
        appid=OWN["appid"],
        mchid=OWN["mchid"],
        serial=OWN["merchant_serial_no"],
        private_key_pem=private_pem(),
        apiv3_key=OWN["apiv3_key"],
        public_keys={OWN["wechatpay_public_key_id"]: OWN["wechatpay_public_pem"]},
        notify_url="https://shop.example.com/callbacks/pay",
    )


def test_a_merchant_never_shows_its_keys() -> None:
    assert "PRIVATE" not in repr(merchant())
