"""Signed and encrypted notifications, and their delivery with the platform's retry schedule.

Source: pay.weixin.qq.com, 支付成功回调通知: HTTP 200 or 204 within five seconds accepts, otherwise tried again.
"""

import asyncio
import secrets
import ssl
import uuid
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
import orjson

from sandbox.clock import Clock, rfc3339
from sandbox.credentials import Credentials, random_text
from sandbox.pay.crypto import SCHEME, response_text, seal, sign
from sandbox.pay.platform_keys import PlatformKey, PlatformKeys

MINUTE, HOUR = 60, 3600
RETRY_DELAYS = (
    *(15, 15, 30, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE, HOUR),
    *(3 * HOUR, 3 * HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR),
)
ANSWER_SECONDS = 5.0
ANSWER_KEPT = 500
STALE_SECONDS = 600

EVENTS = {
    "TRANSACTION.SUCCESS": ("transaction", "支付成功"),
    "REFUND.SUCCESS": ("refund", "退款成功"),
    "REFUND.ABNORMAL": ("refund", "退款异常"),
    "REFUND.CLOSED": ("refund", "退款关闭"),
}


@dataclass
class Notification:
    """``content`` is the plain resource; ``body`` the bytes that every honest try sends again."""

    id: str
    event_type: str
    out_trade_no: str
    url: str
    content: dict[str, Any]
    body: bytes
    tries: list[dict[str, Any]] = field(default_factory=list)
    accepted: bool = False

    def json(self) -> dict[str, Any]:
        shown = ("id", "event_type", "out_trade_no", "url", "tries", "accepted")
        return {name: getattr(self, name) for name in shown}


class Notifier:
    """Writes notifications and sends them."""

    def __init__(self, clock: Clock, credentials: Credentials, keys: PlatformKeys) -> None:
        self._clock = clock
        self._credentials = credentials
        self._keys = keys

    def write(self, event_type: str, url: str, content: dict[str, Any]) -> Notification:
        original_type, summary = EVENTS[event_type]
        nonce = random_text(12)
        body = {
            "id": str(uuid.uuid4()),
            "create_time": rfc3339(self._clock.now()),
            "resource_type": "encrypt-resource",
            "event_type": event_type,
            "summary": summary,
            "resource": {
                "original_type": original_type,
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": seal(self._credentials.apiv3_key, nonce, original_type, orjson.dumps(content)),
                "associated_data": original_type,
                "nonce": nonce,
            },
        }
        raw = orjson.dumps(body)
        return Notification(str(body["id"]), event_type, content["out_trade_no"], url, content, raw)

    def headers(self, body: bytes, age_seconds: int = 0, key: PlatformKey | None = None) -> dict[str, str]:
        """The five ``Wechatpay-*`` headers over ``body``, signed ``age_seconds`` ago by ``key`` or as is usual now."""
        key = key or self._keys.signing
        timestamp, nonce = str(self._clock.timestamp() - age_seconds), random_text(32)
        return {
            "Wechatpay-Timestamp": timestamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": sign(key.private, response_text(timestamp, nonce, body)),
            "Wechatpay-Signature-Type": SCHEME,
            "Wechatpay-Serial": key.serial,
        }

    async def deliver(self, notification: Notification, copies: int, scale: float) -> None:
        """Send until accepted or the schedule ends; the first try goes out as ``copies`` at the same time."""
        async with _client() as client:
            await asyncio.gather(*(self._attempt(client, notification) for _ in range(copies)))
            for delay in RETRY_DELAYS:
                if notification.accepted:
                    return
                await self._clock.sleep(delay * scale)
                await self._attempt(client, notification)

    async def storm(self, notification: Notification, copies: int) -> list[int]:
        """As many deliveries at the same time; the statuses of their answers. Raises httpx.HTTPError."""
        async with _client() as client:
            sent = [
                _post(client, notification.url, notification.body, self.headers(notification.body))
                for _ in range(copies)
            ]
            return [status for status, _ in await asyncio.gather(*sent)]

    async def send_variant(self, notification: Notification, variant: str) -> tuple[int, str]:
        """One more delivery, faulty as ``variant`` says; (status, body) of the answer. Raises httpx.HTTPError."""
        body, headers = self._variant(notification, variant)
        async with _client() as client:
            return await _post(client, notification.url, body, headers)

    async def _attempt(self, client: httpx.AsyncClient, notification: Notification) -> None:
        at, status, answer = self._clock.now().isoformat(), 0, ""
        try:
            status, answer = await _post(client, notification.url, notification.body, self.headers(notification.body))
        except (httpx.HTTPError, TimeoutError) as failure:
            answer = type(failure).__name__
        notification.tries.append({"at": at, "status": status, "answer": answer[:ANSWER_KEPT]})
        notification.accepted = notification.accepted or status in (200, 204)

    def _variant(self, notification: Notification, variant: str) -> tuple[bytes, dict[str, str]]:
        if variant in ("wrong_amount", "unknown_order"):
            changed = _changed(notification.content, variant)
            body = self.write(notification.event_type, notification.url, changed).body
            return body, self.headers(body)
        headers = self.headers(notification.body, STALE_SECONDS if variant == "stale" else 0)
        if variant == "bad_signature":
            headers["Wechatpay-Signature"] = sign(self._keys.signing.private, secrets.token_bytes(32))
        if variant == "signtest":
            headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + headers["Wechatpay-Signature"]
        return notification.body, headers


VARIANTS = ("same", "bad_signature", "signtest", "stale", "wrong_amount", "unknown_order")


def _changed(content: dict[str, Any], variant: str) -> dict[str, Any]:
    if variant == "unknown_order":
        return content | {"out_trade_no": "UNKNOWN" + random_text(12)}
    amount = {name: value + 1 if isinstance(value, int) else value for name, value in content["amount"].items()}
    return content | {"amount": amount}


@cache
def _trust() -> ssl.SSLContext:
    """Reading the certificate store takes longer than a notification; it is done once."""
    return ssl.create_default_context()


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(trust_env=False, verify=_trust())


async def _post(client: httpx.AsyncClient, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    headers = headers | {"Content-Type": "application/json", "Accept": "*/*", "User-Agent": "Mozilla/4.0"}
    async with asyncio.timeout(ANSWER_SECONDS):
        answer = await client.post(url, content=body, headers=headers, timeout=ANSWER_SECONDS)
    return answer.status_code, answer.text
