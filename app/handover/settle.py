"""What WeCom says of customers on their way becomes true here, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.events.handover import CustomersHandedOver
from app.guides.take_over import Taken, take_over
from app.handover import sql
from app.handover.gateway import Answer, Pair
from app.handover.states import Commission, TransferState
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.staff.queries import staff_by_ids

MEMBERS_PER_EVENT = 200


@dataclass(frozen=True, slots=True)
class Successor:
    """A pair as jobs see it: what one successor gets of one hand-over."""

    pair_id: UUID
    hand_over_id: UUID
    from_staff_id: UUID
    to_staff_id: UUID
    between: Pair
    message: str
    commission: Commission
    by: UUID
    began: datetime


async def successor(pair_id: UUID) -> Successor | None:
    row = await db.fetch_one(sql.PAIR, pair_id)
    if row is None:
        return None
    staff = await staff_by_ids({row["from_staff_id"], row["to_staff_id"]})
    between = Pair(staff[row["from_staff_id"]].userid, staff[row["to_staff_id"]].userid, row["resigned"])
    people = (row["hand_over_id"], row["from_staff_id"], row["to_staff_id"])
    commission = Commission(row["commission"])
    return Successor(pair_id, *people, between, row["message"], commission, row["created_by"], row["created_at"])


@atomic
async def settle(to: Successor, answers: Sequence[Answer]) -> None:
    """Note how customers stand. Who is done is the successor's customer from now on, and everybody hears of it."""
    now = clock.now()
    columns = [(one.id, one.state.value, one.reason[:200], one.takeover_at) for one in answers]
    if not columns:
        return
    moved = await db.fetch(sql.SETTLE_CUSTOMERS, to.pair_id, *map(list, zip(*columns, strict=True)), now)
    done = [row for row in moved if row["state"] == TransferState.DONE]
    if done:
        await _hand_over(to, done, now)


async def _hand_over(to: Successor, done: Sequence[Any], now: datetime) -> None:
    taken = Taken(to.hand_over_id, to.from_staff_id, to.to_staff_id, to.by)
    await take_over(taken, [(row["external_userid"], row["member_id"], row["takeover_at"] or now) for row in done])
    members = sorted({row["member_id"] for row in done if row["member_id"]})
    slices = [members[at : at + MEMBERS_PER_EVENT] for at in range(0, len(members), MEMBERS_PER_EVENT)]
    moves = to.commission is Commission.MOVE
    await outbox.publish(
        *(
            CustomersHandedOver(
                to.hand_over_id, to.from_staff_id, to.to_staff_id, tuple(part), to.between.resigned, moves
            )
            for part in slices
        )
    )
