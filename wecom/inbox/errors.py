"""What can go wrong with the inbox."""

from app.kernel.errors import NotFound


class MessageNotFound(NotFound):
    """There is none, or it is not dead: only a dead message is processed again on request."""

    code = "inbox_message_not_found"
    title = "没有这条处理失败的回调消息"
    remedy = "可能已被重新处理，请刷新列表"
