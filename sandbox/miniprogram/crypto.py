"""What the WeChat client signs and encrypts with a user's session_key.

Source: developers.weixin.qq.com, "服务端获取开放数据" (sha1 of rawData + session_key; AES-128-CBC, PKCS#7) and
"用户登录态签名" (HMAC-SHA256 with the session_key text).
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

BLOCK_BITS = 128


def new_session_key() -> str:
    """Base64 of 16 random bytes."""
    return b64encode(secrets.token_bytes(16)).decode()


def encrypt(session_key: str, plaintext: bytes, iv: bytes) -> str:
    """``encryptedData`` in base64; ``iv`` is 16 bytes."""
    padder = PKCS7(BLOCK_BITS).padder()
    encryptor = Cipher(algorithms.AES(b64decode(session_key)), modes.CBC(iv)).encryptor()
    padded = padder.update(plaintext) + padder.finalize()
    return b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def raw_data_signature(raw_data: str, session_key: str) -> str:
    return hashlib.sha1((raw_data + session_key).encode()).hexdigest()


def session_signature(session_key: str, body: str) -> str:
    return hmac.new(session_key.encode(), body.encode(), hashlib.sha256).hexdigest()
