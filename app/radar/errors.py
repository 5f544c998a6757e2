"""What can go wrong on the radar."""

from app.kernel.errors import Invalid


class LinkForged(Invalid):
    code = "link_forged"
    title = "链接无效"
    remedy = "请从原来的卡片或消息重新进入"


class NotMadeByHand(Invalid):
    code = "entrance_not_made_by_hand"
    title = "这种来源由系统自动生成"
    remedy = "渠道活码、社群SOP、导购发送与分享会自动带上来源，无需新建"
