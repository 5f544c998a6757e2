"""What payments refuse."""

from app.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class PaymentNotFound(NotFound):
    code = "payment_not_found"
    title = "支付单不存在"


class RefundNotFound(NotFound):
    code = "refund_not_found"
    title = "退款单不存在"


class AlreadyPaid(Conflict):
    code = "already_paid"
    title = "已经支付成功"
    remedy = "请勿重复支付，刷新订单即可看到结果"


class PaymentOver(Conflict):
    code = "payment_over"
    title = "支付已关闭或已超时"
    remedy = "请重新下单"


class RefundTooMuch(PaymentOver):
    code = "refund_too_much"
    title = "退款金额超过可退金额"
    remedy = "请核对已退金额后，在可退金额内重新发起"


class TooManyRefunds(PaymentOver):
    """The channel takes 50 refunds of a payment."""

    code = "too_many_refunds"
    title = "同一笔支付最多退款 50 次"
    remedy = "请改用线下方式退还余款"


class RefundPeriodOver(PaymentOver):
    """The channel refunds within a year of payment."""

    code = "refund_period_over"
    title = "支付已超过一年，不能原路退款"
    remedy = "请改用线下方式退款"


class RefundNotFailed(Conflict):
    code = "refund_not_failed"
    title = "只有失败的退款才能重试"
    remedy = "请刷新后查看退款的最新状态"


class ChannelBusy(Unavailable):
    code = "pay_channel_unavailable"
    title = "微信支付暂时无法使用"
    remedy = "请稍后重新发起支付，不会重复扣款"


class NotificationMismatch(Invalid):
    """A notification that is not about us, or that the channel's own book does not confirm. Nothing is changed."""

    code = "pay_notification_mismatch"
    title = "通知与微信支付账目不一致"
    remedy = "请人工核对微信支付账单"
