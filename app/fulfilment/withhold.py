"""Keep back what was refunded before it left."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from app.fulfilment import sql
from app.fulfilment.errors import AlreadyShipped
from app.fulfilment.make_parcels import ensure
from app.fulfilment.owe_upload import owe_upload
from app.fulfilment.progress import follow
from app.kernel import db
from app.kernel.actor import SYSTEM, Actor
from app.kernel.db import atomic


@atomic
async def withhold(
    order_id: UUID, pieces: Mapping[UUID, int], by: Actor = SYSTEM
) -> dict[UUID, list[tuple[UUID, int]]]:
    """Take pieces (order line → how many) out of the order's waiting parcels; all of them or none.

    Tells per line which location keeps how many. Of this and shipping the same pieces exactly one wins: both hold
    the order's lock first. What is left of the order counts as shipped when it all is. Raises OrderNotFound, and
    AlreadyShipped, telling what still waits, when fewer wait than asked.
    """
    order = await ensure(order_id)
    kept: defaultdict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    taken: dict[UUID, int] = {}
    missing = {line: count for line, count in pieces.items() if count > 0}
    waiting = await db.fetch(sql.WAITING_PIECES, order_id)
    for row in waiting:
        line = row["order_line_id"]
        if count := min(missing.get(line, 0), row["quantity"]):
            taken[row["id"]] = count
            missing[line] -= count
            kept[line].append((row["location_id"], count))
    if any(missing.values()):
        raise AlreadyShipped(short={str(line): count for line, count in missing.items() if count})
    await db.execute(sql.TAKE_PIECES, list(taken), list(taken.values()))
    await db.execute(sql.CANCEL_EMPTY, order_id)
    if taken and await follow(order, by):
        await owe_upload(order)
    return dict(kept)
