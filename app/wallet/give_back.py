"""Goods are given back: the points and stored value that paid for them return to the member."""

from uuid import UUID

import asyncpg
import orjson

from app.kernel import clock, db
from app.kernel.db import atomic
from app.ledger.lock import lock
from app.ledger.post import Transfer, post_many
from app.ledger.states import AccountKind as Kind
from app.wallet import lots, sql
from app.wallet.accounts import POINTS, STORED, move, some
from app.wallet.credit import credited
from app.wallet.errors import MoreThanSpent
from app.wallet.lots import GRACE_DAYS
from app.wallet.states import SpendStatus
from app.wallet.taken import portions_of


@atomic
async def give_back(order_id: UUID, points: int, stored_value: int, source_ref: str) -> None:
    """Give back burnt points and fen of stored value of a paid order, once per `source_ref`.

    Points return to the lots they were taken from, last taken first; those of lots that are over get GRACE_DAYS more
    days. Points that the member owes are settled first. Stored value returns as principal and bonus in the proportion
    they were spent in. Raises MoreThanSpent.
    """
    if not points and not stored_value:
        return
    spent = await db.fetch_one(sql.LOCK_SPEND, order_id)
    if spent and source_ref in orjson.loads(spent["returns"]):
        return
    if spent is None or spent["status"] != SpendStatus.SPENT or not _fits(spent, points, stored_value):
        raise MoreThanSpent(order_id=str(order_id))
    member = spent["member_id"]
    has = await lock(member, POINTS + STORED)
    burnt = (Kind.POINTS_BURNT, member)
    transfers, usable = credited(f"points:returned:{source_ref}", burnt, member, points, -has[Kind.POINTS_OWED])
    await post_many(transfers + _stored(spent, stored_value, source_ref))
    await _to_lots(spent, usable, source_ref)
    await db.execute(sql.GIVE_BACK, order_id, points, stored_value, orjson.dumps([source_ref]).decode())


def _fits(spent: asyncpg.Record, points: int, stored_value: int) -> bool:
    points_left: int = spent["points"] - spent["points_returned"]
    stored_left: int = spent["principal"] + spent["bonus"] - spent["stored_returned"]
    return 0 <= points <= points_left and 0 <= stored_value <= stored_left


def _stored(spent: asyncpg.Record, stored_value: int, source_ref: str) -> list[Transfer]:
    if not stored_value:
        return []
    whole, before = spent["principal"] + spent["bonus"], spent["stored_returned"]
    bonus = spent["bonus"] * (before + stored_value) // whole - spent["bonus"] * before // whole
    member, principal = spent["member_id"], stored_value - bonus
    return some(
        move(f"principal:returned:{source_ref}", member, Kind.STORED_SPENT, Kind.STORED_PRINCIPAL, principal),
        move(f"bonus:returned:{source_ref}", member, Kind.STORED_SPENT, Kind.STORED_BONUS, bonus),
    )


async def _to_lots(spent: asyncpg.Record, points: int, source_ref: str) -> None:
    if not points:
        return
    portions = lots.last_taken(portions_of(spent), spent["points_returned"], points)
    taken = await lots.put_back(portions, valid_after=clock.now())
    over = sum(each.points for each in portions if each.lot_id not in taken)
    if over:
        await lots.add(spent["member_id"], f"points:returned:{source_ref}", over, GRACE_DAYS)
