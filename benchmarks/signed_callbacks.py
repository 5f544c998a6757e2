"""Callbacks as WeCom sends them to the product of a bench: sealed and signed, each event another customer's."""

import hashlib
import secrets
import time
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.kernel.settings import Settings

BLOCK = 32
PATH = "/callbacks/wecom"


class Enterprise:
    """Seals with the keys that the bench's product knows."""

    def __init__(self, settings: Settings) -> None:
        key = b64decode(settings.wecom_callback_aes_key.get_secret_value() + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
        self._token = settings.wecom_callback_token.get_secret_value()
        self._corpid = settings.wecom_corpid

    def requests(self, count: int) -> list[str]:
        return [self._request() for _ in range(count)]

    def sealed(self) -> tuple[dict[str, str], str]:
        """(query, sealed text) of one event."""
        text = self._plain().encode()
        framed = secrets.token_bytes(16) + len(text).to_bytes(4, "big") + text + self._corpid.encode()
        pad = BLOCK - len(framed) % BLOCK
        encryptor = self._cipher.encryptor()
        encrypted = b64encode(encryptor.update(framed + bytes([pad]) * pad) + encryptor.finalize()).decode()
        timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
        # The platform's own choice of hash.
        joined = "".join(sorted([self._token, timestamp, nonce, encrypted])).encode()
        signature = hashlib.sha1(joined, usedforsecurity=False).hexdigest()
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}, encrypted

    def envelope(self, encrypted: str) -> str:
        return (
            f"<xml><ToUserName><![CDATA[{self._corpid}]]></ToUserName><AgentID><![CDATA[1]]></AgentID>"
            f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        )

    def _request(self) -> str:
        query, encrypted = self.sealed()
        body = self.envelope(encrypted)
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return (
            f"POST {PATH}?{asked} HTTP/1.1\r\nHost: siyu\r\nContent-Type: text/xml\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def _plain(self) -> str:
        fields = {
            "ToUserName": self._corpid,
            "FromUserName": "sys",
            "CreateTime": str(int(time.time())),
            "MsgType": "event",
            "Event": "change_external_contact",
            "ChangeType": "add_external_contact",
            "UserID": "lina",
            "ExternalUserID": "wm" + secrets.token_urlsafe(22),
            "State": "channel0123456789",
            "WelcomeCode": secrets.token_urlsafe(32),
        }
        return "<xml>" + "".join(f"<{tag}><![CDATA[{value}]]></{tag}>" for tag, value in fields.items()) + "</xml>"
