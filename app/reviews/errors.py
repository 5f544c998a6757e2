"""What reviews refuse."""

from app.kernel.errors import Conflict, NotFound


class ReviewNotFound(NotFound):
    code = "review_not_found"
    title = "评价不存在"
    remedy = "请刷新后重试"


class LineNotFound(NotFound):
    code = "order_line_not_found"
    title = "订单商品不存在"
    remedy = "请从您的订单中选择要评价的商品"


class NotReceivedYet(Conflict):
    """Facts: `status` of the order."""

    code = "review_before_receipt"
    title = "订单当前状态不能评价"
    remedy = "请在确认收货后评价"


class NothingKept(Conflict):
    code = "review_of_returned_goods"
    title = "商品已全部退回或正在售后中，不能评价"
    remedy = "请评价您留下的商品"


class TooLate(Conflict):
    """Facts: `days` after receipt, within which it was possible."""

    code = "review_too_late"
    title = "已超过评价期限"
    remedy = "收货后 90 天内可以评价，180 天内可以追评"


class ReviewedAlready(Conflict):
    code = "reviewed_already"
    title = "该商品已评价"
    remedy = "每件商品评价一次，之后可以追评一次"


class AddedAlready(Conflict):
    code = "review_added_already"
    title = "该评价已追评"
    remedy = "每条评价只能追评一次"


class NothingAdded(Conflict):
    code = "review_not_added"
    title = "该评价没有追评"
    remedy = "请刷新评价后再操作"
