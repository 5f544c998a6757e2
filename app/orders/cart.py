"""A member's cart: what may be bought, kept on every device. Holds no stock and fixes no price."""

from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.orders import sql
from app.orders.errors import CartFull, GoodsUnavailable, TooManyPieces
from app.orders.wanted import MOST_PIECES

MOST_LINES = 100
LOW_STOCK = 5


@atomic
async def put_in_cart(member_id: UUID, sku_id: UUID, quantity: int) -> None:
    """Set the quantity (1..999) of a SKU and note its price of now. Raises GoodsUnavailable or CartFull."""
    if not 1 <= quantity <= MOST_PIECES:
        raise TooManyPieces(sku_id=str(sku_id))
    if await db.execute(sql.PUT_IN_CART, member_id, sku_id, quantity, new_id(), clock.now(), MOST_LINES):
        return
    if await db.fetch_value(sql.SELLABLE, sku_id):
        raise CartFull
    raise GoodsUnavailable(sku_ids=[str(sku_id)])


@atomic
async def take_out_of_cart(member_id: UUID, sku_id: UUID) -> None:
    """Remove a SKU; nothing happens if it is not there."""
    await db.execute("DELETE FROM cart_lines WHERE member_id = $1 AND sku_id = $2", member_id, sku_id)


async def read(member_id: UUID) -> bytes:
    """The cart as JSON, last touched first.

    Each item has its `price` of now, `price_change` since it was put in (fen), and `problem` with a text when it
    cannot be bought: gone, off_shelf or short; `notes` tell a changed price or the last pieces. `total` (fen) counts
    the lines without problem.
    """
    text: str = await db.fetch_value(sql.CART, member_id, LOW_STOCK)
    return text.encode()
