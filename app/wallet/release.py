"""An order ends unpaid: what it held goes back where it came from."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from app.kernel import db
from app.kernel.db import atomic
from app.ledger.post import Transfer, post_many
from app.ledger.states import AccountKind as Kind
from app.wallet import lots, sql
from app.wallet.accounts import move, some
from app.wallet.taken import portions_of


@atomic
async def release(order_ids: Sequence[UUID]) -> None:
    """Give back what these orders hold, points into the lots they came from. What is spent or released stays so.

    A lot that ran out meanwhile takes its points back and loses them to the next sweep.
    """
    released = await db.fetch(sql.RELEASE, list(order_ids))
    await post_many([transfer for row in released for transfer in _undone(row)])
    portions = [portion for row in released for portion in portions_of(row)]
    if portions:
        await lots.put_back(portions)


def _undone(held: asyncpg.Record) -> list[Transfer]:
    order_id, member = held["order_id"], held["member_id"]
    return some(
        move(f"points:released:{order_id}", member, Kind.POINTS_HELD, Kind.POINTS_AVAILABLE, held["points"]),
        move(
            f"principal:released:{order_id}",
            member,
            Kind.STORED_PRINCIPAL_HELD,
            Kind.STORED_PRINCIPAL,
            held["principal"],
        ),
        move(f"bonus:released:{order_id}", member, Kind.STORED_BONUS_HELD, Kind.STORED_BONUS, held["bonus"]),
    )
