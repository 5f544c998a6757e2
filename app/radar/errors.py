"""What can go wrong on the radar."""

from app.kernel.errors import Invalid


class LinkForged(Invalid):
    code = "link_forged"
    title = "链接无效"
    remedy = "请从原来的卡片或消息重新进入"
