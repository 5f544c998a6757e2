"""Pieces of an order that are being given back: nobody gives back the same piece twice."""

from collections.abc import Mapping
from uuid import UUID

from app.kernel import db
from app.kernel.db import atomic
from app.orders import sql
from app.orders.errors import PiecesTaken


@atomic
async def claim(order_id: UUID, pieces: Mapping[UUID, int]) -> None:
    """Reserve pieces by order line for an after-sale; the order's timers wait for its end.

    Raises PiecesTaken, naming what is left, when a line is not of the order or has fewer.
    """
    lines = list(pieces)
    if await db.execute(sql.CLAIM_PIECES, order_id, lines, [pieces[line] for line in lines]) != len(lines):
        left = {row["id"]: row["left"] for row in await db.fetch(sql.LEFT_PIECES, order_id, lines)}
        raise PiecesTaken(lines=[{"order_line_id": str(line), "left": left.get(line, 0)} for line in lines])
    await db.execute(sql.COUNT_CLAIMS, order_id, 1)


@atomic
async def unclaim(order_id: UUID, pieces: Mapping[UUID, int]) -> None:
    """The after-sale came to nothing: its pieces may be claimed again."""
    await db.execute(sql.CLAIM_PIECES, order_id, list(pieces), [-count for count in pieces.values()])
    await end_claim(order_id)


@atomic
async def end_claim(order_id: UUID) -> None:
    """The after-sale is over and its pieces stay given back; timers go on."""
    await db.execute(sql.COUNT_CLAIMS, order_id, -1)
