"""The application's menu (page 90231): at most three items, each a button or up to five buttons under it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from wecom.client.api import Api
from wecom.client.wire import Nothing

MOST_ITEMS, MOST_UNDER = 3, 5


class Click(msgspec.Struct, tag_field="type", tag="click"):
    """Calls back with `key`, at most 128 bytes. `name`: 16 bytes on the bar, 40 below another."""

    name: str
    key: str


class Under(msgspec.Struct):
    name: str
    sub_button: list[Click]


async def create(api: Api, agent_id: int, items: Sequence[Click | Under]) -> None:
    """Replace the menu. The same again does no harm."""
    body: dict[str, Any] = {"button": msgspec.to_builtins(list(items))}
    await api.act(Nothing, "menu/create", body, repeatable=True, agentid=agent_id)
