"""What can go wrong with members."""

from app.kernel.errors import (
    Conflict,
    Error,
    Invalid,
    NotFound,
    PermanentFailure,
    QuotaExceeded,
    SendFailed,
    TooMany,
    Unavailable,
)


class MemberNotFound(NotFound):
    code = "member_not_found"
    title = "会员不存在"
    remedy = "请重新登录"


class CodeNotAccepted(Invalid):
    code = "wechat_code_not_accepted"
    title = "微信凭证无效或已使用"
    remedy = "请重新打开小程序后再试"


class WeChatBusy(TooMany):
    code = "wechat_quota_used"
    title = "微信接口繁忙"
    remedy = "请一分钟后再试"


class WeChatUnavailable(Unavailable):
    code = "wechat_unavailable"
    title = "暂时无法连接微信"


class PhoneTaken(Conflict):
    code = "phone_taken"
    title = "该手机号已绑定其他会员"
    remedy = "请用绑定该手机号的微信登录，或联系门店处理"


def from_gateway(failure: SendFailed) -> Error:
    """What the caller who waits is told when the platform refused or did not answer."""
    if isinstance(failure, PermanentFailure):
        return CodeNotAccepted()
    if isinstance(failure, QuotaExceeded):
        return WeChatBusy()
    return WeChatUnavailable()


class AddressNotFound(NotFound):
    code = "address_not_found"
    title = "收货地址不存在"
    remedy = "请在地址簿中选择或新增收货地址"


class TooManyAddresses(Conflict):
    """Facts: `limit`."""

    code = "too_many_addresses"
    title = "收货地址最多保存 20 个"
    remedy = "请先删除不用的地址"
