"""What payments refuse."""

from app.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class PaymentNotFound(NotFound):
    code = "payment_not_found"
    title = "支付单不存在"


class AlreadyPaid(Conflict):
    code = "already_paid"
    title = "已经支付成功"
    remedy = "请勿重复支付，刷新订单即可看到结果"


class PaymentOver(Conflict):
    code = "payment_over"
    title = "支付已关闭或已超时"
    remedy = "请重新下单"


class OtherPayer(Conflict):
    code = "other_payer"
    title = "支付已由另一个微信号发起"
    remedy = "请用发起支付的微信号完成支付"


class ChannelBusy(Unavailable):
    code = "pay_channel_unavailable"
    title = "微信支付暂时无法使用"
    remedy = "请稍后重新发起支付，不会重复扣款"


class NotificationMismatch(Invalid):
    """A notification that is WeChat Pay's, and does not fit what we asked for. Nothing is changed by it."""

    code = "pay_notification_mismatch"
    title = "通知与支付单不一致"
    remedy = "请人工核对微信支付账单"
