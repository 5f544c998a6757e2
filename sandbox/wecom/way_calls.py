"""Calls on contact ways (official page 92228)."""

from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.fields import Fields
from sandbox.wecom.paging import page
from sandbox.wecom.ways import MINI_PROGRAM, MULTI, QR_CODE, SINGLE, ContactWay

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

DAY = 24 * 3600
MOST_USERS = 100
MOST_WAYS = 500_000


def add_contact_way(book: "WeComBook", ask: Ask) -> Answer:
    if len(book.ways.all()) >= MOST_WAYS:
        raise WeComError(41045)
    way = book.ways.add(_checked(book, ask.body), book.timestamp())
    return ok(config_id=way.config_id, qr_code=way.qr_code) if way.qr_code else ok(config_id=way.config_id)


def get_contact_way(book: "WeComBook", ask: Ask) -> Answer:
    return ok(contact_way=_named(book, ask.body).json())


def list_contact_way(book: "WeComBook", ask: Ask) -> Answer:
    now = book.timestamp()
    start = fields.number(ask.body, "start_time", now - 90 * DAY)
    end = fields.number(ask.body, "end_time", now)
    limit = fields.number(ask.body, "limit", 100, least=1, most=1000)
    if end < start:
        raise WeComError(40058, "end_time")
    found = [way for way in book.ways.all() if start <= way.created_at <= end]
    shown, cursor = page(found, fields.text(ask.body, "cursor"), limit)
    answer = ok(contact_way=[{"config_id": way.config_id} for way in shown])
    return answer | {"next_cursor": cursor} if cursor else answer


def update_contact_way(book: "WeComBook", ask: Ask) -> Answer:
    """Overwrites the given fields; type, scene and is_temp stay as they were made."""
    way = _named(book, ask.body)
    kept = {name: way.fields[name] for name in ("type", "scene", "is_temp")}
    way.fields = _checked(book, {**way.fields, **ask.body, **kept})
    return ok()


def del_contact_way(book: "WeComBook", ask: Ask) -> Answer:
    book.ways.remove(_named(book, ask.body).config_id)
    return ok()


def _named(book: "WeComBook", body: Fields) -> ContactWay:
    return book.ways.get(fields.needed(body, "config_id"))


def _checked(book: "WeComBook", body: Fields) -> dict[str, Any]:
    """All fields of a contact way with the platform's defaults."""
    kind = fields.number(body, "type", 0, least=SINGLE, most=MULTI)
    temporary = fields.flag(body, "is_temp", False)
    way: dict[str, Any] = {
        "type": kind,
        "scene": fields.number(body, "scene", 0, least=MINI_PROGRAM, most=QR_CODE),
        "style": fields.number(body, "style", 0),
        "remark": fields.text(body, "remark", chars=30),
        "skip_verify": fields.flag(body, "skip_verify", True),
        "state": fields.text(body, "state", chars=30),
        "is_temp": temporary,
        "is_exclusive": fields.flag(body, "is_exclusive", False),
        "mark_source": fields.flag(body, "mark_source", True),
    }
    way["user"], way["party"] = _people(book, body, kind)
    if temporary and kind != SINGLE:
        raise WeComError(40058, "is_temp needs type 1")
    return way | _temporary(body) if temporary else way


def _people(book: "WeComBook", body: Fields, kind: int) -> tuple[list[str], list[int]]:
    users, party = fields.strings(body, "user"), fields.numbers(body, "party")
    if kind == SINGLE and (len(users) != 1 or party):
        raise WeComError(40058, "type 1 needs exactly one user")
    if not users and not party:
        raise WeComError(40063, "user")
    for userid in users:
        if not book.staff.get(userid, 40003).may_serve:
            raise WeComError(84074, userid)
    of_party = [member.userid for number in party for member in book.staff.of_department(number)]
    if len({*users, *of_party}) > MOST_USERS:
        raise WeComError(41041)
    return users, party


def _temporary(body: Fields) -> dict[str, Any]:
    conclusions = fields.record(body, "conclusions")
    fields.text(fields.record(conclusions, "text"), "content", size=4000)
    return {
        "expires_in": fields.number(body, "expires_in", 7 * DAY, least=1, most=14 * DAY),
        "chat_expires_in": fields.number(body, "chat_expires_in", DAY, least=1, most=14 * DAY),
        "unionid": fields.text(body, "unionid"),
        "conclusions": dict(conclusions),
    }
