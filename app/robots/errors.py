"""What can go wrong with robots."""

from app.kernel.errors import Conflict, Invalid, NotFound


class RobotNotFound(NotFound):
    code = "robot_not_found"
    title = "群机器人不存在"


class SpeechNotFound(NotFound):
    """Also one that is being said or is over."""

    code = "robot_message_not_waiting"
    title = "没有这条待发送的消息"


class KeyMalformed(Invalid):
    """No webhook address and no key. The facts say nothing of what was given."""

    code = "robot_key_malformed"
    title = "Webhook 地址无效"
    remedy = "请在群机器人详情中复制完整的 Webhook 地址"


class KeyKnown(Conflict):
    code = "robot_known"
    title = "该群机器人已登记"
    remedy = "请直接使用已登记的群机器人"


class RobotBroken(Conflict):
    code = "robot_broken"
    title = "群机器人已失效"
    remedy = "请群主在群设置里重新添加机器人，并更新 Webhook 地址"


class TooMuchToSay(Conflict):
    code = "robot_queue_full"
    title = "该群机器人待发送的消息过多"
    remedy = "群机器人每分钟最多发送 20 条，请稍后再试"
