"""Finance issues an invoice at the tax platform and enters it here, or refuses it."""

from dataclasses import dataclass
from uuid import UUID

from app.invoices import sql
from app.invoices.ask import lock
from app.invoices.errors import (
    InvoiceChanged,
    InvoiceNotFound,
    InvoiceNumberUsed,
    InvoiceWrongState,
    RedInvoiceNotFound,
)
from app.invoices.models import Invoice, RedInvoice
from app.invoices.states import InvoiceStatus
from app.kernel import clock, db, locks
from app.kernel.db import atomic


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued. A number is used once, by invoices and red-letter invoices together."""

    invoice_no: str
    file_url: str = ""


@atomic
async def issue(invoice_id: UUID, revision: int, issued: Issued) -> None:
    """Enter what finance issued. `revision` is the one they saw; nothing is entered when buyer or amount changed since.

    Raises InvoiceNotFound, InvoiceWrongState, InvoiceChanged, InvoiceNumberUsed.
    """
    invoice = await _requested(invoice_id)
    if invoice.revision != revision:
        raise InvoiceChanged(revision=invoice.revision, amount=invoice.amount)
    await _claim_number(issued.invoice_no)
    entered = {"invoice_no": issued.invoice_no, "file_url": issued.file_url, "issued_at": clock.now()}
    await Invoice.filter(id=invoice_id).update(status=InvoiceStatus.ISSUED, **entered)


@atomic
async def refuse(invoice_id: UUID, reason: str) -> None:
    """Refuse it; the member may ask again. Raises InvoiceNotFound, InvoiceWrongState."""
    await _requested(invoice_id)
    await Invoice.filter(id=invoice_id).update(status=InvoiceStatus.REFUSED, refusal=reason)


@atomic
async def issue_red(red_id: UUID, issued: Issued) -> UUID:
    """Enter a red-letter invoice that was owed; the id of the invoice it reverses, all of it or in part.

    Raises RedInvoiceNotFound, InvoiceWrongState (it was entered before), InvoiceNumberUsed.
    """
    order_id = await db.fetch_value(sql.ORDER_OF_RED, red_id)
    if order_id is None:
        raise RedInvoiceNotFound
    await lock(order_id)
    red = await RedInvoice.get(id=red_id)
    if red.invoice_no is not None:
        raise InvoiceWrongState(status=InvoiceStatus.ISSUED.value)
    await _claim_number(issued.invoice_no)
    await db.execute(sql.ISSUE_RED, red_id, issued.invoice_no, issued.file_url, clock.now())
    return red.invoice_id


async def _requested(invoice_id: UUID) -> Invoice:
    known = await Invoice.get_or_none(id=invoice_id)
    if known is None:
        raise InvoiceNotFound
    await lock(known.order_id)
    invoice = await Invoice.get(id=invoice_id)
    if invoice.status is not InvoiceStatus.REQUESTED:
        raise InvoiceWrongState(status=invoice.status.value)
    return invoice


async def _claim_number(invoice_no: str) -> None:
    await locks.hold("invoice_no", invoice_no)
    if await db.fetch_value(sql.NUMBER_USED, invoice_no):
        raise InvoiceNumberUsed
