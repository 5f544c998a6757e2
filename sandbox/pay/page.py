"""The payment part of the sandbox page."""

from html import escape

from sandbox.pay.book import PayBook
from sandbox.pay.notifications import Notification
from sandbox.pay.orders import STATE_TEXTS, Order
from sandbox.pay.refunds import Refund
from sandbox.world import World

REFUND_TEXTS = {"PROCESSING": "退款处理中", "SUCCESS": "退款成功", "ABNORMAL": "退款异常", "CLOSED": "退款关闭"}
ORDERS_SHOWN = 50


def render(world: World) -> str:
    rows = "".join(_order(world.pay, order) for order in world.pay.orders.all()[-ORDERS_SHOWN:])
    return (
        "<section><h2>支付订单</h2><table>"
        "<tr><th>商户订单号</th><th>内容</th><th>金额</th><th>状态</th><th>退款</th><th>通知</th></tr>"
        f"{rows}</table></section>"
    )


def _order(book: PayBook, order: Order) -> str:
    refunds = "".join(_refund(refund) for refund in book.refunds.of(order))
    sent = [one for one in book.notifications.values() if one.out_trade_no == order.out_trade_no]
    cells = (
        escape(order.out_trade_no),
        escape(order.asked["description"]),
        f"{order.total / 100:.2f} 元",
        STATE_TEXTS[order.state],
        f"<ul>{refunds}</ul>",
        f"<ul>{''.join(_notification(one) for one in sent)}</ul>",
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _refund(refund: Refund) -> str:
    number = escape(refund.asked["out_refund_no"])
    return f"<li>{number} {refund.fen / 100:.2f} 元 {REFUND_TEXTS[refund.status]}</li>"


def _notification(notification: Notification) -> str:
    state = "已接收" if notification.accepted else "未接收"
    last = f",最近一次 HTTP {notification.tries[-1]['status']}" if notification.tries else ""
    return f"<li>{notification.event_type} {state},共 {len(notification.tries)} 次{last}</li>"
