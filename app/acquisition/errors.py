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


class GroupCodeNotFound(NotFound):
    code = "group_code_not_found"
    title = "群活码不存在"


class LinkNotFound(NotFound):
    code = "acquisition_link_not_found"
    title = "获客链接不存在"


class StoreCodeNotFound(NotFound):
    code = "store_code_not_found"
    title = "门店活码不存在"


class BeingMade(Conflict):
    """A job is making it at WeCom."""

    code = "being_made"
    title = "正在企业微信创建"
    remedy = "请稍候片刻后重试"


class UnknownGroup(Invalid):
    code = "unknown_group"
    title = "客户群不存在或已解散"
    remedy = "请重新选择客户群"


class UnknownTarget(Invalid):
    """A store code's entry leads to a code that there is not, or one of the other mode."""

    code = "unknown_target"
    title = "所选的渠道码或群活码不存在"
    remedy = "请按引导方式选择渠道码（导购）或群活码（群聊）"
