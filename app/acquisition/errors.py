"""What can go wrong with channel codes."""

from app.kernel.errors import Conflict, Invalid, NotFound


class UnknownProduct(Invalid):
    code = "unknown_product"
    title = "商品不存在"
    remedy = "请重新选择商品"


class UnknownStore(Invalid):
    code = "unknown_store"
    title = "门店不存在"
    remedy = "请重新选择门店"


class ChannelCodeNotFound(NotFound):
    code = "channel_code_not_found"
    title = "渠道码不存在"


class ChannelCodeBusy(Conflict):
    """It is being made or removed at WeCom."""

    code = "channel_code_busy"
    title = "渠道码正在创建或停用"
    remedy = "请稍候片刻后重试"


class MadeForOneGuide(Conflict):
    """Made before codes had many guides; WeCom never turns a way of one into a way of many."""

    code = "made_for_one_guide"
    title = "该渠道码是单人二维码，不能改为多人"
    remedy = "请停用后重新启用（二维码会更换），或新建渠道码"


class NoSuchOrphan(NotFound):
    """Not found by a nightly check, or a code's own way."""

    code = "no_such_orphan"
    title = "没有这个多余的二维码"
