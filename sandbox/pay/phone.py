"""The payer's phone: what ``wx.requestPayment`` checks before money moves."""

from typing import Any

from sandbox.pay.crypto import is_signed, pay_text
from sandbox.pay.orders import PREPAY_LIFE, Order
from sandbox.people import Person
from sandbox.world import World

NAMES = ("timeStamp", "nonceStr", "package", "signType", "paySign")


class PaymentFailed(Exception):
    """The text that follows ``requestPayment:fail``."""


def request_payment(world: World, person: Person, given: dict[str, Any]) -> Order:
    """Pay the order behind ``package``. Raises PaymentFailed, and nothing has changed."""
    order = _payable(world, person, given)
    world.pay.pay(order)
    text = f"已支付{order.total / 100:.2f}元:{order.asked['description']}"
    person.receive("payment", "微信支付", world.clock.now(), text)
    return order


def _payable(world: World, person: Person, given: dict[str, Any]) -> Order:
    for name in NAMES:
        if not isinstance(given.get(name), str) or not given[name]:
            raise PaymentFailed(f"parameter error: {name} should be a non-empty String")
    if given["signType"] != "RSA":
        raise PaymentFailed("signType must be RSA")
    appid, package = world.credentials.miniprogram_appid, given["package"]
    text = pay_text(appid, given["timeStamp"], given["nonceStr"], package)
    if not is_signed(world.pay.merchant_key, text, given["paySign"]):
        raise PaymentFailed("支付验证签名失败")
    prepay_id = package.removeprefix("prepay_id=")
    order = world.pay.orders.find_prepay(prepay_id) if package.startswith("prepay_id=") else None
    if order is None:
        raise PaymentFailed("prepay_id无效")
    _check_state(world, person, order, prepay_id)
    return order


def _check_state(world: World, person: Person, order: Order, prepay_id: str) -> None:
    if order.openid != person.openid:
        raise PaymentFailed("支付者与下单用户不一致")
    if order.paid_at is not None:
        raise PaymentFailed("订单已支付")
    if order.state != "NOTPAY":
        raise PaymentFailed("订单已关闭")
    if world.clock.now() - order.prepays[prepay_id] > PREPAY_LIFE:
        raise PaymentFailed("prepay_id已过期")
