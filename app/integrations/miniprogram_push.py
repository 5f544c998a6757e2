"""What the mini-program platform pushes, in JSON or XML as its console is set, as plain dictionaries.

Source: developers.weixin.qq.com, 订阅消息事件推送. In JSON a single member of a list comes bare.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from lxml import etree

from app.integrations.wechat_push_crypto import PushMalformed

POPUP, CHANGE, SENT = "subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"
WRAPPED = {POPUP: "SubscribeMsgPopupEvent", CHANGE: "SubscribeMsgChangeEvent", SENT: "SubscribeMsgSentEvent"}
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Pushed:
    """One push. `items` are the members of its List, empty for events of other kinds."""

    event: str
    openid: str
    items: tuple[Mapping[str, Any], ...]


def fields(raw: str | bytes) -> dict[str, Any]:
    """A body or a message, in either format. Raises PushMalformed."""
    data = raw.encode() if isinstance(raw, str) else raw
    if data.lstrip()[:1] == b"<":
        return _xml(data)
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise PushMalformed from None
    if not isinstance(value, dict):
        raise PushMalformed
    return value


def parse(plain: str) -> Pushed:
    """Raises PushMalformed when it does not say whom it is about."""
    message = fields(plain)
    event, openid = str(message.get("Event") or message.get("MsgType") or ""), message.get("FromUserName")
    if not isinstance(openid, str) or not openid:
        raise PushMalformed(missing="FromUserName")
    return Pushed(event[:64], openid[:64], tuple(_items(message, event)))


def _items(message: Mapping[str, Any], event: str) -> Iterator[Mapping[str, Any]]:
    if event not in WRAPPED:
        return
    holder = message.get(WRAPPED[event], message)
    listed = holder.get("List") if isinstance(holder, Mapping) else None
    for item in listed if isinstance(listed, list) else [listed]:
        if not isinstance(item, Mapping):
            raise PushMalformed(field="List")
        yield item


def _xml(data: bytes) -> dict[str, Any]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise PushMalformed from None
    value = _element(root, DEEPEST)
    # No push declares a document type, and entities live there.
    if root.getroottree().docinfo.internalDTD is not None or not isinstance(value, dict):
        raise PushMalformed
    return value


def _element(element: Any, depth: int) -> Any:
    """The text of a leaf, else its children by name; a name that comes again becomes a list."""
    if depth == 0:
        raise PushMalformed
    found: dict[str, Any] = {}
    for child in element:
        name, value = str(child.tag), _element(child, depth - 1)
        found[name] = value if name not in found else [*_listed(found[name]), value]
    return found or (element.text or "")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
