"""What can go wrong with notices."""

from app.kernel.errors import Invalid, NotFound


class TemplateNotFound(NotFound):
    code = "notice_template_not_found"
    title = "消息模板不存在"
    remedy = "请刷新后重试"


class TemplateInvalid(Invalid):
    """`faults` says by key what is wrong."""

    code = "notice_template_invalid"
    title = "模板字段与内容不匹配"
    remedy = "请按字段类型选择可用的内容，或以“=”开头填写固定文字"


class PushNotConfigured(NotFound):
    code = "push_not_configured"
    title = "未配置小程序消息推送"
    remedy = "请先设置 SIYU_MINIPROGRAM_PUSH_TOKEN 与 SIYU_MINIPROGRAM_PUSH_AES_KEY"
