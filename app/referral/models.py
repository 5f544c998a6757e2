"""Tables of commission. Private to this domain. Amounts in fen, rates in basis points."""

from tortoise import fields
from tortoise.models import Model


class CommissionRule(Model):
    """A version of what guides earn. Versions are never edited, a new one is added."""

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField(unique=True)
    guide_rate = fields.IntField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "commission_rules"


class Accrual(Model):
    """What one order line earns one guide, by one rule version. Frozen until receipt + N days.

    `reversed` of `amount` was taken back with returned goods.
    """

    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField(db_index=True)
    order_line_id = fields.UUIDField()
    staff_id = fields.UUIDField(db_index=True)
    rule_version = fields.IntField()
    base = fields.BigIntField()
    amount = fields.BigIntField()
    reversed = fields.BigIntField(default=0, db_default=0)
    accrued_at = fields.DatetimeField()

    class Meta:
        table = "commission_accruals"
        unique_together = (("order_line_id", "staff_id"),)


class CommissionReturn(Model):
    """Pieces of an order line that were given back, as after-sale told it, each after-sale once."""

    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField(db_index=True)
    order_line_id = fields.UUIDField()
    after_sale_id = fields.UUIDField()
    pieces = fields.BigIntField()
    of_pieces = fields.BigIntField()

    class Meta:
        table = "commission_returns"
        unique_together = (("order_line_id", "after_sale_id"),)


class CommissionMove(Model):
    """From `at` on, commission of the member's earlier orders that this guide would get is another's."""

    id = fields.UUIDField(primary_key=True)
    hand_over_id = fields.UUIDField()
    member_id = fields.UUIDField(db_index=True)
    from_staff_id = fields.UUIDField()
    to_staff_id = fields.UUIDField()
    at = fields.DatetimeField()

    class Meta:
        table = "commission_moves"
        unique_together = (("hand_over_id", "member_id"),)
