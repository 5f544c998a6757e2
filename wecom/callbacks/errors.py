"""Why a callback is refused. The part of a code after `callback_` is also the outcome under which it is counted."""

from app.kernel.errors import Forbidden, Malformed

PREFIX = "callback_"


class CallbackUnsigned(Forbidden):
    """No signature at all: a browser, a scanner, a stray client."""

    code = "callback_unsigned"
    title = "请求没有签名"
    remedy = "此地址只接收企业微信的回调，请求须带 msg_signature、timestamp、nonce"


class CallbackForged(Forbidden):
    """Not signed with our token, or changed after it was signed."""

    code = "callback_forged"
    title = "签名不正确"
    remedy = "请核对企业微信后台与本系统的回调 Token 是否一致"


class CallbackForeign(Forbidden):
    """Signed and sealed with our keys, and meant for another receiver."""

    code = "callback_foreign"
    title = "接收方不是本企业"
    remedy = "请核对企业 ID，或检查是否把其他企业的回调地址填到了这里"


class CallbackUndecryptable(Malformed):
    """Signed with our token, and not sealed with our key."""

    code = "callback_undecryptable"
    title = "回调内容无法解密"
    remedy = "请核对企业微信后台与本系统的 EncodingAESKey 是否一致"


class CallbackMalformed(Malformed):
    code = "callback_malformed"
    title = "回调内容无法解析"
    remedy = "请核对回调格式：外层与解密后的内容都须为 XML"
