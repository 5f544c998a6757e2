"""What after-sale refuses."""

from app.kernel.errors import Conflict, Invalid, NotFound


class AfterSaleNotFound(NotFound):
    code = "after_sale_not_found"
    title = "售后单不存在"
    remedy = "请在售后列表中查看"


class AfterSaleWrongState(Conflict):
    """Facts: `status`, the after-sale's state now."""

    code = "after_sale_wrong_state"
    title = "售后单当前状态不允许此操作"
    remedy = "请刷新售后单后再操作"


class NotForAfterSale(Conflict):
    """Facts: `status` of the order."""

    code = "order_not_for_after_sale"
    title = "订单当前状态不能申请售后"
    remedy = "未支付的订单请直接取消；已超过售后期的订单请联系客服"


class NothingToReturn(Conflict):
    """Facts: `lines`, those with more pieces than the member has."""

    code = "nothing_to_return"
    title = "这些商品还没有发货，不能退货或换货"
    remedy = "未发货的商品请申请仅退款"


class GiftsFirst(Conflict):
    """Facts: `order_line_ids` of gifts that stay while everything bought goes back."""

    code = "gifts_first"
    title = "退回全部商品时需要一并退回赠品"
    remedy = "请把赠品也加入本次售后"


class UnknownLines(Invalid):
    """Facts: `order_line_ids` that are not of this order."""

    code = "after_sale_unknown_lines"
    title = "部分商品不属于该订单"
    remedy = "请从订单详情中选择要售后的商品"


class AfterSaleKeyReused(Conflict):
    code = "idempotency_key_reused"
    title = "同一个 Idempotency-Key 已用于另一次售后申请"
    remedy = "请为新的申请生成新的 Idempotency-Key"
