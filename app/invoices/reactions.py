"""What invoices do when money of an order went back."""

from app.events.aftersale import GoodsRefunded
from app.invoices import sql
from app.invoices.ask import lock
from app.invoices.models import Invoice, RedInvoice
from app.invoices.states import InvoiceStatus
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id

ALL_WENT_BACK = "订单款项已全部退回，无需开票"


@atomic
async def take_refund(event: GoodsRefunded) -> None:
    """Once per after-sale: an issued invoice owes a red-letter one, one that is only asked for gets smaller."""
    amount = event.goods_amount + event.freight
    if not amount:
        return
    await lock(event.order_id)
    source_ref, now = f"after-sale:{event.after_sale_id}", clock.now()
    if await db.fetch_value(sql.KEEP_REFUND, new_id(), event.order_id, source_ref, amount, now) is None:
        return
    if await db.execute(sql.SHRINK, amount, event.order_id, ALL_WENT_BACK):
        return
    invoice = await Invoice.get_or_none(order_id=event.order_id, status=InvoiceStatus.ISSUED)
    if invoice is not None:
        await RedInvoice.create(
            id=new_id(), invoice_id=invoice.id, source_ref=source_ref, amount=amount, created_at=now
        )
