"""What the Pay v3 server remembers: orders, refunds, notifications, and how it was told to behave."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.errors import ControlError
from sandbox.pay.crypto import load_private_key
from sandbox.pay.notifications import Notification, Notifier
from sandbox.pay.orders import Order, Orders
from sandbox.pay.platform_keys import PlatformKeys
from sandbox.pay.refunds import Refund, Refunds

if TYPE_CHECKING:
    from sandbox.world import World


@dataclass
class PaySettings:
    """How the platform behaves.

    ``notify`` False loses notifications; ``duplicate`` more copies go out with the first try; ``retry_scale``
    multiplies the retry delays; ``balance`` (fen, None without limit) is what refunds may draw on; ``refund_result``
    is how refunds end, ``refund_seconds`` of platform time after they were accepted.
    """

    notify: bool = True
    duplicate: int = 0
    retry_scale: float = 1.0
    balance: int | None = None
    refund_result: str = "SUCCESS"
    refund_seconds: float = 0.2

    def change(self, wanted: dict[str, Any]) -> None:
        """Errors: ControlError 400, and nothing is changed."""
        checks = {
            "notify": lambda value: isinstance(value, bool),
            "duplicate": lambda value: isinstance(value, int) and 0 <= value <= 20,
            "retry_scale": lambda value: isinstance(value, int | float) and value >= 0,
            "balance": lambda value: value is None or isinstance(value, int),
            "refund_result": lambda value: value in ("SUCCESS", "ABNORMAL", "CLOSED"),
            "refund_seconds": lambda value: isinstance(value, int | float) and value >= 0,
        }
        for name, value in wanted.items():
            if name not in checks or not checks[name](value):
                raise ControlError(400, f"bad setting {name}")
        for name, value in wanted.items():
            setattr(self, name, value)


class PayBook:
    def __init__(self, world: World) -> None:
        self._world = world
        self.merchant_key = load_private_key(world.credentials.merchant_private_key_pem).public_key()
        self.settings = PaySettings()
        self.orders = Orders(world.clock, world.credentials, world.people)
        self.refunds = Refunds(world.clock, self.orders)
        self.keys = PlatformKeys(world.clock, world.credentials)
        self.notifier = Notifier(world.clock, world.credentials, self.keys)
        self.notifications: dict[str, Notification] = {}

    def pay(self, order: Order) -> None:
        """Mark the order paid and tell the merchant in the background."""
        self.orders.pay(order)
        self._notify("TRANSACTION.SUCCESS", order.asked["notify_url"], order.json())

    def refund(self, asked: dict[str, Any]) -> Refund:
        """See ``Refunds.apply``; a new refund is finished in the background."""
        refund, is_new = self.refunds.apply(asked, self.settings.balance)
        if is_new:
            if self.settings.balance is not None:
                self.settings.balance -= refund.fen
            self._world.background(self._finish(refund))
        return refund

    def pay_again(self, order: Order) -> Order:
        """A second transaction for a paid order: what the platform promises never to do."""
        again = self.orders.pay_again(order)
        self._notify("TRANSACTION.SUCCESS", again.asked["notify_url"], again.json())
        return again

    def take_foreign(self, asked: dict[str, Any]) -> Order:
        """Money for a number that the merchant's product never made. ``asked`` as for prepay."""
        self.orders.prepay(asked)
        order = self.orders.find(asked["out_trade_no"])
        assert order is not None
        self.pay(order)
        return order

    def finish_refund(self, refund: Refund, status: str) -> None:
        """How a refund ends, and tell the merchant; also one that has ended otherwise before."""
        self.refunds.finish(refund, status)
        if "notify_url" in refund.asked:
            self._notify(f"REFUND.{refund.status}", refund.asked["notify_url"], refund.notice())

    async def _finish(self, refund: Refund) -> None:
        # The answer PROCESSING leaves first, whatever refund_seconds says.
        await asyncio.sleep(0)
        await self._world.clock.sleep(self.settings.refund_seconds)
        self.finish_refund(refund, self.settings.refund_result)

    def _notify(self, event_type: str, url: str, content: dict[str, Any]) -> None:
        notification = self.notifier.write(event_type, url, content)
        self.notifications[notification.id] = notification
        if self.settings.notify:
            delivery = self.notifier.deliver(notification, 1 + self.settings.duplicate, self.settings.retry_scale)
            self._world.background(delivery)
