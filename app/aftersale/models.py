"""Tables of after-sale. Private to this domain. Amounts in fen."""

from tortoise import fields
from tortoise.models import Model

from app.aftersale.states import AfterSaleKind, AfterSaleStatus, Reason


class AfterSale(Model):
    """A member's wish to give back or exchange pieces of an order, and how it stands.

    `amount` goes back through WeChat Pay, `stored_value` to the member's stored value, `points` to their points.
    `due_at`: when silence of whose turn it is decides.
    """

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(32, unique=True)
    order_id = fields.UUIDField(db_index=True)
    member_id = fields.UUIDField()
    idempotency_key = fields.CharField(64)
    kind = fields.CharEnumField(AfterSaleKind, max_length=16)
    status = fields.CharEnumField(AfterSaleStatus, max_length=16, default=AfterSaleStatus.REQUESTED)
    reason = fields.CharEnumField(Reason, max_length=16)
    note = fields.CharField(500, default="")
    pictures: fields.Field[list[str]] = fields.JSONField(default=list)
    amount = fields.BigIntField(default=0)
    freight = fields.BigIntField(default=0)
    stored_value = fields.BigIntField(default=0)
    points = fields.BigIntField(default=0)
    refusal = fields.CharField(200, default="")
    return_to_location_id = fields.UUIDField(null=True)
    return_carrier = fields.CharField(32, null=True)
    return_tracking_no = fields.CharField(64, null=True)
    due_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "after_sales"
        unique_together = (("member_id", "idempotency_key"),)


class AfterSaleLine(Model):
    """Pieces of an order line in an after-sale, with what they give back."""

    id = fields.UUIDField(primary_key=True)
    after_sale_id = fields.UUIDField(db_index=True)
    order_line_id = fields.UUIDField(db_index=True)
    sku_id = fields.UUIDField()
    quantity = fields.BigIntField()
    unshipped = fields.BigIntField(default=0)
    amount = fields.BigIntField(default=0)
    stored_value = fields.BigIntField(default=0)
    points = fields.BigIntField(default=0)

    class Meta:
        table = "after_sale_lines"


class AfterSaleHistory(Model):
    """Every state an after-sale went through, with who did it."""

    id = fields.UUIDField(primary_key=True)
    after_sale_id = fields.UUIDField(db_index=True)
    from_status = fields.CharField(16, null=True)
    to_status = fields.CharField(16)
    actor_kind = fields.CharField(16)
    actor_id = fields.UUIDField(null=True)
    note = fields.CharField(200, default="")
    at = fields.DatetimeField()

    class Meta:
        table = "after_sale_history"
