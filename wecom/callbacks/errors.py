"""Why a callback is refused."""

from app.kernel.errors import Forbidden, Malformed, NotFound


class CallbackForged(Forbidden):
    """Not signed with our token, or meant for another receiver."""

    code = "callback_forged"
    title = "签名或接收方不正确"
    remedy = "请核对回调的 Token、EncodingAESKey 与企业 ID"


class CallbackMalformed(Malformed):
    code = "callback_malformed"
    title = "回调内容无法解析"
    remedy = "请核对 EncodingAESKey 与回调格式"


class MessageNotFound(NotFound):
    code = "inbox_message_not_found"
    title = "回调消息不存在"
