"""The member presses "send" on a broadcast task."""

from sandbox.errors import ControlError
from sandbox.wecom.book import WeComBook
from sandbox.wecom.broadcasts import GROUP, NOT_FRIEND, OVER_QUOTA, SENT, TASK_DONE, Broadcast, Target, Task
from sandbox.wecom.groups import Group


def confirm(book: WeComBook, userid: str, msgid: str, picked: list[str] | None) -> Task:
    """Sends to every target, or to the `picked` ones where the task leaves a choice; the task with its results.

    400 for a task cancelled, sent before, or not this member's.
    """
    broadcast = book.broadcasts.controlled(msgid)
    task = broadcast.tasks.get(userid)
    if task is None or broadcast.cancelled or task.status == TASK_DONE:
        raise ControlError(400, "this task is cancelled, sent, or somebody else's")
    if broadcast.chat_type == GROUP and not task.targets:
        owned = [group.chat_id for group in book.groups.owned_by(userid)]
        task.targets = [Target(chat_id) for chat_id in owned if picked is None or chat_id in picked]
    now = book.timestamp()
    for target in task.targets:
        if picked is not None and broadcast.allow_select and target.id not in picked:
            continue
        target.status = _send(book, broadcast, userid, target.id)
        target.send_time = now if target.status == SENT else 0
    task.status, task.send_time = TASK_DONE, now
    return task


def _send(book: WeComBook, broadcast: Broadcast, userid: str, target_id: str) -> int:
    if broadcast.chat_type == GROUP:
        return _send_to_group(book, broadcast, userid, book.groups.find(target_id))
    relation = book.relations.find(userid, target_id)
    person = book.world.people.by_external_userid(target_id)
    if relation is None or not relation.can_receive or person is None:
        return NOT_FRIEND
    if not book.broadcasts.quota.take(target_id, book.now()):
        return OVER_QUOTA
    person.receive("broadcast", userid, book.now(), broadcast.text, broadcast.attachments)
    return SENT


def _send_to_group(book: WeComBook, broadcast: Broadcast, userid: str, group: Group | None) -> int:
    if group is None or group.now.owner != userid:
        return NOT_FRIEND
    if not book.broadcasts.quota.take(group.chat_id, book.now()):
        return OVER_QUOTA
    now = book.now()
    message = {"kind": "broadcast", "from": userid, "text": broadcast.text, "attachments": broadcast.attachments}
    group.messages.append({**message, "msgid": broadcast.msgid, "at": now.isoformat()})
    for external_userid in group.externals():
        person = book.world.people.by_external_userid(external_userid)
        if person is not None:
            person.receive("broadcast", userid, now, broadcast.text, broadcast.attachments, group.chat_id)
    return SENT
