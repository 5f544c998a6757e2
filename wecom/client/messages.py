"""Messages: of the application to members (page 90236), and the welcome message to a new customer (page 92137)."""

import msgspec

from wecom.client.api import Api
from wecom.client.contents import CardContent, cut, message
from wecom.client.wire import Nothing

TEXT_BYTES = 2048
# The longest the platform offers: within it the same text to the same member is delivered once.
DUPLICATE_SECONDS = 4 * 3600


class Sent(msgspec.Struct):
    msgid: str = ""


async def send_text(api: Api, agent_id: int, userid: str, content: str) -> str:
    """Tell a member something; the msgid. The same content again within four hours is dropped by the platform."""
    body = {
        "touser": userid,
        "msgtype": "text",
        "agentid": agent_id,
        "text": {"content": cut(content, TEXT_BYTES)},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": DUPLICATE_SECONDS,
    }
    return (await api.act(Sent, "message/send", body, repeatable=True)).msgid


async def send_welcome(api: Api, welcome_code: str, text: str, card: CardContent | None) -> None:
    """Greet a new customer: once per code, within 20 s of the event. 41050 too late, 41051 used or already chatting."""
    body = {"welcome_code": welcome_code} | message(text, card)
    await api.act(Nothing, "externalcontact/send_welcome_msg", body, repeatable=True)
