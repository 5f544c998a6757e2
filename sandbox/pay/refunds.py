"""Refunds: accepted as PROCESSING, done in the background.

Source of the rules: pay.weixin.qq.com, 申请退款 (50 per order, a minute apart, never above the total, within a year).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import Clock, rfc3339
from sandbox.credentials import random_text
from sandbox.errors import PayError
from sandbox.pay import notify_url
from sandbox.pay.fields import param_error
from sandbox.pay.orders import Order, Orders
from sandbox.pay.tables import REFUND

MOST_REFUNDS = 50
REFUND_GAP = timedelta(minutes=1)
REFUND_PERIOD = timedelta(days=365)
RECEIVED_BY = "支付用户零钱"


@dataclass
class Refund:
    """``status`` goes from PROCESSING to SUCCESS, ABNORMAL or CLOSED."""

    asked: dict[str, Any]
    order: Order
    refund_id: str
    created_at: datetime
    status: str = "PROCESSING"
    done_at: datetime | None = None

    @property
    def fen(self) -> int:
        return int(self.asked["amount"]["refund"])

    def json(self) -> dict[str, Any]:
        """The answer of the refund call and of its query."""
        answer = self._identity() | {
            "channel": "ORIGINAL",
            "user_received_account": RECEIVED_BY,
            "create_time": rfc3339(self.created_at),
            "status": self.status,
            "funds_account": self.asked.get("funds_account", "UNSETTLED"),
            "amount": self._amount()
            | {
                "currency": "CNY",
                "from": self.asked["amount"].get("from", []),
                "settlement_refund": self.fen,
                "settlement_total": self.order.total,
                "discount_refund": 0,
                "refund_fee": 0,
            },
            "promotion_detail": [],
        }
        return answer | self._success_time()

    def notice(self) -> dict[str, Any]:
        """The content of the refund notification."""
        return (
            {"mchid": self.order.asked["mchid"]}
            | self._identity()
            | {"refund_status": self.status, "user_received_account": RECEIVED_BY, "amount": self._amount()}
            | self._success_time()
        )

    def _identity(self) -> dict[str, Any]:
        return {
            "refund_id": self.refund_id,
            "out_refund_no": self.asked["out_refund_no"],
            "transaction_id": self.order.transaction_id,
            "out_trade_no": self.order.out_trade_no,
        }

    def _amount(self) -> dict[str, Any]:
        total = self.order.total
        return {"total": total, "refund": self.fen, "payer_total": total, "payer_refund": self.fen}

    def _success_time(self) -> dict[str, str]:
        return {"success_time": rfc3339(self.done_at)} if self.status == "SUCCESS" and self.done_at else {}


class Refunds:
    def __init__(self, clock: Clock, orders: Orders) -> None:
        self._clock = clock
        self._orders = orders
        self._by_number: dict[str, Refund] = {}
        self._by_order: dict[str, list[Refund]] = {}

    def find(self, out_refund_no: str) -> Refund | None:
        return self._by_number.get(out_refund_no)

    def of(self, order: Order) -> list[Refund]:
        return self._by_order.get(order.transaction_id or "", [])

    def apply(self, asked: dict[str, Any], balance: int | None) -> tuple[Refund, bool]:
        """The refund, and whether it is new; ``balance`` in fen is what the merchant has left, None without limit.

        Errors: 400 PARAM_ERROR and INVALID_REQUEST, 403 NOT_ENOUGH, 404 RESOURCE_NOT_EXISTS, 429 FREQUENCY_LIMITED.
        """
        REFUND.check(asked, "")
        if "notify_url" in asked:
            notify_url.check(asked["notify_url"])
        order = self._order(asked)
        known = self._by_number.get(asked["out_refund_no"])
        if known is not None:
            return _same(known, asked), self._again(known)
        self._check_allowed(order, asked)
        if balance is not None and asked["amount"]["refund"] > balance:
            raise PayError(403, "NOT_ENOUGH", "基本账户余额不足,请充值后重新发起")
        now = self._clock.now()
        refund = Refund(asked, order, "5030" + f"{now:%Y%m%d%H%M%S}" + random_text(10, "0123456789"), now)
        self._by_number[asked["out_refund_no"]] = refund
        self._by_order.setdefault(order.transaction_id or "", []).append(refund)
        order.state = "REFUND"
        return refund, True

    def _again(self, refund: Refund) -> bool:
        """A closed refund that is asked for again under its number begins anew; any other is told as it stands."""
        if refund.status != "CLOSED":
            return False
        refund.status, refund.done_at, refund.created_at = "PROCESSING", None, self._clock.now()
        return True

    def finish(self, refund: Refund, status: str) -> None:
        refund.status, refund.done_at = status, self._clock.now()

    def _order(self, asked: dict[str, Any]) -> Order:
        if "transaction_id" in asked:
            order = self._orders.find_transaction(asked["transaction_id"])
        elif "out_trade_no" in asked:
            order = self._orders.find(asked["out_trade_no"])
        else:
            raise param_error("/transaction_id", None, "transaction_id和out_trade_no必须二选一")
        if order is None:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "订单不存在")
        return order

    def _check_allowed(self, order: Order, asked: dict[str, Any]) -> None:
        now, earlier = self._clock.now(), [refund for refund in self.of(order) if refund.status != "CLOSED"]
        if order.paid_at is None:
            raise PayError(400, "INVALID_REQUEST", "订单未支付,不能退款")
        if now - order.paid_at > REFUND_PERIOD:
            raise PayError(400, "INVALID_REQUEST", "订单已超过可退款期限")
        if asked["amount"]["total"] != order.total:
            raise PayError(400, "INVALID_REQUEST", "订单金额与原订单不一致")
        if sum(refund.fen for refund in earlier) + asked["amount"]["refund"] > order.total:
            raise PayError(400, "INVALID_REQUEST", "申请退款金额大于订单剩余可退金额")
        if len(earlier) >= MOST_REFUNDS:
            raise PayError(400, "INVALID_REQUEST", f"一笔订单最多退款{MOST_REFUNDS}次")
        if earlier and now - earlier[-1].created_at < REFUND_GAP:
            raise PayError(429, "FREQUENCY_LIMITED", "同一笔订单的退款请间隔1分钟后再试")


def _same(known: Refund, asked: dict[str, Any]) -> Refund:
    if known.asked != asked:
        raise PayError(400, "INVALID_REQUEST", "退款单号已存在,且参数与之前的请求不一致")
    return known
