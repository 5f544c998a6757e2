"""Platform certificates and public keys: what is served, and which key signs what."""

from base64 import b64decode
from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from tests.sandbox.merchant import Merchant, person
from tests.sandbox.receiver import Receiver

CERTIFICATES = "/v3/certificates"


async def sign_with(client: httpx.AsyncClient, kind: str) -> dict[str, Any]:
    shown: dict[str, Any] = (await client.post("/_sandbox/pay/signing", json={"with": kind})).json()
    return shown


def knowing(merchant: Merchant, shown: dict[str, Any]) -> Merchant:
    """The merchant, who trusts this key only."""
    changed = {"wechatpay_public_key_id": shown["serial"], "wechatpay_public_key_pem": shown["public_key_pem"]}
    return Merchant(merchant.http, merchant.credentials | changed)


async def test_a_merchant_with_public_keys_only_has_no_certificates(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    answer = await merchant.call("GET", CERTIFICATES)
    assert (answer.status_code, answer.json()["code"]) == (404, "RESOURCE_NOT_EXISTS")


async def test_certificates_are_sealed_and_carry_the_key_that_signs(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    shown = await sign_with(client, "certificate")
    answer = await merchant.call("GET", CERTIFICATES)
    knowing(merchant, shown).verify(answer.headers, answer.content)
    (entry,) = answer.json()["data"]
    sealed = entry["encrypt_certificate"]
    certificate = load_pem_x509_certificate(opened(merchant, sealed))
    assert int(entry["serial_no"], 16) == certificate.serial_number
    assert entry["serial_no"] == shown["serial"]
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    assert key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode() == shown["public_key_pem"]
    assert entry["effective_time"] < entry["expire_time"]


def opened(merchant: Merchant, sealed: dict[str, str]) -> bytes:
    key, nonce = merchant.credentials["apiv3_key"].encode(), sealed["nonce"].encode()
    return AESGCM(key).decrypt(nonce, b64decode(sealed["ciphertext"]), sealed["associated_data"].encode())


async def test_notifications_change_over_and_answers_follow_the_request(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    someone = await person(client)
    new = knowing(merchant, await sign_with(client, "new_certificate"))
    order = merchant.order(someone["openid"], notify_url=f"{receiver.url}/pay")
    await merchant.pay(someone, order)
    (told,) = await receiver.wait_for(1)
    assert new.open(told)["out_trade_no"] == order["out_trade_no"]
    with pytest.raises((AssertionError, InvalidSignature)):
        merchant.open(told)
    client.headers["Wechatpay-Serial"] = merchant.credentials["wechatpay_public_key_id"]
    answer = await merchant.call("GET", CERTIFICATES)
    merchant.verify(answer.headers, answer.content)


async def test_a_new_key_is_another_one_and_the_first_of_a_kind_comes_back(client: httpx.AsyncClient) -> None:
    first, second = await sign_with(client, "certificate"), await sign_with(client, "new_certificate")
    public = await sign_with(client, "new_public_key")
    assert len({first["serial"], second["serial"], public["serial"]}) == 3
    assert (await sign_with(client, "certificate"))["serial"] == first["serial"]
    assert (await sign_with(client, "public_key"))["serial"].startswith("PUB_KEY_ID_")
    assert (await client.post("/_sandbox/pay/signing", json={"with": "sealing wax"})).status_code == 400
