"""Contact ways (联系我, page 92228): the QR code by which a customer adds a member."""

from collections.abc import Sequence
from typing import Any

import msgspec

from wecom.client.api import Api

MULTI, QR_CODE = 2, 2
PAGE = 1000
LONGEST_REMARK = 30


class Made(msgspec.Struct):
    config_id: str
    qr_code: str


class Way(msgspec.Struct):
    config_id: str
    state: str = ""
    qr_code: str = ""
    remark: str = ""
    user: list[str] = []
    is_exclusive: bool = False


class Nothing(msgspec.Struct):
    pass


class Shown(msgspec.Struct):
    contact_way: Way


class Listed(msgspec.Struct):
    config_id: str


class Page(msgspec.Struct):
    contact_way: list[Listed] = []
    next_cursor: str = ""


async def add(api: Api, users: Sequence[str], state: str, remark: str, exclusive: bool) -> Made:
    """Make a QR code of 1 to 100 members (41041 beyond), made for many also when it begins with one: WeCom never
    changes that. `state` and `remark` hold at most 30 characters. Each call makes another one.
    """
    body = {"type": MULTI, "scene": QR_CODE, "state": state, **_changing(users, remark, exclusive)}
    return await api.act(Made, "externalcontact/add_contact_way", body)


async def update(api: Api, config_id: str, users: Sequence[str], remark: str, exclusive: bool) -> None:
    """Overwrite what may change. 41044 for one that is gone."""
    body = {"config_id": config_id, **_changing(users, remark, exclusive)}
    await api.act(Nothing, "externalcontact/update_contact_way", body, repeatable=True)


async def remove(api: Api, config_id: str) -> None:
    """41044 for one that is gone."""
    await api.act(Nothing, "externalcontact/del_contact_way", {"config_id": config_id}, repeatable=True)


def _changing(users: Sequence[str], remark: str, exclusive: bool) -> dict[str, Any]:
    return {"user": list(users), "remark": remark[:LONGEST_REMARK], "is_exclusive": exclusive}


async def get(api: Api, config_id: str) -> Way:
    return (await api.read(Shown, "externalcontact/get_contact_way", {"config_id": config_id})).contact_way


async def made_since(api: Api, start: int) -> list[str]:
    """The config_ids of the ways made since a unix second."""
    found: list[str] = []
    body: dict[str, Any] = {"start_time": start, "limit": PAGE}
    while True:
        page = await api.read(Page, "externalcontact/list_contact_way", body)
        found += [one.config_id for one in page.contact_way]
        if not page.next_cursor:
            return found
        body["cursor"] = page.next_cursor
