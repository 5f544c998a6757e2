"""What can go wrong with guides."""

from app.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class UnknownStaff(Invalid):
    """Also for a dismissed one. A WeCom event of a member we do not know waits, dead, for the directory's import."""

    code = "unknown_staff"
    title = "员工不存在或已停用"
    remedy = "请先同步企业微信通讯录，再选择在职员工"


class NotYourNotice(NotFound):
    """Also for a button the notice does not have."""

    code = "not_your_notice"
    title = "没有这条提醒"


class FriendNotYetKnown(Unavailable):
    """The end of a friendship came before its beginning; WeCom keeps no order."""

    code = "friend_not_yet_known"
    title = "好友关系尚未入库"


class GroupNotYetChanged(Unavailable):
    """WeCom shows a change of a group up to some seconds after it has told of it."""

    code = "group_not_yet_changed"
    title = "客户群详情尚未更新"


class NotYourFriend(Conflict):
    """Belongs to the guide, and is not their WeCom friend (any more)."""

    code = "not_your_friend"
    title = "该客户不是您的企业微信好友"
    remedy = "请先添加对方为好友"


class LossNotFound(NotFound):
    code = "loss_not_found"
    title = "流失记录不存在"


class UnknownReason(Invalid):
    """`reasons` names those that head office has not listed."""

    code = "unknown_loss_reason"
    title = "流失原因不在可选范围内"
    remedy = "请从流失提醒设置里的原因中选择，或先把它加入设置"
