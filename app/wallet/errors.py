"""What the wallet refuses."""

from app.kernel.errors import Conflict, Invalid, NotFound


class MoreThanSpent(Conflict):
    """A refund asks for more points or stored value than its order took."""

    code = "more_than_spent"
    title = "退回的积分或储值超过该订单的使用额"
    remedy = "请核对该订单的退款记录"


class AlreadyReleased(Conflict):
    """An order was paid whose points and stored value had been given back: it must not take them for nothing."""

    code = "wallet_already_released"
    title = "订单占用的积分或储值已退回"
    remedy = "请重新下单"


class TopUpNotFound(NotFound):
    code = "top_up_not_found"
    title = "储值订单不存在"
    remedy = "请在储值记录中查看"


class OfferNotFound(NotFound):
    code = "top_up_offer_not_found"
    title = "储值活动不存在或已下架"
    remedy = "请刷新后选择其他储值金额"


class TopUpOutOfBounds(Invalid):
    code = "top_up_out_of_bounds"
    title = "单次储值金额须为 1 元至 5000 元"
    remedy = "请修改储值金额后重新提交"


class IdempotencyKeyReused(Conflict):
    code = "idempotency_key_reused"
    title = "同一个 Idempotency-Key 已用于另一笔储值"
    remedy = "请为新的储值生成新的 Idempotency-Key"


class TopUpPaid(Conflict):
    code = "top_up_already_paid"
    title = "该笔储值已支付"
    remedy = "请勿重复支付，刷新即可看到余额"


class TopUpOver(Conflict):
    code = "top_up_over"
    title = "该笔储值已超时取消"
    remedy = "请重新发起储值"


class NothingToRefund(Conflict):
    """Facts: `principal` of the member and `left` of this top-up, in fen."""

    code = "top_up_nothing_to_refund"
    title = "该笔储值没有可退的本金"
    remedy = "已消费或已退回的本金不能再退"
