"""What became of broadcasts: lists, tasks, results, reminders, cancelling (official pages 93338, 93439)."""

from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.broadcasts import GROUP, NOT_SENT, SINGLE, TASK_WAITING, Broadcast, Target, Task
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.paging import page

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

DAY = 24 * 3600
MONTH = 31 * DAY
REMINDERS_PER_DAY = 3
OF_THE_CORP, PERSONAL, ALL = 0, 1, 2


def get_groupmsg_list_v2(book: "WeComBook", ask: Ask) -> Answer:
    """Broadcasts of a window of at most a month; all of them were made by the corp through the interface."""
    chat_type = fields.needed(ask.body, "chat_type")
    start = fields.number(ask.body, "start_time", -1)
    end = fields.number(ask.body, "end_time", -1)
    limit = fields.number(ask.body, "limit", 50, least=1, most=100)
    if chat_type not in (SINGLE, GROUP) or not 0 <= end - start <= MONTH:
        raise WeComError(40058, "chat_type, start_time or end_time")
    by_corp = fields.number(ask.body, "filter_type", ALL, most=ALL) != PERSONAL
    found = [
        one
        for one in book.broadcasts.all()
        if by_corp and one.chat_type == chat_type and start <= one.create_time <= end and not ask.body.get("creator")
    ]
    shown, cursor = page(found, fields.text(ask.body, "cursor"), limit)
    return ok(group_msg_list=[_listed(one) for one in shown], next_cursor=cursor)


def get_groupmsg_task(book: "WeComBook", ask: Ask) -> Answer:
    broadcast = _named(book, ask)
    limit = fields.number(ask.body, "limit", 500, least=1, most=1000)
    shown, cursor = page(list(broadcast.tasks.values()), fields.text(ask.body, "cursor"), limit)
    return ok(task_list=[_task(one) for one in shown], next_cursor=cursor)


def get_groupmsg_send_result(book: "WeComBook", ask: Ask) -> Answer:
    """One row per customer; for groups only those that were sent to."""
    broadcast = _named(book, ask)
    task = broadcast.task(fields.needed(ask.body, "userid"))
    limit = fields.number(ask.body, "limit", 500, least=1, most=1000)
    in_groups = broadcast.chat_type == GROUP
    targets = [one for one in task.targets if not in_groups or one.status != NOT_SENT]
    shown, cursor = page(targets, fields.text(ask.body, "cursor"), limit)
    key = "chat_id" if in_groups else "external_userid"
    return ok(send_list=[_result(key, task.userid, one) for one in shown], next_cursor=cursor)


def remind_groupmsg_send(book: "WeComBook", ask: Ask) -> Answer:
    """A reminder to every member who has not sent yet; at most three within 24 hours."""
    broadcast = _named(book, ask)
    now = book.timestamp()
    if broadcast.cancelled:
        raise WeComError(41093)
    if sum(1 for at in broadcast.reminded_at if at > now - DAY) >= REMINDERS_PER_DAY:
        raise WeComError(41094)
    broadcast.reminded_at.append(now)
    for task in broadcast.tasks.values():
        if task.status == TASK_WAITING:
            reminder = {"kind": "remind", "msgid": broadcast.msgid, "text": broadcast.text}
            book.staff.get(task.userid).inbox.append({**reminder, "at": book.now().isoformat()})
    return ok()


def cancel_groupmsg_send(book: "WeComBook", ask: Ask) -> Answer:
    """Takes the unsent tasks back; what was sent stays sent."""
    broadcast = _named(book, ask)
    if broadcast.cancelled:
        raise WeComError(41093)
    broadcast.cancelled = True
    return ok()


def _named(book: "WeComBook", ask: Ask) -> Broadcast:
    return book.broadcasts.get(fields.text(ask.body, "msgid"))


def _listed(broadcast: Broadcast) -> dict[str, Any]:
    listed: dict[str, Any] = {
        "msgid": broadcast.msgid,
        "create_time": str(broadcast.create_time),
        "create_type": OF_THE_CORP,
        "attachments": broadcast.attachments,
    }
    return listed | {"text": {"content": broadcast.text}} if broadcast.text else listed


def _task(task: Task) -> dict[str, Any]:
    row: dict[str, Any] = {"userid": task.userid, "status": task.status}
    return row | {"send_time": task.send_time} if task.send_time else row


def _result(key: str, userid: str, target: Target) -> dict[str, Any]:
    row: dict[str, Any] = {key: target.id, "userid": userid, "status": target.status}
    return row | {"send_time": target.send_time} if target.send_time else row
