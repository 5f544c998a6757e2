"""What after-sale does when money arrived, a replacement is on its way, or goods were never fetched."""

from contextlib import suppress
from uuid import UUID

from app.aftersale.models import AfterSale, AfterSaleLine
from app.aftersale.move import move
from app.aftersale.request import Asked, request
from app.aftersale.states import AfterSaleKind, AfterSaleStatus, Reason
from app.events.fulfilment import ParcelDelivered, ParcelShipped, PickUpExpired
from app.events.payments import RefundSucceeded
from app.fulfilment.queries import after_sale_of
from app.kernel.actor import SYSTEM
from app.kernel.db import atomic
from app.orders.claim_pieces import unclaim
from app.orders.errors import PiecesTaken

PREFIX = "after-sale:"


@atomic
async def refund_arrived(event: RefundSucceeded) -> None:
    """The member has the money: the after-sale is done."""
    if not event.source_ref.startswith(PREFIX):
        return
    after_sale_id = UUID(event.source_ref.removeprefix(PREFIX))
    if await AfterSale.exists(id=after_sale_id, status=AfterSaleStatus.REFUNDING):
        await move(after_sale_id, AfterSaleStatus.DONE, SYSTEM)


@atomic
async def replacement_shipped(event: ParcelShipped) -> None:
    """The exchange is done when the replacement is on its way."""
    await _exchanged(await after_sale_of(event.parcel_id), event.order_id)


@atomic
async def replacement_fetched(event: ParcelDelivered) -> None:
    """The exchange is done when the replacement was handed over at a counter."""
    await _exchanged(event.after_sale_id, event.order_id)


async def _exchanged(after_sale_id: UUID | None, order_id: UUID) -> None:
    """Its pieces may be claimed again, like any that the member has."""
    if after_sale_id is None or not await AfterSale.exists(id=after_sale_id, status=AfterSaleStatus.RESENDING):
        return
    await move(after_sale_id, AfterSaleStatus.DONE, SYSTEM)
    lines = await AfterSaleLine.filter(after_sale_id=after_sale_id)
    await unclaim(order_id, {line.order_line_id: line.quantity for line in lines})


@atomic
async def never_fetched(event: PickUpExpired) -> None:
    """What waited at the counter for too long is refunded, once, and can be sold to somebody else.

    Pieces that are in an after-sale already are its business.
    """
    asked = Asked(AfterSaleKind.REFUND_ONLY, dict(event.lines), Reason.OTHER, "逾期未自提，自动退款")
    with suppress(PiecesTaken):
        await request(event.order_id, SYSTEM, asked, f"pick-up-expired:{event.parcel_id}")
