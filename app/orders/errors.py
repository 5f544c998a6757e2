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
    title = "每种规格的件数须在 1 到 999 之间"
    remedy = "请修改数量后重新提交"


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


class TooManyLines(Invalid):
    code = "too_many_lines"
    title = "一次最多购买 50 种商品"
    remedy = "请分多次下单"


class AddressNeeded(Invalid):
    code = "address_needed"
    title = "请选择收货地址"
    remedy = "快递和同城配送需要 address_id"


class AddressWithoutPlace(Invalid):
    code = "address_without_place"
    title = "收货地址没有定位，无法同城配送"
    remedy = "请在地图上为收货地址选点后重新提交"


class StoreNeeded(Invalid):
    code = "store_needed"
    title = "请选择门店"
    remedy = "同城配送、自提和扫码购需要 store_id"


class WrongFulfilment(Invalid):
    """Facts: `sku_ids` that cannot be had this way."""

    code = "wrong_fulfilment"
    title = "部分商品不支持所选的配送方式"
    remedy = "请移除这些商品，或更换配送方式后重新提交"


class QuoteMoved(Conflict):
    """Facts: `expected` and `total` in fen: what the member saw, and what it costs now."""

    code = "quote_moved"
    title = "价格已变动"
    remedy = "请刷新结算页，确认新的价格后重新提交"


class WrongState(Conflict):
    """Facts: `status`, the order's state now."""

    code = "order_wrong_state"
    title = "订单当前状态不允许此操作"
    remedy = "请刷新订单后再操作"


class PiecesTaken(Conflict):
    """Facts: `order_line_id`s with `left`, how many pieces can still be given back."""

    code = "pieces_taken"
    title = "可售后的数量不足"
    remedy = "这些商品已退或正在售后中，请减少数量"


class StoreDoesNotOffer(Conflict):
    code = "store_does_not_offer"
    title = "该门店不提供所选的配送方式"
    remedy = "请选择其他门店或其他配送方式"


class TooManyUnpaid(Conflict):
    """Facts: `limit`, how many unpaid orders a member may have: each keeps stock from others."""

    code = "too_many_unpaid"
    title = "您还有多笔订单没有付款"
    remedy = "请先支付或取消未付款的订单，再重新下单"
