"""Keep customer groups as they are at WeCom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.events.guides import GroupOwnerChanged
from app.guides import sql
from app.guides.errors import GroupNotYetChanged
from app.guides.gateway import GroupDetails, gateway
from app.guides.models import GroupChat, GroupMember
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id

# WeCom's details lag about 2 s behind its events (page 92130).
LAG = timedelta(seconds=8)
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class GroupChange:
    """What WeCom tells of a change. `old_version` is that of the members before it, if they changed."""

    chat_id: str
    at: datetime
    old_version: str = ""


async def sync_group(chat_id: str) -> bool:
    """Read a group and keep it. Returns whether something was new; a dismissed one is kept as such.

    Reading is outside the transaction; of two readings at once the one begun later wins.
    """
    began = clock.now()
    details = await gateway().group(chat_id)
    if details is None:
        return await dismiss_group(chat_id, began)
    return await _keep(details, began)


async def follow_change(change: GroupChange) -> None:
    """Sync a group after an event. Raises GroupNotYetChanged, to be tried again, while the change does not show."""
    changed = await sync_group(change.chat_id)
    if changed or clock.now() - change.at >= LAG:
        return
    moved_on = GroupChat.filter(chat_id=change.chat_id).exclude(member_version=change.old_version)
    if not change.old_version or not await moved_on.exists():
        raise GroupNotYetChanged(chat_id=change.chat_id)


@atomic
async def dismiss_group(chat_id: str, at: datetime) -> bool:
    """The group is no more. Returns whether that is new; an unknown group stays unknown."""
    if not await GroupChat.filter(chat_id=chat_id, dismissed_at=None).update(dismissed_at=at):
        return False
    await GroupMember.filter(chat_id=chat_id, left_at=None).update(left_at=at)
    return True


async def import_groups() -> int:
    """Sync every customer group the company has; how many."""
    chat_ids = await gateway().chat_ids()
    for chat_id in chat_ids:
        await sync_group(chat_id)
    return len(chat_ids)


@atomic
async def _keep(details: GroupDetails, began: datetime) -> bool:
    old = await GroupChat.filter(chat_id=details.chat_id).select_for_update().get_or_none()
    name, customers = details.name[:LONGEST_NAME], details.customers
    shape = (name, details.owner_userid, details.version)
    if not await db.execute(sql.KEEP_GROUP, details.chat_id, *shape, details.created_at, began):
        return False
    await db.execute(sql.LEAVE_GROUP, details.chat_id, list(customers), began)
    ids = [new_id() for _ in customers]
    states = [details.states.get(one, "") for one in customers]
    await db.execute(sql.JOIN_GROUP, details.chat_id, ids, list(customers), list(customers.values()), states)
    if old and old.owner_userid != details.owner_userid:
        await outbox.publish(GroupOwnerChanged(details.chat_id, old.owner_userid, details.owner_userid))
    return old is None or (old.name, old.owner_userid, old.member_version) != shape
