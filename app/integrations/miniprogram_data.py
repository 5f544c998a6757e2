"""Open data that the WeChat client hands over under a user's session_key.

Source: developers.weixin.qq.com, "开放数据校验与解密": sha1(rawData + session_key), AES-128-CBC with PKCS#7, and
"用户登录态签名": HMAC-SHA256 keyed with the session_key as text.
"""

import binascii
import hashlib
import hmac
from base64 import b64decode
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

KEY_BYTES = 16
BLOCK_BITS = 128


class OpenDataRefused(Exception):
    """The data does not open under this session_key, or is meant for another app: log in again and retry once."""


def decrypt(encrypted_data: str, iv: str, session_key: str, appid: str) -> dict[str, Any]:
    """The content of `encryptedData`. Raises OpenDataRefused unless it opens and its watermark names `appid`."""
    try:
        key, start, sealed = (b64decode(part, validate=True) for part in (session_key, iv, encrypted_data))
        if len(key) != KEY_BYTES:
            raise ValueError("a session_key has 16 bytes")
        decryptor = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
        unpadder = PKCS7(BLOCK_BITS).unpadder()
        padded = decryptor.update(sealed) + decryptor.finalize()
        content = orjson.loads(unpadder.update(padded) + unpadder.finalize())
    except (binascii.Error, ValueError) as error:
        raise OpenDataRefused(type(error).__name__) from None
    if not isinstance(content, dict) or content.get("watermark", {}).get("appid") != appid:
        raise OpenDataRefused("watermark of another app")
    return content


def raw_data_is_signed(raw_data: str, signature: str, session_key: str) -> bool:
    """Whether `rawData` of wx.getUserInfo carries this user's signature."""
    expected = hashlib.sha1((raw_data + session_key).encode()).hexdigest()
    return hmac.compare_digest(expected, signature)


def session_signature(session_key: str, body: str) -> str:
    """The signature under which the platform accepts a call in the name of a user's session."""
    return hmac.new(session_key.encode(), body.encode(), hashlib.sha256).hexdigest()
