"""Calls that read customer groups (official pages 92120, 92122)."""

from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.groups import Group
from sandbox.wecom.paging import page

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

MOST_OWNERS = 1000
ANY = 0
NORMAL, OWNER_LEFT, INHERITED = 0, 1, 3


def groupchat_list(book: "WeComBook", ask: Ask) -> Answer:
    """Groups are inherited at once, so none is ever on its way (status 2)."""
    limit = fields.number(ask.body, "limit", 0, least=1, most=1000)
    wanted = fields.number(ask.body, "status_filter", ANY, most=3)
    owners = fields.strings(fields.record(ask.body, "owner_filter"), "userid_list", most=100)
    groups = [one for one in _filtered(book, owners) if wanted in (ANY, _status(book, one))]
    shown, cursor = page(groups, fields.text(ask.body, "cursor"), limit)
    rows = [{"chat_id": group.chat_id, "status": _status(book, group)} for group in shown]
    return ok(group_chat_list=rows, next_cursor=cursor)


def groupchat_get(book: "WeComBook", ask: Ask) -> Answer:
    """The group as it was `groupchat_lag_seconds` ago."""
    group = book.groups.get(fields.needed(ask.body, "chat_id"))
    need_name = fields.flag(ask.body, "need_name", False)
    shape = group.seen_at(book.now().timestamp() - book.settings.groupchat_lag_seconds)
    chat: dict[str, Any] = {
        "chat_id": group.chat_id,
        "name": shape.name,
        "owner": shape.owner,
        "create_time": group.create_time,
        "notice": "",
        "member_list": [member.json(need_name) for member in shape.members],
        "admin_list": [],
        "member_version": shape.version,
    }
    return ok(group_chat=chat)


def _status(book: "WeComBook", group: Group) -> int:
    if book.staff.left_at(group.now.owner) is not None:
        return OWNER_LEFT
    return INHERITED if group.inherited else NORMAL


def _filtered(book: "WeComBook", owners: list[str]) -> list[Group]:
    groups = book.groups.all()
    if not owners:
        if len({group.now.owner for group in groups}) > MOST_OWNERS:
            raise WeComError(81017)
        return groups
    for userid in owners:
        if book.staff.left_at(userid) is None:
            book.staff.get(userid, 40003)
    return [group for group in groups if group.now.owner in owners]
