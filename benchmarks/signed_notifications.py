"""Payment notifications as WeChat Pay signs and seals them, as bytes on the wire."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.integrations.wechat_pay_crypto import lines
from app.kernel import clock
from app.kernel.settings import Settings


class Platform:
    """Signs with the key whose public half the bench's product knows."""

    def __init__(self, settings: Settings) -> None:
        key = load_pem_private_key(settings.pay_merchant_private_key.get_secret_value().encode(), None)
        assert isinstance(key, RSAPrivateKey)
        self._key = key
        self._settings = settings
        self._box = AESGCM(settings.pay_apiv3_key.get_secret_value().encode())

    def notifications(self, payments: Sequence[tuple[str, int]]) -> list[str]:
        """A request per (out_trade_no, fen), signed now: it is believed for five minutes."""
        now = clock.now().astimezone(clock.SHANGHAI)
        return [self._request(number, amount, now) for number, amount in payments]

    def _request(self, number: str, amount: int, now: datetime) -> str:
        body = orjson.dumps(self._envelope(number, amount, now)).decode()
        timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(16)
        text = lines(timestamp, nonce) + body.encode() + b"\n"
        signature = b64encode(self._key.sign(text, PKCS1v15(), SHA256())).decode()
        return (
            "POST /callbacks/pay HTTP/1.1\r\nHost: siyu\r\nContent-Type: application/json\r\n"
            f"Wechatpay-Serial: {self._settings.pay_public_key_id}\r\nWechatpay-Signature: {signature}\r\n"
            f"Wechatpay-Timestamp: {timestamp}\r\nWechatpay-Nonce: {nonce}\r\n"
            f"Content-Length: {len(body.encode())}\r\n\r\n{body}"
        )

    def _envelope(self, number: str, amount: int, now: datetime) -> dict[str, Any]:
        nonce = secrets.token_hex(6)
        content = {
            "appid": self._settings.miniprogram_appid,
            "mchid": self._settings.pay_mchid,
            "out_trade_no": number,
            "transaction_id": "4200" + secrets.token_hex(12),
            "trade_type": "JSAPI",
            "trade_state": "SUCCESS",
            "trade_state_desc": "支付成功",
            "bank_type": "OTHERS",
            "attach": "",
            "success_time": now.isoformat(timespec="seconds"),
            "payer": {"openid": "o" + secrets.token_hex(13)},
            "amount": {"total": amount, "payer_total": amount, "currency": "CNY", "payer_currency": "CNY"},
            "promotion_detail": [],
        }
        sealed = self._box.encrypt(nonce.encode(), orjson.dumps(content), b"transaction")
        return {
            "id": secrets.token_hex(18),
            "create_time": now.isoformat(timespec="seconds"),
            "resource_type": "encrypt-resource",
            "event_type": "TRANSACTION.SUCCESS",
            "summary": "支付成功",
            "resource": {
                "original_type": "transaction",
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": b64encode(sealed).decode(),
                "associated_data": "transaction",
                "nonce": nonce,
            },
        }
