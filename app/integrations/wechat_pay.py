"""The WeChat Pay v3 client of a direct merchant: prepay, query, close, refund, notifications. No business rules."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from app.integrations.outbound import Outbound
from app.integrations.wechat_pay_crypto import Signer, decrypt
from app.integrations.wechat_pay_keys import PlatformKeys
from app.integrations.wechat_pay_messages import (
    NotFromWeChatPay,
    Notification,
    NotificationUnreadable,
    Prepay,
    RefundState,
    Transaction,
    normal_code,
    read_refund,
    read_transaction,
)
from app.kernel import clock
from app.kernel.errors import (
    Misconfigured,
    PermanentFailure,
    QuotaExceeded,
    SendFailed,
    TemporaryFailure,
    UnknownOutcome,
)

OURS_TO_MEND = {"SIGNERROR", "NOAUTH", "APPIDMCHIDNOTMATCH", "MCHNOTEXISTS"}
OUT_OF_MONEY = {"NOTENOUGH"}
TOO_FAST = {"FREQUENCYLIMITED", "RATELIMITEXCEEDED"}
# Listed under HTTP 500 by the JSAPI page, yet faults of the parameters.
FINAL_DESPITE_500 = {"INVALIDTRANSACTIONID", "OPENIDMISMATCH"}


@dataclass(frozen=True, slots=True, repr=False)
class Merchant:
    """Who we are at WeChat Pay, as the merchant console shows it. Never printed: it holds the keys.

    `public_keys` (id → PEM) are WeChat Pay's; the first signs the answers we ask for. Merchants without any use
    platform certificates, which need no setting.
    """

    base_url: str
    appid: str
    mchid: str
    serial: str
    private_key_pem: str
    apiv3_key: str
    public_keys: Mapping[str, str]
    notify_url: str


class WeChatPay:
    """Every call raises a SendFailed; its `code` is the platform's, in the spelling of `normal_code`."""

    def __init__(self, merchant: Merchant) -> None:
        self._merchant = merchant
        self._signer = Signer(merchant.mchid, merchant.serial, merchant.private_key_pem)
        self._keys = PlatformKeys(merchant.mchid, merchant.public_keys, merchant.apiv3_key, self._certificates)
        self._outbound = Outbound("wechat_pay", merchant.base_url)

    async def close_client(self) -> None:
        await self._outbound.close()

    def is_ours(self, told: Transaction | RefundState) -> bool:
        """Whether a transaction names our appid and mchid, or a refund no other mchid."""
        ours = self._merchant
        if isinstance(told, RefundState):
            return told.mchid in (None, ours.mchid)
        return (told.appid, told.mchid) == (ours.appid, ours.mchid)

    async def prepay(self, order: Prepay) -> str:
        """A prepay_id, good for two hours. Re-entrant with the same values; ORDERPAID or ORDERCLOSED when over."""
        answer = await self._call(
            "POST",
            "/v3/pay/transactions/jsapi",
            {
                "appid": self._merchant.appid,
                "mchid": self._merchant.mchid,
                "description": order.description,
                "out_trade_no": order.out_trade_no,
                "time_expire": order.expires_at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
                "notify_url": self._merchant.notify_url,
                "amount": {"total": order.total, "currency": "CNY"},
                "payer": {"openid": order.openid},
            },
        )
        return str(answer["prepay_id"])

    def pay_params(self, prepay_id: str) -> dict[str, str]:
        """What the mini-program hands to `wx.requestPayment`, signed now."""
        now = int(clock.now().timestamp())
        return self._signer.pay_params(self._merchant.appid, prepay_id, now, secrets.token_hex(16))

    async def query(self, out_trade_no: str) -> Transaction:
        """How a payment stands. ORDERNOTEXIST when it was never prepaid."""
        number = quote(out_trade_no, safe="")
        target = f"/v3/pay/transactions/out-trade-no/{number}?mchid={self._merchant.mchid}"
        return read_transaction(await self._call("GET", target))

    async def query_transaction(self, transaction_id: str) -> Transaction:
        """What the book says of money that was taken. ORDERNOTEXIST for a transaction that is not ours."""
        identity = quote(transaction_id, safe="")
        target = f"/v3/pay/transactions/id/{identity}?mchid={self._merchant.mchid}"
        return read_transaction(await self._call("GET", target))

    async def close(self, out_trade_no: str) -> None:
        """No payment after this. Re-entrant; ORDERPAID when it was paid before."""
        target = f"/v3/pay/transactions/out-trade-no/{quote(out_trade_no, safe='')}/close"
        await self._call("POST", target, {"mchid": self._merchant.mchid})

    async def refund(
        self, transaction_id: str, out_refund_no: str, amount: int, total: int, reason: str
    ) -> RefundState:
        """Ask `amount` of `total` fen back. Re-entrant under the same number with the same values."""
        answer = await self._call(
            "POST",
            "/v3/refund/domestic/refunds",
            {
                "transaction_id": transaction_id,
                "out_refund_no": out_refund_no,
                "reason": reason,
                "notify_url": self._merchant.notify_url,
                "amount": {"refund": amount, "total": total, "currency": "CNY"},
            },
        )
        return read_refund(answer)

    async def query_refund(self, out_refund_no: str) -> RefundState:
        """How a refund stands. RESOURCENOTEXISTS when the channel never accepted it."""
        return read_refund(await self._call("GET", f"/v3/refund/domestic/refunds/{quote(out_refund_no, safe='')}"))

    async def open_notification(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Verify, decrypt and read a notification. Raises NotFromWeChatPay or NotificationUnreadable."""
        await self._keys.verify(headers, body)
        try:
            outer = orjson.loads(body)
            resource = outer["resource"]
            associated = resource.get("associated_data") or ""
            plain = decrypt(self._merchant.apiv3_key, resource["nonce"], associated, resource["ciphertext"])
            content, kind = orjson.loads(plain), resource["original_type"]
            identity, event_type = str(outer["id"]), str(outer["event_type"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise NotificationUnreadable(what="envelope") from error
        transaction = read_transaction(content) if kind == "transaction" else None
        refund = read_refund(content) if kind == "refund" else None
        return Notification(identity, event_type, content, transaction, refund)

    async def _call(self, method: str, target: str, body: dict[str, Any] | None = None) -> Any:
        response = await self._send(method, target, body)
        try:
            await self._keys.verify(response.headers, response.content)
        except NotFromWeChatPay as error:
            # The call may have been carried out; only the answer is not to be believed.
            raise UnknownOutcome(f"the answer is not signed by WeChat Pay: {error.facts}") from error
        return orjson.loads(response.content) if response.content else None

    async def _certificates(self) -> httpx.Response:
        """Who verifies with public keys only is refused here with RESOURCENOTEXISTS."""
        return await self._send("GET", "/v3/certificates")

    async def _send(self, method: str, target: str, body: dict[str, Any] | None = None) -> httpx.Response:
        content = orjson.dumps(body) if body is not None else b""
        now, nonce = int(clock.now().timestamp()), secrets.token_hex(16)
        headers = {
            "Authorization": self._signer.authorization(method, target, content, now, nonce),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "siyu",
        }
        if serial := self._keys.wanted():
            headers["Wechatpay-Serial"] = serial
        response = await self._outbound.send(method, target, content=content, headers=headers)
        if not response.is_success:
            raise failure(response)
        return response


def failure(response: httpx.Response) -> SendFailed:
    """A refusal as what can be done about it. Error answers may be unsigned, so only the class is trusted."""
    try:
        body = orjson.loads(response.content)
        code, message = normal_code(str(body["code"])), str(body.get("message", ""))[:200]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        code, message = str(response.status_code), "no readable body"
    kind: type[SendFailed] = PermanentFailure
    if code in OURS_TO_MEND or response.status_code == 401:
        kind = Misconfigured
    elif code in OUT_OF_MONEY:
        kind = QuotaExceeded
    elif code in TOO_FAST or response.status_code == 429:
        kind = TemporaryFailure
    elif response.status_code >= 500 and code not in FINAL_DESPITE_500:
        kind = UnknownOutcome
    return kind(message, code=code)
