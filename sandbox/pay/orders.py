"""Orders: prepay, query, close, and their states NOTPAY, SUCCESS, REFUND, CLOSED."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import Clock, rfc3339
from sandbox.credentials import Credentials, random_text
from sandbox.errors import ControlError, PayError
from sandbox.pay import notify_url
from sandbox.pay.fields import param_error
from sandbox.pay.tables import JSAPI_ORDER
from sandbox.people import People

PREPAY_LIFE = timedelta(hours=2)
DEFAULT_LIFE = timedelta(days=7)
SHORTEST_LIFE = timedelta(minutes=1)
LONGEST_LIFE = timedelta(days=90)

STATE_TEXTS = {"NOTPAY": "订单未支付", "SUCCESS": "支付成功", "REFUND": "订单发生过退款", "CLOSED": "订单已关闭"}


@dataclass
class Order:
    """``asked`` is the prepay body as sent; ``prepays`` maps each prepay_id to when it was made.

    ``takes`` is another sum than was asked for, in fen: a book that does not say what the merchant said.
    """

    asked: dict[str, Any]
    created_at: datetime
    expires_at: datetime
    state: str = "NOTPAY"
    prepays: dict[str, datetime] = field(default_factory=dict)
    transaction_id: str | None = None
    paid_at: datetime | None = None
    takes: int | None = None

    @property
    def out_trade_no(self) -> str:
        return str(self.asked["out_trade_no"])

    @property
    def total(self) -> int:
        """Fen."""
        return int(self.asked["amount"]["total"]) if self.takes is None else self.takes

    @property
    def openid(self) -> str:
        return str(self.asked["payer"]["openid"])

    def json(self) -> dict[str, Any]:
        """The query answer, which is also the content of the payment notification."""
        asked = self.asked
        answer: dict[str, Any] = {
            "appid": asked["appid"],
            "mchid": asked["mchid"],
            "out_trade_no": self.out_trade_no,
            "trade_state": self.state,
            "trade_state_desc": STATE_TEXTS[self.state],
            "attach": asked.get("attach", ""),
            "promotion_detail": [],
            "amount": {"total": self.total, "currency": "CNY", "payer_currency": "CNY"},
        }
        if self.paid_at is not None:
            answer["amount"]["payer_total"] = self.total
            answer |= {"transaction_id": self.transaction_id, "trade_type": "JSAPI", "bank_type": "OTHERS"}
            answer |= {"success_time": rfc3339(self.paid_at), "payer": {"openid": self.openid}}
        if "device_id" in asked.get("scene_info", {}):
            answer["scene_info"] = {"device_id": asked["scene_info"]["device_id"]}
        return answer


class Orders:
    """All orders of the merchant; an order that nobody paid in time is closed when it is next looked at."""

    def __init__(self, clock: Clock, credentials: Credentials, people: People) -> None:
        self._clock = clock
        self._credentials = credentials
        self._people = people
        self._by_out_trade_no: dict[str, Order] = {}
        self._by_transaction_id: dict[str, Order] = {}
        self._by_prepay_id: dict[str, Order] = {}

    def prepay(self, asked: dict[str, Any]) -> str:
        """A new prepay_id, also when the same order is sent again.

        Errors: 400 PARAM_ERROR, APPID_MCHID_NOT_MATCH, ORDER_PAID, ORDER_CLOSED, INVALID_REQUEST for a known number
        with other parameters.
        """
        JSAPI_ORDER.check(asked, "")
        self._check_identity(asked)
        notify_url.check(asked["notify_url"])
        order = self.find(asked["out_trade_no"])
        if order is None:
            order = self._open(asked)
        _check_reentry(order, asked)
        prepay_id = f"wx{self._clock.timestamp()}" + random_text(24, "0123456789abcdef")
        order.prepays[prepay_id] = self._clock.now()
        self._by_prepay_id[prepay_id] = order
        return prepay_id

    def find(self, out_trade_no: str) -> Order | None:
        return self._current(self._by_out_trade_no.get(out_trade_no))

    def find_transaction(self, transaction_id: str) -> Order | None:
        return self._current(self._by_transaction_id.get(transaction_id))

    def find_prepay(self, prepay_id: str) -> Order | None:
        return self._current(self._by_prepay_id.get(prepay_id))

    def all(self) -> list[Order]:
        return [order for order in self._by_out_trade_no.values() if self._current(order)]

    def close(self, order: Order) -> None:
        """Closing again changes nothing. Errors: 400 ORDER_PAID."""
        if order.paid_at is not None:
            raise PayError(400, "ORDER_PAID", "该订单已支付")
        order.state = "CLOSED"

    def pay(self, order: Order) -> None:
        """NOTPAY -> SUCCESS; the caller has checked that the order may be paid."""
        order.state, order.paid_at = "SUCCESS", self._clock.now()
        order.transaction_id = "4200" + random_text(6, "0123456789") + f"{order.paid_at:%Y%m%d}"
        order.transaction_id += random_text(10, "0123456789")
        self._by_transaction_id[order.transaction_id] = order

    def pay_again(self, order: Order) -> Order:
        """A paid twin under the same number, known by its transaction only. Errors: ControlError 409 when unpaid."""
        if order.paid_at is None:
            raise ControlError(409, "the order is not paid")
        again = replace(order, state="SUCCESS", transaction_id=None, paid_at=None)
        self.pay(again)
        return again

    def _open(self, asked: dict[str, Any]) -> Order:
        now = self._clock.now()
        order = Order(asked, now, now + _life(asked.get("time_expire"), now))
        self._by_out_trade_no[order.out_trade_no] = order
        return order

    def _current(self, order: Order | None) -> Order | None:
        if order is not None and order.state == "NOTPAY" and self._clock.now() >= order.expires_at:
            order.state = "CLOSED"
        return order

    def _check_identity(self, asked: dict[str, Any]) -> None:
        if asked["mchid"] != self._credentials.mchid:
            raise param_error("/mchid", asked["mchid"], "与Authorization中的商户号不一致")
        if asked["appid"] != self._credentials.miniprogram_appid:
            raise PayError(400, "APPID_MCHID_NOT_MATCH", "appid和mchid不匹配")
        if self._people.by_openid(asked["payer"]["openid"]) is None:
            raise param_error("/payer/openid", asked["payer"]["openid"], "无效的openid")


def _check_reentry(order: Order, asked: dict[str, Any]) -> None:
    if order.paid_at is not None:
        raise PayError(400, "ORDER_PAID", "该订单已支付")
    if order.state == "CLOSED":
        raise PayError(400, "ORDER_CLOSED", "该订单已关闭")
    if order.asked != asked:
        raise PayError(400, "INVALID_REQUEST", "请求重入时,参数与首次请求时不一致,请核对后再试")


def _life(time_expire: str | None, now: datetime) -> timedelta:
    """Too short and too long lives are moved to the limit, as the platform does. Errors: 400 PARAM_ERROR."""
    if time_expire is None:
        return DEFAULT_LIFE
    try:
        wanted = datetime.fromisoformat(time_expire) - now
    except (ValueError, TypeError):
        raise param_error("/time_expire", time_expire, "必须是带时区的RFC 3339时间") from None
    return min(max(wanted, SHORTEST_LIFE), LONGEST_LIFE)
