"""How often goods were sold, as those who keep stock count it."""

from collections.abc import Mapping
from uuid import UUID

from app.kernel import db
from app.kernel.db import atomic

SET_SALES = """
UPDATE products p SET sales = c.pieces, indexed = false
FROM unnest($1::uuid[], $2::bigint[]) AS c (id, pieces) WHERE p.id = c.id AND p.sales <> c.pieces
"""


@atomic
async def set_sales(pieces: Mapping[UUID, int]) -> int:
    """Set the paid pieces by product, and have the index follow; how many products had another number."""
    return await db.execute(SET_SALES, list(pieces), list(pieces.values()))
