"""Tables of points and stored value. Private to this domain. The balances themselves live in the ledger."""

from tortoise import fields
from tortoise.models import Model

from app.wallet.states import SpendStatus, TopUpStatus


class PointLot(Model):
    """Points earned at once, used first in first out, gone at `expires_at`. `remaining` sums to what is available."""

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField()
    source_ref = fields.CharField(120, unique=True)
    earned = fields.BigIntField()
    remaining = fields.BigIntField()
    earned_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "point_lots"
        indexes = (("member_id", "expires_at"),)


class PointEarning(Model):
    """What an order earned its member, and where those points are. `base`: fen of its goods.

    Of `points`, `pending` wait, `reversed` were taken back by refunds, the rest went into the order's lot. `issued`:
    they were posted. Facts come in any order, so the row may be older than the order's payment. `moves` numbers the
    postings.
    """

    order_id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField()
    base = fields.BigIntField(default=0)
    points = fields.BigIntField(default=0)
    issued = fields.BooleanField(default=False)
    pending = fields.BigIntField(default=0)
    reversed = fields.BigIntField(default=0)
    moves = fields.IntField(default=0)
    received_at = fields.DatetimeField(null=True)

    class Meta:
        table = "point_earnings"


class PointDispute(Model):
    """An after-sale as points see it: while it is open its order's points are frozen. `goods_amount`: fen refunded."""

    after_sale_id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField(db_index=True)
    ended = fields.BooleanField(default=False)
    goods_amount = fields.BigIntField(null=True)

    class Meta:
        table = "point_disputes"


class Spend(Model):
    """What of a member's points or stored value an order takes. `points` and money in fen; lots say whence.

    `returns`: the source_refs of what was given back.
    """

    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField(unique=True)
    member_id = fields.UUIDField()
    points = fields.BigIntField(default=0)
    principal = fields.BigIntField(default=0)
    bonus = fields.BigIntField(default=0)
    lots: fields.Field[list[dict[str, object]]] = fields.JSONField(default=list)
    returns: fields.Field[list[str]] = fields.JSONField(default=list)
    points_returned = fields.BigIntField(default=0)
    stored_returned = fields.BigIntField(default=0)
    status = fields.CharEnumField(SpendStatus, max_length=16, default=SpendStatus.HELD)
    created_at = fields.DatetimeField()

    class Meta:
        table = "wallet_spends"


class TopUpOffer(Model):
    """Pay `amount`, get `bonus` on top."""

    id = fields.UUIDField(primary_key=True)
    amount = fields.BigIntField(unique=True)
    bonus = fields.BigIntField()
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "top_up_offers"


class TopUp(Model):
    """A purchase of stored value. `refunded`: fen of its principal that left the account to go back to the payer."""

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(32, unique=True)
    member_id = fields.UUIDField(db_index=True)
    idempotency_key = fields.CharField(64)
    offer_id = fields.UUIDField(null=True)
    amount = fields.BigIntField()
    bonus = fields.BigIntField()
    refunded = fields.BigIntField(default=0)
    status = fields.CharEnumField(TopUpStatus, max_length=16, default=TopUpStatus.UNPAID)
    expires_at = fields.DatetimeField()
    created_at = fields.DatetimeField()
    paid_at = fields.DatetimeField(null=True)

    class Meta:
        table = "top_ups"
        unique_together = (("member_id", "idempotency_key"),)


class TopUpRefund(Model):
    """Principal gone back to the payer: `principal` + `bonus` left the account, `amount` goes through the channel."""

    id = fields.UUIDField(primary_key=True)
    top_up_id = fields.UUIDField(db_index=True)
    principal = fields.BigIntField()
    bonus = fields.BigIntField()
    amount = fields.BigIntField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "top_up_refunds"
