"""Tables of invoices. Private to this domain. Amounts in fen."""

from tortoise import fields
from tortoise.models import Model

from app.invoices.states import BuyerKind, InvoiceStatus


class Invoice(Model):
    """An invoice of an order. `reversed` is the sum of its issued red-letter invoices; the buyer's data is sealed.

    `revision` grows with each change of what is to be issued, so that finance issues what they have seen.
    """

    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField(unique=True)
    member_id = fields.UUIDField()
    buyer = fields.CharEnumField(BuyerKind, max_length=16)
    buyer_sealed = fields.BinaryField()
    amount = fields.BigIntField()
    reversed = fields.BigIntField(default=0)
    revision = fields.IntField(default=1)
    status = fields.CharEnumField(InvoiceStatus, max_length=16, default=InvoiceStatus.REQUESTED)
    invoice_no = fields.CharField(32, null=True, unique=True)
    file_url = fields.CharField(512, default="")
    refusal = fields.CharField(200, default="")
    created_at = fields.DatetimeField()
    issued_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invoices"
        indexes = (("status", "id"), ("member_id", "id"))


class RedInvoice(Model):
    """A red-letter invoice: owed when money went back after issue, until its own number is entered."""

    id = fields.UUIDField(primary_key=True)
    invoice_id = fields.UUIDField(db_index=True)
    source_ref = fields.CharField(120, unique=True)
    amount = fields.BigIntField()
    invoice_no = fields.CharField(32, null=True, unique=True)
    file_url = fields.CharField(512, default="")
    created_at = fields.DatetimeField()
    issued_at = fields.DatetimeField(null=True)

    class Meta:
        table = "red_invoices"


class InvoiceRefund(Model):
    """What an after-sale gave back of an order, kept whether or not there is an invoice yet."""

    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField(db_index=True)
    source_ref = fields.CharField(120, unique=True)
    amount = fields.BigIntField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "invoice_refunds"
