"""What the platform's trade management knows of each paid order: how it was shipped, and whether it was received.

Source: developers.weixin.qq.com, 小程序发货信息管理服务.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.errors import ControlError
from sandbox.miniprogram.refusals import refusal
from sandbox.pay.orders import Order

if TYPE_CHECKING:
    from sandbox.world import World

EXPRESS = 1
SPLIT = 2
CONFIRMED_AFTER = {EXPRESS: timedelta(days=10)}
CONFIRMED_OTHERWISE = timedelta(days=2)
TO_SHIP, SHIPPED, CONFIRMED, REFUNDED = 1, 2, 3, 5


@dataclass
class Shipping:
    """The shipping of one order. ``reports`` counts complete ones: the second is the one change that is allowed."""

    asked: dict[str, Any]
    uploaded_at: datetime
    parcels: list[dict[str, Any]] = field(default_factory=list)
    finished_at: datetime | None = None
    confirmed_at: datetime | None = None
    reminded: bool = False
    reports: int = 0

    @property
    def way(self) -> tuple[int, int]:
        return self.asked["logistics_type"], self.asked["delivery_mode"]

    def confirmed_by(self, now: datetime) -> bool:
        """By the payer, or by itself some days after shipping."""
        if self.confirmed_at is not None or self.finished_at is None:
            return self.confirmed_at is not None
        return now - self.finished_at >= CONFIRMED_AFTER.get(self.asked["logistics_type"], CONFIRMED_OTHERWISE)


class TradeBook:
    """``managed`` False: no duty to report. Orders are known ``seconds_until_known`` after their payment."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.managed = True
        self.seconds_until_known = 0.0
        self._shippings: dict[str, Shipping] = {}

    def order(self, key: dict[str, Any]) -> Order:
        """By merchant number or transaction_id. Errors: 10060001, also too soon after the payment."""
        book = self._world.pay.orders
        if transaction_id := key.get("transaction_id"):
            order = book.find_transaction(transaction_id)
        else:
            ours = key.get("mchid") == self._world.credentials.mchid
            order = book.find(str(key.get("out_trade_no"))) if ours else None
        if order is None or order.paid_at is None:
            raise refusal(10060001)
        if (self._world.clock.now() - order.paid_at).total_seconds() < self.seconds_until_known:
            raise refusal(10060001)
        return order

    def orders(self) -> list[Order]:
        """Every paid order, by time of payment."""
        paid = [order for order in self._world.pay.orders.all() if order.paid_at is not None]
        return sorted(paid, key=lambda order: str(order.paid_at))

    def shipping(self, order: Order) -> Shipping | None:
        return self._shippings.get(order.out_trade_no)

    def state(self, order: Order) -> int:
        shipping = self.shipping(order)
        if sum(refund.fen for refund in self._world.pay.refunds.of(order)) >= order.total:
            return REFUNDED
        if shipping is None or shipping.finished_at is None:
            return TO_SHIP
        return CONFIRMED if shipping.confirmed_by(self._world.clock.now()) else SHIPPED

    def report(self, order: Order, asked: dict[str, Any], uploaded_at: datetime) -> None:
        """Errors: 10060002 received, 10060004 refunded, 10060003 changed once already, 10060023 nothing new,
        10060014 not later than the last report.
        """
        state, known = self.state(order), self.shipping(order)
        if state in (CONFIRMED, REFUNDED):
            raise refusal(10060002 if state == CONFIRMED else 10060004)
        if known is None:
            known = self._shippings[order.out_trade_no] = Shipping(asked, uploaded_at)
            self._write(known, asked, uploaded_at)
            return
        if uploaded_at <= known.uploaded_at:
            raise refusal(10060014)
        changes_way = known.way != (asked["logistics_type"], asked["delivery_mode"])
        if known.finished_at is not None or changes_way:
            if not changes_way and _merged(known.parcels, asked) == known.parcels:
                raise refusal(10060023)
            if known.reports >= 2:
                raise refusal(10060003)
            known.reports, known.parcels = max(known.reports, 1), []
        self._write(known, asked, uploaded_at)

    def _write(self, known: Shipping, asked: dict[str, Any], uploaded_at: datetime) -> None:
        known.asked, known.uploaded_at = asked, uploaded_at
        known.parcels = _merged(known.parcels, asked)
        if asked["delivery_mode"] != SPLIT or asked["is_all_delivered"]:
            known.finished_at = known.finished_at or self._world.clock.now()
            known.reports += 1

    def confirm(self, order: Order) -> None:
        """The payer says that the goods are there. Errors: ControlError 400 before shipping."""
        shipping = self.shipping(order)
        if shipping is None or shipping.finished_at is None:
            raise ControlError(400, "this order is not shipped")
        shipping.confirmed_at = shipping.confirmed_at or self._world.clock.now()

    def remind(self, order: Order, received_at: datetime) -> None:
        """Errors: 10060028 not shipped, 10060032 not express, 10060029 time, 10060030 reminded before."""
        shipping = self.shipping(order)
        if shipping is None or shipping.finished_at is None:
            raise refusal(10060028)
        if shipping.asked["logistics_type"] != EXPRESS:
            raise refusal(10060032)
        if received_at > self._world.clock.now():
            raise refusal(10060029)
        if shipping.reminded:
            raise refusal(10060030)
        shipping.reminded = True


def _merged(known: list[dict[str, Any]], asked: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry for each label; told again, it is replaced."""
    parcels = {(p.get("express_company"), p.get("tracking_no")): p for p in known}
    parcels |= {(p.get("express_company"), p.get("tracking_no")): p for p in asked["shipping_list"]}
    return list(parcels.values())
