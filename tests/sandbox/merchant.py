"""A merchant written from the public documentation only: it signs with its own code, not with the sandbox's."""

import asyncio
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from tests.sandbox.receiver import Received

POLLS, POLL_SECONDS = 500, 0.02


class Merchant:
    def __init__(self, http: httpx.AsyncClient, credentials: dict[str, Any]) -> None:
        self.http = http
        self.credentials = credentials
        self._private, self._public = _keys(
            credentials["merchant_private_key_pem"], credentials["wechatpay_public_key_pem"]
        )

    def sign(self, text: str) -> str:
        return b64encode(self._private.sign(text.encode(), PKCS1v15(), SHA256())).decode()

    async def call(self, method: str, target: str, body: Any = None, **changes: str) -> httpx.Response:
        """A signed request; ``changes`` replace items of the Authorization header after signing."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        items = {
            "mchid": self.credentials["mchid"],
            "nonce_str": secrets.token_hex(16),
            "timestamp": str(await self.platform_time()),
            "serial_no": self.credentials["merchant_serial"],
        }
        signed = {**items, **{name: changes[name] for name in changes if name != "signature"}}
        text = f"{method}\n{target}\n{signed['timestamp']}\n{signed['nonce_str']}\n{content.decode()}\n"
        header = {**signed, "signature": changes.get("signature", self.sign(text))}
        authorization = "WECHATPAY2-SHA256-RSA2048 " + ",".join(f'{name}="{value}"' for name, value in header.items())
        headers = {"Authorization": authorization, "Accept": "application/json"}
        if content:
            headers["Content-Type"] = "application/json"
        return await self.http.request(method, target, content=content, headers=headers)

    async def platform_time(self) -> int:
        shown = (await self.http.get("/_sandbox/clock")).json()
        return int(datetime.fromisoformat(shown["now"]).timestamp())

    def verify(self, headers: httpx.Headers | dict[str, str], body: bytes) -> None:
        """Raises InvalidSignature."""
        assert headers["wechatpay-serial"] == self.credentials["wechatpay_public_key_id"]
        text = f"{headers['wechatpay-timestamp']}\n{headers['wechatpay-nonce']}\n".encode() + body + b"\n"
        self._public.verify(b64decode(headers["wechatpay-signature"]), text, PKCS1v15(), SHA256())

    def open(self, notification: Received) -> dict[str, Any]:
        """The plain resource of a notification whose signature holds."""
        self.verify(notification.headers, notification.body)
        resource = json.loads(notification.body)["resource"]
        sealed, data = b64decode(resource["ciphertext"]), resource["associated_data"].encode()
        plain = AESGCM(self.credentials["apiv3_key"].encode()).decrypt(resource["nonce"].encode(), sealed, data)
        opened: dict[str, Any] = json.loads(plain)
        return opened

    def order(self, openid: str, out_trade_no: str = "SIYU20261122001", **changes: Any) -> dict[str, Any]:
        """A prepay body of 100 fen."""
        return {
            "appid": self.credentials["miniprogram_appid"],
            "mchid": self.credentials["mchid"],
            "description": "龙井茶 50 克",
            "out_trade_no": out_trade_no,
            "notify_url": "https://shop.example.com/pay/notify",
            "amount": {"total": 100, "currency": "CNY"},
            "payer": {"openid": openid},
            **changes,
        }

    async def prepay(self, order: dict[str, Any]) -> str:
        answer = await self.call("POST", "/v3/pay/transactions/jsapi", order)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["prepay_id"])

    def payment(self, prepay_id: str) -> dict[str, str]:
        """What the mini-program hands to ``wx.requestPayment``."""
        package, nonce, timestamp = f"prepay_id={prepay_id}", secrets.token_hex(16), "1795305601"
        text = f"{self.credentials['miniprogram_appid']}\n{timestamp}\n{nonce}\n{package}\n"
        signed = {"signType": "RSA", "paySign": self.sign(text)}
        return {"timeStamp": timestamp, "nonceStr": nonce, "package": package, **signed}

    async def pay(self, person: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
        """Prepay and pay an order; the phone's answer."""
        payment = self.payment(await self.prepay(order))
        answer = await self.http.post(f"/_sandbox/people/{person['id']}/pay", json=payment)
        assert answer.status_code == 200, answer.text
        paid: dict[str, Any] = answer.json()
        return paid


@cache
def _keys(private_pem: str, public_pem: str) -> tuple[RSAPrivateKey, RSAPublicKey]:
    private, public = load_pem_private_key(private_pem.encode(), None), load_pem_public_key(public_pem.encode())
    assert isinstance(private, RSAPrivateKey)
    assert isinstance(public, RSAPublicKey)
    return private, public


async def eventually(look: Callable[[], Awaitable[Any]]) -> Any:
    """The first true value that ``look`` gives within the limit."""
    for _ in range(POLLS):
        if seen := await look():
            return seen
        await asyncio.sleep(POLL_SECONDS)
    raise TimeoutError


async def person(http: httpx.AsyncClient, name: str = "林小满", phone: str = "13800000001") -> dict[str, Any]:
    made: dict[str, Any] = (await http.post("/_sandbox/people", json={"name": name, "phone": phone})).json()
    return made
