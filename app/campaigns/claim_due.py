"""Claim due touches into broadcasts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.campaigns import sql
from app.events.campaigns import BroadcastPlanned
from app.guides.queries import groups_by_id
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id

TOUCHES_AT_ONCE = 2000
# 企业微信 add_msg_template: chat_id_list.
MOST_GROUPS = 2000
LOOK_AGAIN = timedelta(minutes=15)


async def claim_due() -> None:
    """Tick: turn all due touches of active SOPs into planned broadcasts, one per step and current group owner.

    Workers at the same time claim different touches. Groups dismissed in the meantime fail.
    """
    while await _claim() == TOUCHES_AT_ONCE:
        pass


@atomic
async def _claim() -> int:
    touches = await db.fetch(sql.CLAIM_DUE, clock.now(), TOUCHES_AT_ONCE)
    groups = await groups_by_id([touch["chat_id"] for touch in touches])
    by_sender: defaultdict[tuple[UUID, str], list[UUID]] = defaultdict(list)
    lost: list[UUID] = []
    for touch in touches:
        group = groups.get(touch["chat_id"])
        if group is None or group.dismissed_at:
            lost.append(touch["id"])
        else:
            by_sender[touch["step_id"], group.owner_userid].append(touch["id"])
    await db.execute(sql.FAIL_TOUCHES, lost)
    parts = [(new_id(), step, sender, part) for (step, sender), ids in by_sender.items() for part in _parts(ids)]
    if parts:
        await _plan_broadcasts(parts)
    return len(touches)


async def _plan_broadcasts(parts: Sequence[tuple[UUID, UUID, str, Sequence[UUID]]]) -> None:
    now = clock.now()
    ids, steps, senders, _ = map(list, zip(*parts, strict=True))
    await db.execute(sql.ADD_BROADCASTS, ids, steps, senders, now, now + LOOK_AGAIN)
    assigned = [(touch_id, broadcast_id) for broadcast_id, _, _, touch_ids in parts for touch_id in touch_ids]
    await db.execute(sql.ASSIGN_TOUCHES, *map(list, zip(*assigned, strict=True)))
    await outbox.publish(*(BroadcastPlanned(part[0]) for part in parts))


def _parts(ids: list[Any]) -> Iterator[list[Any]]:
    return (ids[start : start + MOST_GROUPS] for start in range(0, len(ids), MOST_GROUPS))
