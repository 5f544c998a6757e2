"""Bring a member's points to what is known of an order that earned some."""

from uuid import UUID

import asyncpg

from app.kernel import db
from app.ledger.lock import lock
from app.ledger.post import Transfer, post_many
from app.ledger.states import AccountKind as Kind
from app.wallet import lots, sql
from app.wallet.accounts import ISSUED, POINTS, move, some
from app.wallet.credit import credited


async def settle(earning: asyncpg.Record) -> None:
    """Issue, reverse, freeze or free the points of an order, whatever its facts now ask for; else nothing.

    Needs the earning's row locked and an open transaction.
    """
    order_id, member = earning["order_id"], earning["member_id"]
    facts = await db.fetch_one(sql.DISPUTES, order_id)
    assert facts is not None
    # Before receipt nothing of the order is in a lot and nothing becomes usable: paid orders need no lock.
    owed = -(await lock(member, POINTS))[Kind.POINTS_OWED] if earning["received_at"] else 0
    tag = f"{order_id}:{earning['moves']}"
    transfers: list[Transfer] = []
    pending = earning["pending"]
    if not earning["issued"]:
        transfers.append(Transfer(f"points:order:{order_id}", ISSUED, (Kind.POINTS_PENDING, member), earning["points"]))
        pending += earning["points"]
    due = earning["points"] * min(facts["refunded"], earning["base"]) // earning["base"] - earning["reversed"]
    back = min(due, pending)
    transfers += some(Transfer(f"points:refund:{tag}:pending", (Kind.POINTS_PENDING, member), ISSUED, back))
    transfers += await _from_lots(order_id, member, tag, due - back)
    pending -= back
    if earning["received_at"] and facts["open"]:
        frozen = await db.fetch_value(sql.FREEZE, lot_of(order_id)) or 0
        transfers += some(
            move(f"points:frozen:{tag}", member, Kind.POINTS_AVAILABLE, Kind.POINTS_PENDING, frozen),
        )
        pending += frozen
    elif earning["received_at"] and pending:
        freed, usable = credited(f"points:receipt:{tag}", (Kind.POINTS_PENDING, member), member, pending, owed)
        transfers += freed
        pending = 0
        if usable:
            await lots.add(member, lot_of(order_id), usable)
    if transfers:
        await post_many(transfers)
        await db.execute(sql.SETTLED, order_id, pending, earning["reversed"] + due)


def lot_of(order_id: UUID) -> str:
    """The source_ref of the lot that an order's points become."""
    return f"points:receipt:{order_id}"


async def _from_lots(order_id: UUID, member_id: UUID, tag: str, points: int) -> list[Transfer]:
    """Take points back that are usable already, also those that ran out and were not swept yet; the rest is owed."""
    if not points:
        return []
    taken = await lots.take(member_id, points, first=lot_of(order_id), usable_after=lots.LONG_AGO)
    found = sum(each.points for each in taken)
    return some(
        Transfer(f"points:refund:{tag}", (Kind.POINTS_AVAILABLE, member_id), ISSUED, found),
        Transfer(f"points:refund:{tag}:owed", (Kind.POINTS_OWED, member_id), ISSUED, points - found),
    )
