"""Signature and encryption of what WeChat pushes to a URL of ours (消息推送, 安全模式).

Source: developers.weixin.qq.com, 小程序消息推送: SHA-1 over sorted parts, AES-256-CBC with 32-byte PKCS#7 padding.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.kernel.errors import Forbidden, Malformed

BLOCK = 32
HEAD = 20


class PushForged(Forbidden):
    """Not signed with our token, or meant for another mini-program."""

    code = "push_forged"
    title = "签名或接收方不正确"
    remedy = "请核对消息推送的 Token、EncodingAESKey 与小程序 AppID"


class PushMalformed(Malformed):
    code = "push_malformed"
    title = "推送内容无法解析"
    remedy = "请在小程序后台把消息推送设为安全模式，并核对 EncodingAESKey"


class PushKeys:
    """What a push URL is configured with. `aes_key` is the 43-character EncodingAESKey. Plain mode is not spoken:
    its signature leaves the body unsigned."""

    def __init__(self, token: str, aes_key: str, appid: str) -> None:
        self._token = token
        self._appid = appid
        self._key = base64.b64decode(aes_key + "=")

    def verify(self, query: Mapping[str, str]) -> None:
        """The console checks our URL. Raises PushForged."""
        self._check(query, query.get("signature", ""))

    def open(self, query: Mapping[str, str], encrypted: str) -> str:
        """The plain text of what `query` signs. Raises PushForged, PushMalformed."""
        self._check(query, query.get("msg_signature", ""), encrypted)
        try:
            text, appid = self._decrypted(base64.b64decode(encrypted, validate=True))
        except (binascii.Error, ValueError):
            raise PushMalformed from None
        if not hmac.compare_digest(appid.encode(), self._appid.encode()):
            raise PushForged
        return text

    def _check(self, query: Mapping[str, str], given: str, *more: str) -> None:
        parts = (self._token, query.get("timestamp", ""), query.get("nonce", ""), *more)
        joined = b"".join(sorted(part.encode() for part in parts))
        # The platform's own choice of hash.
        signature = hashlib.sha1(joined, usedforsecurity=False).hexdigest()
        if not hmac.compare_digest(signature.encode(), given.encode()):
            raise PushForged

    def _decrypted(self, sealed: bytes) -> tuple[str, str]:
        """(message, receiver); ValueError for what was not sealed as it should be."""
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16])).decryptor()
        padded = decryptor.update(sealed) + decryptor.finalize()
        pad = padded[-1] if padded else 0
        if not 1 <= pad <= BLOCK or padded[-pad:] != bytes([pad]) * pad:
            raise ValueError("padding")
        plain = padded[:-pad]
        end = HEAD + int.from_bytes(plain[16:HEAD], "big")
        if not HEAD <= end <= len(plain):
            raise ValueError("length")
        return plain[HEAD:end].decode(), plain[end:].decode()
