"""Calls that give customer groups another owner (official pages 92127, 95703), at once and with the owner's event.

The pages name no codes for the two frequencies; the sandbox answers 40128 for a group and 45009 for an owner.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.wecom import fields, group_life
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, message_of, ok
from sandbox.wecom.groups import Group

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

MOST_GROUPS = 100
GROUPS_PER_DAY = 300
TIMES_PER_GROUP, WITHIN_SECONDS = 2, 90 * 24 * 3600


def groupchat_transfer(book: "WeComBook", ask: Ask) -> Answer:
    """Groups of owners who have left."""
    return _handed_over(book, ask, _refusal_of_left)


def groupchat_onjob_transfer(book: "WeComBook", ask: Ask) -> Answer:
    """Groups of owners in service."""
    return _handed_over(book, ask, _refusal)


def _handed_over(book: "WeComBook", ask: Ask, refusal: Callable[["WeComBook", Group], int]) -> Answer:
    """Hands over what it can; the others are listed with their codes."""
    owner = book.staff.get(fields.needed(ask.body, "new_owner"), 40003).userid
    chat_ids = fields.strings(ask.body, "chat_id_list", most=MOST_GROUPS)
    if not chat_ids:
        raise WeComError(40063, "chat_id_list")
    failed = []
    for chat_id in chat_ids:
        code = _hand_over(book, owner, book.groups.find(chat_id), refusal)
        if code:
            failed.append({"chat_id": chat_id, "errcode": code, "errmsg": message_of(code)})
    return ok(failed_chat_list=failed)


def _hand_over(book: "WeComBook", owner: str, group: Group | None, refusal: Callable[["WeComBook", Group], int]) -> int:
    """0, or why not."""
    if group is None:
        return 90501
    code = refusal(book, group)
    if code:
        return code
    if not book.groups.may_take(owner, book.now(), GROUPS_PER_DAY):
        return 45009
    group.inherited = book.staff.left_at(group.now.owner) is not None
    group.handed_over_at.append(book.timestamp())
    group_life.hand_over(book, group, owner)
    return 0


def _refusal_of_left(book: "WeComBook", group: Group) -> int:
    return 0 if book.staff.left_at(group.now.owner) is not None else 90500


def _refusal(book: "WeComBook", group: Group) -> int:
    if book.staff.left_at(group.now.owner) is not None:
        return 90502
    since = book.timestamp() - WITHIN_SECONDS
    return 40128 if sum(1 for at in group.handed_over_at if at > since) >= TIMES_PER_GROUP else 0
