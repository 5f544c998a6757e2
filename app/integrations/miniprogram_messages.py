"""Subscription messages of the mini-program. Wire rules: developers.weixin.qq.com, 发送订阅消息."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.integrations.miniprogram import MiniProgram
from app.kernel.errors import PermanentFailure, SendFailed, UnknownOutcome

SEND = "/cgi-bin/message/subscribe/send"
# The member gave no leave, took it back, or their leave is used up.
NOT_SUBSCRIBED = 43101
# Another message to the same member is just being sent.
CONCURRENT = 43108


@dataclass(frozen=True, slots=True)
class SubscriptionMessage:
    """`data`: the template's keys with values that fit their types. `page` may be empty, and may have a query."""

    openid: str
    template_id: str
    page: str
    data: Mapping[str, str]


class MiniProgramMessages:
    def __init__(self, mini_program: MiniProgram) -> None:
        self._mini_program = mini_program

    async def send(self, message: SubscriptionMessage) -> str | None:
        """The platform's msgid, if it tells one. Raises a SendFailed whose `code` is the platform's errcode."""
        body = {
            "touser": message.openid,
            "template_id": message.template_id,
            "data": {key: {"value": value} for key, value in message.data.items()},
            "miniprogram_state": "formal",
            "lang": "zh_CN",
        }
        answer = await self._mini_program.call(SEND, body | ({"page": message.page} if message.page else {}))
        return str(answer["msgid"]) if answer.get("msgid") else None


def may_pass(failure: SendFailed) -> bool:
    """Whether the same message may be taken a little later; for nothing of unknown outcome."""
    if isinstance(failure, UnknownOutcome):
        return False
    return failure.code == CONCURRENT or not isinstance(failure, PermanentFailure)
