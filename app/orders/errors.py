"""What carts and orders refuse."""

from app.kernel.errors import Conflict, Invalid, NotFound


class OrderNotFound(NotFound):
    code = "order_not_found"
    title = "订单不存在"
    remedy = "请在订单列表中查看您的订单"


class GoodsUnavailable(Conflict):
    """Facts: `sku_ids`, those that are unknown or off the shelf."""

    code = "goods_unavailable"
    title = "商品不存在或已下架"
    remedy = "请移除失效商品后重新提交"


class TooManyPieces(Invalid):
    code = "too_many_pieces"
    title = "同一规格一次最多购买 999 件"
    remedy = "请减少数量后重新提交"


class CartFull(Conflict):
    code = "cart_full"
    title = "购物车最多放 100 种商品"
    remedy = "请先清理购物车"


class IdempotencyKeyReused(Conflict):
    code = "idempotency_key_reused"
    title = "同一个 Idempotency-Key 已用于另一笔订单"
    remedy = "请为新订单生成新的 Idempotency-Key"


class OrderAlreadyPaid(Conflict):
    code = "order_already_paid"
    title = "订单已支付"
    remedy = "如需退款请联系导购或客服"


class OrderOver(Conflict):
    code = "order_over"
    title = "订单已取消或已超时"
    remedy = "请重新下单"
