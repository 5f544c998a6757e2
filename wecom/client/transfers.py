"""Handing customers to another member: in service (pages 92125, 94088) and after leaving (pages 92124, 94081, 94082).

The hand-over happens by itself 24 hours after it has begun, unless the customer of a member in service refuses. Both
members need the permission to have customers. If the successor is a friend already, no callback tells of it.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec

from wecom.client.api import Api
from wecom.client.paging import rows

MOST_CUSTOMERS = 100
MESSAGE_CHARS = 200
PAGE = 1000
BEGUN = 0
DONE, WAITING, REFUSED, AT_LIMIT = 1, 2, 3, 4


class Begun(msgspec.Struct):
    """`errcode` 0: the 24 hours run. Else why not: 40128 twice in 90 days, 40129 or 40100 under way already."""

    external_userid: str
    errcode: int = BEGUN


class Answered(msgspec.Struct):
    customer: list[Begun] = []


class Result(msgspec.Struct):
    """`status` 1 done, 2 waiting, 3 refused by the customer, 4 the successor has too many.

    `takeover_time`: the unix second at which it was done, or will be.
    """

    external_userid: str
    status: int
    takeover_time: int | None = None


class ResultPage(msgspec.Struct):
    customer: list[Result] = []
    next_cursor: str = ""


class Unassigned(msgspec.Struct):
    """A customer whose member left at a unix second."""

    handover_userid: str
    external_userid: str
    dimission_time: int


class UnassignedPage(msgspec.Struct):
    info: list[Unassigned] = []
    next_cursor: str = ""


async def begin(
    api: Api, handover: str, takeover: str, external_userids: Sequence[str], message: str = ""
) -> list[Begun]:
    """Begin to hand over customers of a member in service; `message` is what they read when it is done.

    At most a hundred at a time (ValueError). An answer of its own for each. After an UnknownOutcome `results` tells who
    is on the way: beginning again uses up one of the two times in 90 days.
    """
    text = {"transfer_success_msg": message[:MESSAGE_CHARS]} if message else {}
    return await _begin(api, "externalcontact/transfer_customer", handover, takeover, external_userids, text)


async def begin_for_resigned(api: Api, handover: str, takeover: str, external_userids: Sequence[str]) -> list[Begun]:
    """As `begin`, of a member who has left; PermanentFailure 40097 for one who has not. The customers cannot refuse."""
    return await _begin(api, "externalcontact/resigned/transfer_customer", handover, takeover, external_userids, {})


def results(api: Api, handover: str, takeover: str, *, resigned: bool = False) -> AsyncIterator[Result]:
    """What has become of the hand-overs between two members; `resigned` for those after leaving."""
    path = "externalcontact/resigned/transfer_result" if resigned else "externalcontact/transfer_result"
    body = {"handover_userid": handover, "takeover_userid": takeover}
    return rows(api, ResultPage, path, body, lambda page: page.customer)


def unassigned(api: Api) -> AsyncIterator[Unassigned]:
    """The customers of members who have left that nobody has been given yet."""
    path = "externalcontact/get_unassigned_list"
    return rows(api, UnassignedPage, path, {"page_size": PAGE}, lambda page: page.info)


async def _begin(
    api: Api, path: str, handover: str, takeover: str, external_userids: Sequence[str], more: dict[str, Any]
) -> list[Begun]:
    if not 0 < len(external_userids) <= MOST_CUSTOMERS:
        raise ValueError(f"1 to {MOST_CUSTOMERS} customers at a time")
    body = {"handover_userid": handover, "takeover_userid": takeover, "external_userid": list(external_userids)}
    return (await api.act(Answered, path, body | more)).customer
