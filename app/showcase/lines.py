"""Chosen SKUs as they can be bought now."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.kernel import db
from app.showcase.sql import FREE, ONLINE
from app.showcase.states import Availability

# $1 SKUs, $2 pieces (pairs), $3 store or null: its prices and range. Stock is that of all active locations.
LINES = f"""
SELECT w.sku_id, w.quantity, p.id AS product_id, coalesce(p.title, '') AS title, coalesce(s.spec, '') AS spec,
    coalesce(nullif(s.image_url, ''), p.image_url, '') AS image_url, coalesce(g.price, s.price) AS price,
    coalesce(p.shelf = 'on' AND coalesce(g.sold, true), false) AS sold,
    (SELECT coalesce(sum(greatest({FREE}, 0)), 0)::bigint FROM stocks t WHERE t.sku_id = s.id AND {ONLINE}) AS stock
FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS w (sku_id, quantity, place)
    LEFT JOIN skus s ON s.id = w.sku_id LEFT JOIN products p ON p.id = s.product_id
    LEFT JOIN store_goods g ON g.sku_id = s.id AND g.store_id = $3
ORDER BY w.place
"""


@dataclass(frozen=True, slots=True)
class LineNow:
    """`price` in fen of a piece, null for what is not known any more; `stock`: pieces that can be sold now."""

    sku_id: UUID
    product_id: UUID | None
    title: str
    spec: str
    image_url: str
    quantity: int
    price: int | None
    stock: int
    availability: Availability


async def lines_now(pieces: Mapping[UUID, int], store_id: UUID | None) -> list[LineNow]:
    """In the order given. With a store at its prices, and only what it sells; from wherever there is stock."""
    rows = await db.fetch(LINES, list(pieces), list(pieces.values()), store_id)
    names = [name for name in LineNow.__slots__ if name != "availability"]
    return [
        LineNow(
            **{name: row[name] for name in names}, availability=_available(row["sold"], row["stock"], row["quantity"])
        )
        for row in rows
    ]


def _available(sold: bool, stock: int, quantity: int) -> Availability:
    if not sold:
        return Availability.GONE
    if stock == 0:
        return Availability.SOLD_OUT
    return Availability.ENOUGH if stock >= quantity else Availability.SHORT
