"""Sending template cards, changing them once answered (page 94888), and taking messages back (page 94867)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from wecom.client.api import Api
from wecom.client.cards import Card, body, to_members
from wecom.client.messages import DUPLICATE_SECONDS
from wecom.client.wire import Nothing


class Sent(msgspec.Struct):
    """`response_code` changes a card that can be pressed: once, within 72 hours. `invaliduser` is joined by `|`."""

    msgid: str
    response_code: str = ""
    invaliduser: str = ""


class Changed(msgspec.Struct):
    """Who never got the card."""

    invaliduser: list[str] = []


async def send(api: Api, agent_id: int, userids: Sequence[str], card: Card) -> Sent:
    """Send a card to members. PermanentFailure 81013 when none of them can get it.

    The platform drops the same notice within four hours. A card with a `task_id` is refused (40058) the second time:
    after an UnknownOutcome that refusal says that it was sent.
    """
    message = to_members(agent_id, userids, card)
    message |= {"enable_duplicate_check": 1, "duplicate_check_interval": DUPLICATE_SECONDS}
    return await api.act(Sent, "message/send", message)


async def grey_buttons(api: Api, agent_id: int, userids: Sequence[str], response_code: str, text: str) -> list[str]:
    """Make the buttons of a card grey and say `text`; those who never got it are returned.

    The code is that of the sending or of the press, and is used up by this.
    """
    change = {"button": {"replace_name": text}}
    return await _change(api, agent_id, userids, response_code, change)


async def replace(api: Api, agent_id: int, userids: Sequence[str], response_code: str, card: Card) -> list[str]:
    """Put another card in the place of one; as `grey_buttons`."""
    return await _change(api, agent_id, userids, response_code, {"template_card": body(card)})


async def recall(api: Api, msgid: str) -> None:
    """Take a message back from every member within 24 hours. Repeatable."""
    await api.act(Nothing, "message/recall", {"msgid": msgid}, repeatable=True)


async def _change(
    api: Api, agent_id: int, userids: Sequence[str], response_code: str, change: dict[str, Any]
) -> list[str]:
    named = {"userids": list(userids), "agentid": agent_id, "response_code": response_code}
    return (await api.act(Changed, "message/update_template_card", named | change)).invaliduser
