"""A group has another owner: what the former one has not confirmed becomes due again for the new one."""

from typing import Any
from uuid import UUID

from app.campaigns import sql
from app.campaigns.gateway import gateway
from app.campaigns.states import BroadcastStatus as Status
from app.events.guides import GroupOwnerChanged
from app.guides.queries import groups_by_id
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.errors import TemporaryFailure


async def follow_owner(changed: GroupOwnerChanged) -> None:
    """Reaction: cancel unconfirmed broadcasts to the group's former owners; all their groups are due again.

    Groups of such a broadcast that kept their owner are asked of that owner anew: WeCom cancels a task as a whole.
    Raises the SendFailed family, to be run again, also while the broadcast is being created.
    """
    group = (await groups_by_id([changed.chat_id])).get(changed.chat_id)
    if group is None:
        return
    making = False
    for broadcast in await db.fetch(sql.OF_FORMER_OWNERS, group.chat_id, group.owner_userid):
        if broadcast["status"] == Status.CREATED:
            await _take_back(broadcast)
        elif broadcast["status"] == Status.CREATING or not await _release(broadcast["id"], Status.PLANNED):
            making = True
    if making:
        raise TemporaryFailure("a broadcast to the former owner is being created")


async def _take_back(broadcast: Any) -> None:
    """What the owner confirmed before WeCom took it back was sent: its results are fetched as usual."""
    if await gateway().is_confirmed(broadcast["msgid"], broadcast["sender_userid"]):
        return
    await gateway().cancel_group_broadcast(broadcast["msgid"])
    if not await gateway().is_confirmed(broadcast["msgid"], broadcast["sender_userid"]):
        await _release(broadcast["id"], Status.CREATED)


@atomic
async def _release(broadcast_id: UUID, seen: Status) -> bool:
    if not await db.execute(sql.CANCEL_BROADCAST, broadcast_id, seen.value, clock.now()):
        return False
    await db.execute(sql.DUE_AGAIN, broadcast_id)
    return True
