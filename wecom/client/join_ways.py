"""Join ways (加入群聊, page 92229): the QR code by which people enter customer groups."""

import msgspec

from wecom.client.api import Api
from wecom.client.wire import Nothing

MINIPROGRAM, QR_CODE = 1, 2
MOST_GROUPS = 5


class Way(msgspec.Struct, omit_defaults=True):
    """What a code leads to: the first of at most five groups that has room.

    With `auto_create_room` 1 the platform opens another group, named `room_base_name` and a number counting from
    `room_base_id`, when all are full. `state` (at most 30 characters) comes back with each member who enters by it.
    """

    chat_id_list: list[str]
    scene: int = QR_CODE
    remark: str = ""
    auto_create_room: int = 1
    room_base_name: str = ""
    room_base_id: int = 1
    state: str = ""
    mark_source: bool = True


class Existing(Way):
    """A way as it is kept; `qr_code` is the address of its picture."""

    config_id: str = ""
    qr_code: str = ""


class Made(msgspec.Struct):
    config_id: str


class Shown(msgspec.Struct):
    join_way: Existing


async def add(api: Api, way: Way) -> str:
    """Make a code; its config_id. Each call makes another one. QuotaExceeded 41045 at the corp's limit."""
    return (await api.act(Made, "externalcontact/groupchat/add_join_way", _body(way))).config_id


async def get(api: Api, config_id: str) -> Existing:
    """PermanentFailure 41044 for none of ours."""
    return (await api.read(Shown, "externalcontact/groupchat/get_join_way", {"config_id": config_id})).join_way


async def replace(api: Api, config_id: str, way: Way) -> None:
    """Everything of it anew, nothing is kept; the picture stays the same. Repeatable."""
    body = _body(way) | {"config_id": config_id}
    await api.act(Nothing, "externalcontact/groupchat/update_join_way", body, repeatable=True)


async def delete(api: Api, config_id: str) -> None:
    """The code leads nowhere from now on; who came by it stays. PermanentFailure 41044 for none of ours."""
    await api.act(Nothing, "externalcontact/groupchat/del_join_way", {"config_id": config_id})


def _body(way: Way) -> dict[str, object]:
    """The scene is required even where it is our default."""
    body: dict[str, object] = msgspec.to_builtins(way)
    return body | {"scene": way.scene}
