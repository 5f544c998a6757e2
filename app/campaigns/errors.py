"""What can go wrong with SOPs."""

from app.kernel.errors import Conflict, Invalid, NotFound


class SopNotFound(NotFound):
    code = "sop_not_found"
    title = "社群SOP不存在"


class SopStateConflict(Conflict):
    code = "sop_state_conflict"
    title = "社群SOP已是该状态"


class UnknownGroups(Invalid):
    code = "unknown_groups"
    title = "部分客户群不存在或已解散"
    remedy = "请刷新客户群列表后重新选择"


class UnknownProduct(Invalid):
    code = "unknown_product"
    title = "步骤中的商品不存在"
    remedy = "请重新选择商品"


class TextTooLong(Invalid):
    code = "text_too_long"
    title = "消息文字太长"
    remedy = "企业微信限制每条消息文字不超过 4000 字节（约 1300 个汉字），请精简后重试"


class NothingToSend(Invalid):
    code = "nothing_to_send"
    title = "所选步骤的时间都已过去"
    remedy = "请把步骤时间改到现在之后"
