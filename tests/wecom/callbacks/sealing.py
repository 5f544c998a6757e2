"""Seals callbacks as the platform does, with the product's own keys or any others."""

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from wechatpy.work.crypto import PrpCrypto

from wecom.callbacks.crypto import CallbackKeys

PATH = "/callbacks/wecom"


@dataclass(frozen=True)
class Sender:
    """A platform that holds these keys."""

    token: str
    aes_key: str
    corpid: str

    @property
    def keys(self) -> CallbackKeys:
        return CallbackKeys(self.token, self.aes_key, self.corpid)

    def seal(self, plain: str, receiver: str | None = None) -> str:
        sealed: bytes = PrpCrypto(base64.b64decode(self.aes_key + "=")).encrypt(plain, receiver or self.corpid)
        return sealed.decode()

    def sign(self, encrypted: str, timestamp: str = "") -> dict[str, str]:
        timestamp, nonce = timestamp or str(int(time.time())), uuid4().hex[:10]
        signed = "".join(sorted([self.token, timestamp, nonce, encrypted]))
        digest = hashlib.sha1(signed.encode()).hexdigest()
        return {"msg_signature": digest, "timestamp": timestamp, "nonce": nonce}

    async def post(self, http: httpx.AsyncClient, plain: str) -> httpx.Response:
        encrypted = self.seal(plain)
        return await post(http, self.sign(encrypted), envelope(encrypted))


def envelope(encrypted: str) -> str:
    return f"<xml><ToUserName><![CDATA[corp]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"


def event(name: str, change_type: str, **fields: Any) -> str:
    """The plain XML of an event; CreateTime is now unless given."""
    head = {"FromUserName": "sys", "CreateTime": int(time.time()), "MsgType": "event", "Event": name}
    content = head | {"ChangeType": change_type} | fields
    return "<xml>" + "".join(f"<{tag}>{value}</{tag}>" for tag, value in content.items()) + "</xml>"


async def post(http: httpx.AsyncClient, query: Mapping[str, str], body: str | bytes) -> httpx.Response:
    return await http.post(PATH, params=dict(query), content=body, headers={"content-type": "text/xml"})
