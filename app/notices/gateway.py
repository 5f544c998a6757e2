"""What notices need from outside: who carries messages, and the keys of what the platform reports back."""

from dataclasses import dataclass
from typing import Protocol

from app.integrations.miniprogram_messages import SubscriptionMessage
from app.integrations.wechat_push_crypto import PushKeys
from app.kernel.port import Port


class Messages(Protocol):
    async def send(self, message: SubscriptionMessage) -> str | None:
        """The platform's msgid. Raises a SendFailed whose `code` is the platform's errcode."""
        ...


@dataclass(frozen=True, slots=True)
class MessagePush:
    """How the platform's reports are signed. Without keys none is set up, and the client's word is all there is."""

    keys: PushKeys | None


messages: Port[Messages] = Port("subscription messages")
message_push: Port[MessagePush] = Port("message push")
