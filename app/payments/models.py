"""Tables of payments. Private to this domain. Amounts in fen."""

from tortoise import fields
from tortoise.models import Model

from app.payments.states import PaymentStatus, RefundStatus


class Payment(Model):
    """What a member owes for a subject through WeChat Pay. One out_trade_no, made here once.

    `check_at`: when the channel is asked next how a waiting payment stands; `checks`: how often it was asked.
    """

    id = fields.UUIDField(primary_key=True)
    out_trade_no = fields.CharField(32, unique=True)
    subject_id = fields.UUIDField(unique=True)
    member_id = fields.UUIDField()
    openid = fields.CharField(128)
    description = fields.CharField(127)
    amount = fields.BigIntField()
    status = fields.CharEnumField(PaymentStatus, max_length=16, default=PaymentStatus.WAITING)
    prepay_id = fields.CharField(64, null=True)
    prepay_until = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField()
    transaction_id = fields.CharField(32, unique=True, null=True)
    paid_at = fields.DatetimeField(null=True)
    check_at = fields.DatetimeField(null=True)
    checks = fields.IntField(default=0)
    created_at = fields.DatetimeField()

    class Meta:
        table = "payments"


class PayNotification(Model):
    """A notification as WeChat Pay sent it, decrypted, kept before anything is done with it."""

    id = fields.CharField(64, primary_key=True)
    out_trade_no = fields.CharField(32, db_index=True)
    event_type = fields.CharField(64)
    outcome = fields.CharField(32)
    content: fields.Field[dict[str, object]] = fields.JSONField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "pay_notifications"


class Refund(Model):
    """Money going back. `out_refund_no` is made and stored before the first call and never changes.

    `check_at`: when the channel is asked next how an accepted refund stands.
    """

    id = fields.UUIDField(primary_key=True)
    out_refund_no = fields.CharField(64, unique=True)
    payment_id = fields.UUIDField(db_index=True)
    amount = fields.BigIntField()
    reason = fields.CharField(80)
    source_ref = fields.CharField(120, unique=True)
    status = fields.CharEnumField(RefundStatus, max_length=16, default=RefundStatus.REQUESTED)
    refund_id = fields.CharField(64, null=True)
    last_error = fields.CharField(200, null=True)
    check_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "refunds"
