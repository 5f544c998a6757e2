import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicKey,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
    rsa_crt_iqmp,
)
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

from sandbox.pay import crypto
from sandbox.pay.authorization import parse

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "pay_v3.json").read_text())
OFFICIAL: dict[str, Any] = VECTORS["official"]
LAB: dict[str, Any] = VECTORS["self_generated"]


def private_key(numbers: dict[str, Any]) -> RSAPrivateKey:
    n, d, p, q = (int(numbers[name], 16) for name in ("n", "d", "p", "q"))
    public = RSAPublicNumbers(numbers["e"], n)
    crt = (rsa_crt_dmp1(d, p), rsa_crt_dmq1(d, q), rsa_crt_iqmp(p, q))
    return RSAPrivateNumbers(p, q, d, *crt, public).private_key()


def public_key(pem: str) -> RSAPublicKey:
    key = load_pem_public_key(pem.encode())
    assert isinstance(key, RSAPublicKey)
    return key


MERCHANT = private_key(LAB["merchant_test_key"])
PLATFORM = private_key(LAB["wechatpay_test_key"])


def named(vector: dict[str, Any]) -> str:
    return str(vector["name"])


@pytest.mark.parametrize("vector", LAB["requests"], ids=named)
def test_request_signature_equals_the_known_answer(vector: dict[str, Any]) -> None:
    body = vector["body"].encode()
    text = crypto.request_text(vector["method"], vector["url"], vector["timestamp"], vector["nonce_str"], body)
    assert text == vector["string_to_sign"].encode()
    assert crypto.sign(MERCHANT, text) == vector["signature"]
    assert crypto.is_signed(public_key(LAB["merchant_public_pem"]), text, vector["signature"])


@pytest.mark.parametrize("vector", LAB["requests"], ids=named)
def test_the_authorization_header_is_read_in_full(vector: dict[str, Any]) -> None:
    given = parse(vector["authorization"])
    assert given is not None
    assert (given.mchid, given.serial_no) == (LAB["mchid"], LAB["merchant_serial_no"])
    assert (given.timestamp, given.nonce_str, given.signature) == (
        vector["timestamp"],
        vector["nonce_str"],
        vector["signature"],
    )


@pytest.mark.parametrize("vector", LAB["verify"], ids=named)
def test_platform_signature_equals_the_known_answer(vector: dict[str, Any]) -> None:
    headers = vector["headers"]
    text = crypto.response_text(headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], vector["body"].encode())
    assert text == vector["string_to_sign"].encode()
    assert crypto.sign(PLATFORM, text) == headers["Wechatpay-Signature"]
    assert crypto.is_signed(public_key(LAB["wechatpay_public_pem"]), text, headers["Wechatpay-Signature"])
    assert not crypto.is_signed(PLATFORM.public_key(), text + b"\n", headers["Wechatpay-Signature"])


def test_the_notification_opens_to_the_known_answer_and_seals_to_the_same_bytes() -> None:
    vector = next(vector for vector in LAB["verify"] if "decrypted" in vector)
    resource = json.loads(vector["body"])["resource"]
    sealing = (LAB["apiv3_key"], resource["nonce"], resource["associated_data"])
    opened = crypto.unseal(*sealing, resource["ciphertext"])
    assert json.loads(opened) == vector["decrypted"]
    assert crypto.seal(*sealing, opened) == resource["ciphertext"]


@pytest.mark.parametrize("vector", LAB["pay_sign"], ids=named)
def test_pay_sign_equals_the_known_answer(vector: dict[str, Any]) -> None:
    text = crypto.pay_text(vector["appId"], vector["timeStamp"], vector["nonceStr"], vector["package"])
    assert text == vector["string_to_sign"].encode()
    assert crypto.sign(MERCHANT, text) == vector["paySign"]


@pytest.mark.parametrize("vector", OFFICIAL["rsa_verify"], ids=named)
def test_the_signature_of_the_official_sdk_verifies(vector: dict[str, Any]) -> None:
    key = load_pem_x509_certificate(vector["certificate_pem"].encode()).public_key()
    assert isinstance(key, RSAPublicKey)
    assert crypto.is_signed(key, vector["message"].encode(), vector["signature"])
    assert not crypto.is_signed(key, b"another message", vector["signature"])
    assert not crypto.is_signed(key, vector["message"].encode(), "WECHATPAY/SIGNTEST/" + vector["signature"])


def test_the_ciphertexts_of_the_official_sdk_open() -> None:
    plain, certificates = OFFICIAL["aead"]
    sealing = (plain["apiv3_key"], plain["nonce"], plain["associated_data"])
    assert crypto.unseal(*sealing, plain["ciphertext"]) == plain["plaintext"].encode()
    assert crypto.seal(*sealing, plain["plaintext"].encode()) == plain["ciphertext"]
    (entry,) = certificates["response"]["data"]
    sealed = entry["encrypt_certificate"]
    pem = crypto.unseal(
        certificates["apiv3_key"], sealed["nonce"], sealed["associated_data"], sealed["ciphertext"]
    ).decode()
    assert pem.strip() == certificates["expected_certificate_pem"].strip()
    assert entry["serial_no"] == certificates["expected_serial_no"]


def test_a_changed_ciphertext_does_not_open() -> None:
    plain = OFFICIAL["aead"][0]
    with pytest.raises(InvalidTag):
        crypto.unseal(plain["apiv3_key"], plain["nonce"], "other data", plain["ciphertext"])


def test_the_texts_of_the_official_examples_are_put_together() -> None:
    request, jsapi, app = OFFICIAL["format_only"]
    signed = (request["method"], request["url"], request["timestamp"], request["nonce_str"])
    assert crypto.request_text(*signed, request["body"].encode()) == request["string_to_sign"].encode()
    for vector, last in ((jsapi, jsapi["package"]), (app, app["prepayId"])):
        text = crypto.pay_text(vector["appId"], vector["timeStamp"], vector["nonceStr"], last)
        assert text == vector["string_to_sign"].encode()


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer abc",
        'WECHATPAY2-SHA256-RSA2048 mchid="1"',
        'WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="2",signature="3",timestamp="4",serial_no=5',
        'WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="2",signature="3",timestamp="4",serial_no="5",mchid="1"',
        'WECHATPAY2-SM2-WITH-SM3 mchid="1",nonce_str="2",signature="3",timestamp="4",serial_no="5"',
    ],
)
def test_a_malformed_authorization_header_is_none(header: str) -> None:
    assert parse(header) is None
