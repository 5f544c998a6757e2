"""Contact ways (联系我, page 92228): the QR code by which a customer adds a member."""

from typing import Any

import msgspec

from wecom.client.api import Api

SINGLE, QR_CODE = 1, 2
PAGE = 1000


class Made(msgspec.Struct):
    config_id: str
    qr_code: str


class Way(msgspec.Struct):
    config_id: str
    state: str = ""
    qr_code: str = ""


class Shown(msgspec.Struct):
    contact_way: Way


class Listed(msgspec.Struct):
    config_id: str


class Page(msgspec.Struct):
    contact_way: list[Listed] = []
    next_cursor: str = ""


async def add(api: Api, userid: str, state: str, remark: str) -> Made:
    """Make a QR code of one member. `state` and `remark` hold at most 30 characters. Each call makes another one."""
    body = {"type": SINGLE, "scene": QR_CODE, "user": [userid], "state": state, "remark": remark[:30]}
    return await api.act(Made, "externalcontact/add_contact_way", body)


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
