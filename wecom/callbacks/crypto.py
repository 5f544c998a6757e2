"""Signature and encryption of callbacks (page 90968): AES by wechatpy, and around it what wechatpy does not guard.

wechatpy compares signatures in variable time, looks at one byte of the padding only, and takes a wrong key for another
receiver. A callback is believed at any age, see docs/decisions/0029.
"""

import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from wechatpy.crypto.base import WeChatCipher

from app.kernel import clock
from app.kernel.port import Port
from wecom.callbacks.errors import CallbackForeign, CallbackForged, CallbackUndecryptable, CallbackUnsigned

BLOCK, AES_BLOCK = 32, 16
# 16 random bytes and the length of the message, before the message.
RANDOM, HEAD = 16, 20
PADDINGS = [bytes([size]) * size for size in range(BLOCK + 1)]


class CallbackKeys:
    """What a callback URL is configured with. `aes_key` is the 43-character EncodingAESKey."""

    def __init__(self, token: str, aes_key: str, corpid: str) -> None:
        self._token = token.encode()
        self._corpid = corpid.encode()
        self._cipher = WeChatCipher(binascii.a2b_base64(aes_key + "="))

    def open(self, query: Mapping[str, str], encrypted: str) -> str:
        """The plain text of what `query` signs.

        Raises CallbackUnsigned, CallbackForged, CallbackUndecryptable and CallbackForeign; nothing is decrypted before
        the signature is known to be right.
        """
        given = query.get("msg_signature", "")
        if not given:
            raise CallbackUnsigned
        signature = self._signature(query.get("timestamp", ""), query.get("nonce", ""), encrypted)
        if not hmac.compare_digest(signature.encode(), given.encode()):
            raise CallbackForged
        try:
            return self._unpack(self._decrypt(encrypted))
        except ValueError:
            raise CallbackUndecryptable from None

    def challenge(self, plain: str) -> dict[str, str]:
        """The query by which WeCom would verify a callback URL that has these keys."""
        framed = secrets.token_bytes(RANDOM) + len(plain).to_bytes(HEAD - RANDOM, "big") + plain.encode() + self._corpid
        sealed = self._cipher.encrypt(framed + PADDINGS[BLOCK - len(framed) % BLOCK])
        encrypted = binascii.b2a_base64(sealed, newline=False).decode()
        parts = {"timestamp": str(int(clock.now().timestamp())), "nonce": secrets.token_hex(8)}
        return {"msg_signature": self._signature(*parts.values(), encrypted), "echostr": encrypted, **parts}

    def _signature(self, *parts: str) -> str:
        """Of timestamp, nonce and sealed text. The platform's own choice of hash."""
        joined = b"".join(sorted((self._token, *(part.encode() for part in parts))))
        return hashlib.sha1(joined, usedforsecurity=False).hexdigest()

    def _decrypt(self, encrypted: str) -> bytes:
        """Without padding. Raises ValueError for what was not sealed with our key."""
        sealed = binascii.a2b_base64(encrypted.encode("ascii"), strict_mode=True)
        if not sealed or len(sealed) % AES_BLOCK:
            raise ValueError("blocks")
        padded: bytes = self._cipher.decrypt(sealed)
        size = padded[-1]
        if not 1 <= size <= BLOCK or not padded.endswith(PADDINGS[size]):
            raise ValueError("padding")
        return padded[:-size]

    def _unpack(self, plain: bytes) -> str:
        """The message. Raises CallbackForeign, and ValueError when its length is none or it is not UTF-8."""
        end = HEAD + int.from_bytes(plain[RANDOM:HEAD], "big")
        if not HEAD <= end <= len(plain):
            raise ValueError("length")
        if not hmac.compare_digest(plain[end:], self._corpid):
            raise CallbackForeign
        return plain[HEAD:end].decode()


callback_keys: Port[CallbackKeys] = Port("callback keys")
