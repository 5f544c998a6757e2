"""What WeCom's error codes (page 90313) mean for us: repeat, wait, mend the configuration, or give up."""

from app.kernel.errors import Misconfigured, PermanentFailure, QuotaExceeded, SendFailed, TemporaryFailure

OK = 0
TOKEN_REFUSED = frozenset({40001, 40014, 42001})
# Said to be worth repeating at once: system busy, version conflict, concurrency, a welcome message on its way.
BUSY = frozenset({-1, 6000, 45033, 45035, 41096})
MEDIA_GONE = frozenset({40007, 40145})
BEING_DISPATCHED = 41063

QUOTAS = {
    40099: "该成员的客户数已达上限",
    41045: "「联系我」二维码数量已达上限，请删除不用的渠道码",
    41094: "24 小时内提醒次数已用完",
    45009: "接口调用太频繁，请稍后自动重试",
}
SETTINGS = {
    40001: "企业微信 Secret 不正确，请核对应用与客户联系的 Secret",
    40013: "企业 ID（corpid）不正确，请核对配置",
    40056: "应用 AgentId 不正确，请核对配置",
    43012: "请在企业微信后台为应用设置接收消息的回调地址",
    48002: "应用没有调用该接口的权限，请在「客户联系 → 可调用应用」中勾选",
    50002: "成员不在应用可见范围内，请调整可见范围",
    50003: "应用已停用，请在企业微信后台启用",
    60011: "应用无权管理该成员，请调整可见范围",
    60020: "服务器 IP 不在企业可信 IP 中，请在应用详情里添加",
    60021: "成员不在应用可见范围内，请调整可见范围",
    84074: "成员没有客户联系权限，请在「客户联系 → 权限配置」中添加",
    90206: "应用未关联小程序，请在企业微信后台关联",
    90207: "小程序 appid 未与企业关联，请核对配置",
    301002: "应用没有该接口的权限",
}
REFUSALS = {
    40003: "成员不存在或已离职",
    40096: "客户不存在",
    41048: "没有可发送的客户或客户群",
    41050: "欢迎语已超过 20 秒有效期",
    41051: "客户已与成员开始聊天，不能再发欢迎语",
    41054: "成员尚未激活企业微信",
    60111: "成员不存在",
    81013: "接收人都无效：成员不存在或不在应用可见范围内",
    84061: "成员与客户不是好友关系",
    90501: "该群不是客户群或已解散",
}


def failure(errcode: int, path: str) -> SendFailed:
    """The exception for an error answer of a call. Its reason says in Chinese what is wrong or what to do."""
    if errcode in BUSY or errcode == BEING_DISPATCHED:
        return TemporaryFailure(f"企业微信繁忙（{path}）", code=errcode)
    if errcode in QUOTAS:
        return QuotaExceeded(QUOTAS[errcode], code=errcode)
    if errcode in SETTINGS or errcode in TOKEN_REFUSED or 48001 <= errcode <= 48011:
        return Misconfigured(SETTINGS.get(errcode, f"企业微信拒绝了凭证或权限（{path}），请核对配置"), code=errcode)
    return PermanentFailure(REFUSALS.get(errcode, f"企业微信拒绝了请求（{path}）"), code=errcode)
