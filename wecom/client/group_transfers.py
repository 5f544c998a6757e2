"""Giving customer groups another owner: of owners who have left (page 92127) and in service (page 95703)."""

from collections.abc import Sequence

import msgspec

from wecom.client.api import Api

MOST_GROUPS = 100


class Failed(msgspec.Struct):
    """Why a group keeps its owner: 90500 the owner is still here, 90502 has left, 90501 no customer group."""

    chat_id: str
    errcode: int


class Answered(msgspec.Struct):
    failed_chat_list: list[Failed] = []


async def hand_over(api: Api, chat_ids: Sequence[str], new_owner: str, *, resigned: bool = False) -> list[Failed]:
    """Hand over at once what can be, and say what could not be. 1 to 100 groups (ValueError).

    A group of an owner in service changes hands at most twice in 90 days; an owner gets at most 300 groups of members
    who have left (`resigned`) a day. After an UnknownOutcome the groups themselves tell who owns them.
    """
    if not 0 < len(chat_ids) <= MOST_GROUPS:
        raise ValueError(f"1 to {MOST_GROUPS} groups at a time")
    path = "externalcontact/groupchat/transfer" if resigned else "externalcontact/groupchat/onjob_transfer"
    body = {"chat_id_list": list(chat_ids), "new_owner": new_owner}
    return (await api.act(Answered, path, body)).failed_chat_list
