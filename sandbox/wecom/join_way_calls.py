"""Calls on join ways (official page 92229)."""

from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.fields import Fields
from sandbox.wecom.join_ways import MINI_PROGRAM, QR_CODE, JoinWay
from sandbox.wecom.way_calls import MOST_WAYS

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

MOST_GROUPS = 5


def add_join_way(book: "WeComBook", ask: Ask) -> Answer:
    """Contact ways and join ways share one limit."""
    if len(book.ways.all()) + len(book.join_ways) >= MOST_WAYS:
        raise WeComError(41045)
    return ok(config_id=book.join_ways.add(_checked(book, ask.body)).config_id)


def get_join_way(book: "WeComBook", ask: Ask) -> Answer:
    return ok(join_way=_named(book, ask.body).json())


def update_join_way(book: "WeComBook", ask: Ask) -> Answer:
    """Overwrites every field; what is not given goes back to its default."""
    _named(book, ask.body).fields = _checked(book, ask.body)
    return ok()


def del_join_way(book: "WeComBook", ask: Ask) -> Answer:
    book.join_ways.remove(_named(book, ask.body).config_id)
    return ok()


def _named(book: "WeComBook", body: Fields) -> JoinWay:
    return book.join_ways.get(fields.needed(body, "config_id"))


def _checked(book: "WeComBook", body: Fields) -> dict[str, Any]:
    """All fields with the platform's defaults; 41091 above five groups, 90501 for what is no customer group."""
    chat_ids = fields.strings(body, "chat_id_list")
    if not chat_ids:
        raise WeComError(40063, "chat_id_list")
    if len(chat_ids) > MOST_GROUPS:
        raise WeComError(41091)
    for chat_id in chat_ids:
        book.groups.get(chat_id)
    return {
        "scene": fields.number(body, "scene", 0, least=MINI_PROGRAM, most=QR_CODE),
        "remark": fields.text(body, "remark", chars=30),
        "auto_create_room": fields.number(body, "auto_create_room", 1, most=1),
        "room_base_name": fields.text(body, "room_base_name", chars=40),
        "room_base_id": fields.number(body, "room_base_id", 1),
        "chat_id_list": chat_ids,
        "state": fields.text(body, "state", chars=30),
        "mark_source": fields.flag(body, "mark_source", True),
    }
