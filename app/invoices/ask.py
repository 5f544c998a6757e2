"""A member asks for the invoice of an order, and mends what it says until it is issued."""

from typing import Any
from uuid import UUID

from app.invoices import sql
from app.invoices.buyer import Buyer
from app.invoices.errors import (
    InvoiceAskedAlready,
    InvoiceNotFound,
    InvoiceWrongState,
    NotForInvoice,
    NothingToInvoice,
)
from app.invoices.models import Invoice
from app.invoices.states import InvoiceStatus
from app.kernel import clock, db, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.states import OrderStatus

# Earlier, much may still go back, and each time in red letters.
INVOICED = frozenset({OrderStatus.RECEIVED, OrderStatus.COMPLETED})


async def lock(order_id: UUID) -> None:
    """Whatever changes an order's invoice waits for its turn, also before there is one."""
    await locks.hold("invoice", str(order_id))


@atomic
async def ask(order_id: UUID, member_id: UUID, buyer: Buyer) -> UUID:
    """Ask for one's own received order, once; again after finance refused. The id stays the same.

    The amount is what was paid in money, stored value included, less what went back so far. Raises OrderNotFound (also
    for someone else's), NotForInvoice, NothingToInvoice, InvoiceAskedAlready.
    """
    await lock(order_id)
    order = await orders.own(order_id, member_id)
    before = await Invoice.get_or_none(order_id=order_id)
    if before is not None and before.status is not InvoiceStatus.REFUSED:
        raise InvoiceAskedAlready(status=before.status.value)
    if order.status not in INVOICED:
        raise NotForInvoice(status=order.status.value)
    amount = order.total - await db.fetch_value(sql.REFUNDED, order_id)
    if amount <= 0:
        raise NothingToInvoice
    return await _open(order_id, member_id, buyer, amount, before)


async def _open(order_id: UUID, member_id: UUID, buyer: Buyer, amount: int, before: Invoice | None) -> UUID:
    asked: dict[str, Any] = {"buyer": buyer.kind, "buyer_sealed": buyer.sealed(), "amount": amount}
    if before is None:
        invoice_id = new_id()
        await Invoice.create(id=invoice_id, order_id=order_id, member_id=member_id, created_at=clock.now(), **asked)
        return invoice_id
    again = {"status": InvoiceStatus.REQUESTED, "refusal": "", "revision": before.revision + 1}
    await Invoice.filter(id=before.id).update(**asked, **again)
    return before.id


@atomic
async def correct(order_id: UUID, member_id: UUID, buyer: Buyer) -> None:
    """Make it out to somebody else while it is not issued. Raises InvoiceNotFound (also for someone else's),
    InvoiceWrongState.
    """
    await lock(order_id)
    invoice = await Invoice.get_or_none(order_id=order_id, member_id=member_id)
    if invoice is None:
        raise InvoiceNotFound
    if invoice.status is not InvoiceStatus.REQUESTED:
        raise InvoiceWrongState(status=invoice.status.value)
    mended = {"buyer": buyer.kind, "buyer_sealed": buyer.sealed(), "revision": invoice.revision + 1}
    await Invoice.filter(id=invoice.id).update(**mended)
