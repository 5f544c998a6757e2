"""What can go wrong at the guides' door."""

from app.kernel.errors import (
    Conflict,
    Error,
    Forbidden,
    Invalid,
    Misconfigured,
    NotFound,
    PermanentFailure,
    SendFailed,
    Unauthenticated,
    Unavailable,
)


class NotAGuide(Forbidden):
    """WeCom knows them, as a member or not; our directory does not."""

    code = "not_a_guide"
    title = "您还不是本企业的导购"
    remedy = "请联系管理员同步企业微信通讯录后重新进入"


class GuideDismissed(Forbidden):
    code = "guide_dismissed"
    title = "您的账号已停用"
    remedy = "如有疑问请联系管理员"


class GuideGone(Unauthenticated):
    """A session of somebody who has been dismissed since."""

    code = "guide_gone"
    title = "您的账号已停用，登录已失效"
    remedy = "如有疑问请联系管理员"


class CodeNotAccepted(Unauthenticated):
    code = "code_not_accepted"
    title = "登录凭证无效或已过期"
    remedy = "请关闭页面后从企业微信重新进入"


class StateNotAccepted(Unauthenticated):
    """Not made by us, too old, or made for another page than the one that comes back."""

    code = "state_not_accepted"
    title = "登录请求已失效"
    remedy = "请从企业微信重新进入本页面"


class ForeignAddress(Invalid):
    code = "foreign_address"
    title = "地址不属于本系统"
    remedy = "请使用本系统域名下的页面地址"


class CustomerNotFound(NotFound):
    """Unknown, or not the caller's own: the answer does not tell which."""

    code = "customer_not_found"
    title = "没有这位客户"
    remedy = "只能查看自己的客户，请从与客户的会话中打开侧边栏"


class GroupNotFound(NotFound):
    """Unknown, or not the caller's own: the answer does not tell which."""

    code = "group_not_found"
    title = "没有这个客户群"
    remedy = "只能查看自己担任群主的客户群"


class PictureNotSendable(Conflict):
    code = "picture_not_sendable"
    title = "该图片无法发送"
    remedy = "请联系管理员：图片须为 10 MB 以内的 PNG 或 JPG，且其域名已在系统中登记"


class WeComBusy(Unavailable):
    code = "wecom_busy"
    title = "企业微信暂时没有响应"
    remedy = "请稍后重试"


class WeComRefused(Unavailable):
    """Nothing the guide can mend: a wrong setting, or a refusal we know no better word for."""

    code = "wecom_refused"
    title = "企业微信拒绝了请求"
    remedy = "请联系管理员查看企业微信应用配置"


def from_wecom(failure: SendFailed) -> Error:
    """What a guide who waits for WeCom's answer is told instead of it."""
    if isinstance(failure, PermanentFailure | Misconfigured):
        return WeComRefused(code=failure.code)
    return WeComBusy()
