"""The seller's word on an after-sale."""

from uuid import UUID

from app.aftersale.errors import AfterSaleNotFound
from app.aftersale.grant import grant
from app.aftersale.models import AfterSale, AfterSaleLine
from app.aftersale.move import move
from app.aftersale.resend import resend
from app.aftersale.states import AfterSaleKind, AfterSaleStatus
from app.kernel.actor import Actor
from app.kernel.db import atomic
from app.orders.claim_pieces import unclaim


async def found(after_sale_id: UUID) -> AfterSale:
    """Raises AfterSaleNotFound."""
    after_sale = await AfterSale.get_or_none(id=after_sale_id)
    if after_sale is None:
        raise AfterSaleNotFound
    return after_sale


@atomic
async def approve(after_sale_id: UUID, by: Actor, return_to: UUID | None = None, note: str = "") -> None:
    """Agree: money only goes back at once; goods are awaited, at location `return_to`. Raises what move raises."""
    after_sale = await found(after_sale_id)
    if after_sale.kind is AfterSaleKind.REFUND_ONLY:
        await grant(after_sale_id, by, seen=AfterSaleStatus.REQUESTED, note=note)
        return
    await move(after_sale_id, AfterSaleStatus.AWAITING_RETURN, by, note)
    await AfterSale.filter(id=after_sale_id).update(return_to_location_id=return_to)


@atomic
async def reject(after_sale_id: UUID, by: Actor, refusal: str) -> None:
    """Refuse, before or after the goods came back; the member is told why. Raises what move raises."""
    moved = await move(after_sale_id, AfterSaleStatus.REJECTED, by, refusal)
    await AfterSale.filter(id=after_sale_id).update(refusal=refusal[:200])
    await _let_go(after_sale_id, moved["order_id"])


@atomic
async def accept(after_sale_id: UUID, by: Actor, restock_at: UUID | None, note: str = "") -> None:
    """The goods came back: refund them, or send the same again.

    `restock_at`: the location where they can be sold again; None when they cannot. Raises OutOfStock when an exchange
    cannot be served now, and what move raises, also while the goods are not on their way back.
    """
    after_sale = await found(after_sale_id)
    if after_sale.kind is AfterSaleKind.EXCHANGE:
        await resend(after_sale, by, restock_at, note)
    else:
        await grant(after_sale_id, by, seen=AfterSaleStatus.RETURNING, restock_at=restock_at, note=note)


@atomic
async def refund_instead(after_sale_id: UUID, by: Actor, restock_at: UUID | None, note: str = "") -> None:
    """Turn an exchange whose goods came back into a return: for when there is nothing to send. As accept."""
    await AfterSale.filter(id=after_sale_id, status=AfterSaleStatus.RETURNING).update(kind=AfterSaleKind.RETURN)
    await grant(after_sale_id, by, seen=AfterSaleStatus.RETURNING, restock_at=restock_at, note=note)


@atomic
async def withdraw(after_sale_id: UUID, by: Actor, note: str = "") -> None:
    """The member changes their mind, or is silent too long. Raises AfterSaleNotFound, also for someone else's."""
    await own(after_sale_id, by)
    moved = await move(after_sale_id, AfterSaleStatus.WITHDRAWN, by, note)
    await _let_go(after_sale_id, moved["order_id"])


@atomic
async def send_back(after_sale_id: UUID, by: Actor, carrier: str, tracking_no: str) -> None:
    """The member says by which parcel the goods come back. Raises AfterSaleNotFound, also for someone else's."""
    await own(after_sale_id, by)
    await move(after_sale_id, AfterSaleStatus.RETURNING, by)
    await AfterSale.filter(id=after_sale_id).update(return_carrier=carrier, return_tracking_no=tracking_no)


async def own(after_sale_id: UUID, by: Actor) -> None:
    """Raises AfterSaleNotFound unless it is the member's, or the system acts."""
    after_sale = await found(after_sale_id)
    if by.id is not None and after_sale.member_id != by.id:
        raise AfterSaleNotFound


async def _let_go(after_sale_id: UUID, order_id: UUID) -> None:
    lines = await AfterSaleLine.filter(after_sale_id=after_sale_id)
    await unclaim(order_id, {line.order_line_id: line.quantity for line in lines})
