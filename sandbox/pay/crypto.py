"""Signatures and encryption of Pay v3.

Source: pay.weixin.qq.com, "如何生成请求签名", "如何验证签名", "如何解密回调报文", "JSAPI调起支付".
"""

from base64 import b64decode, b64encode
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SCHEME = "WECHATPAY2-SHA256-RSA2048"


@cache
def load_private_key(pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("Pay v3 keys are RSA keys")
    return key


def lines(*parts: str) -> bytes:
    """Every line of a signed text ends with a line feed, the last one too."""
    return "".join(f"{part}\n" for part in parts).encode()


def request_text(method: str, target: str, timestamp: str, nonce: str, body: bytes) -> bytes:
    """``target`` is path and query exactly as sent, ``body`` the exact bytes."""
    return lines(method, target, timestamp, nonce) + body + b"\n"


def response_text(timestamp: str, nonce: str, body: bytes) -> bytes:
    """What the platform signs in answers and notifications."""
    return lines(timestamp, nonce) + body + b"\n"


def pay_text(appid: str, timestamp: str, nonce: str, package: str) -> bytes:
    """What the merchant signs for ``wx.requestPayment``; ``package`` is ``prepay_id=...``."""
    return lines(appid, timestamp, nonce, package)


def sign(key: RSAPrivateKey, text: bytes) -> str:
    """RSASSA-PKCS1-v1_5 with SHA-256, base64."""
    return b64encode(key.sign(text, PKCS1v15(), SHA256())).decode()


def is_signed(key: RSAPublicKey, text: bytes, signature: str) -> bool:
    """False for any wrong signature, also for one that is not base64."""
    try:
        key.verify(b64decode(signature, validate=True), text, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def seal(apiv3_key: str, nonce: str, associated_data: str, plaintext: bytes) -> str:
    """AEAD_AES_256_GCM: base64 of ciphertext and 16-byte tag; ``nonce`` is 12 ASCII characters."""
    sealed = AESGCM(apiv3_key.encode()).encrypt(nonce.encode(), plaintext, associated_data.encode())
    return b64encode(sealed).decode()


def unseal(apiv3_key: str, nonce: str, associated_data: str, ciphertext: str) -> bytes:
    """The reverse of ``seal``. Raises cryptography's InvalidTag when anything does not fit."""
    return AESGCM(apiv3_key.encode()).decrypt(nonce.encode(), b64decode(ciphertext), associated_data.encode())
