"""Tables of payments. Private to this domain. Amounts in fen."""

from tortoise import fields
from tortoise.models import Model

from app.payments.states import IncidentKind, PaymentStatus, RefundStatus, SubjectKind


class Payment(Model):
    """What a member owes for a subject through WeChat Pay. One out_trade_no, made here once.

    A subject may have several, of which at most one is waiting or paid (a partial unique index sees to it).
    `check_at`: when the channel is asked next how a payment stands that has not ended; `checks`: how often it was.
    """

    id = fields.UUIDField(primary_key=True)
    out_trade_no = fields.CharField(32, unique=True)
    subject_id = fields.UUIDField(db_index=True)
    subject_kind = fields.CharEnumField(
        SubjectKind, max_length=16, default=SubjectKind.ORDER, db_default=SubjectKind.ORDER
    )
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


class Incident(Model):
    """Money that came and could not be applied, and why. Its refund has the same source_ref: one per transaction."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(IncidentKind, max_length=16)
    out_trade_no = fields.CharField(32, db_index=True)
    transaction_id = fields.CharField(32)
    payment_id = fields.UUIDField(null=True)
    amount = fields.BigIntField()
    note = fields.CharField(200, default="")
    source_ref = fields.CharField(120, unique=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "payment_incidents"


class Refund(Model):
    """Money going back. `out_refund_no` is made and stored before the first call and never changes.

    `transaction_id` and `total` are the channel's: money that came without a payment of ours goes back too.
    `check_at`: when the channel is asked next how an accepted refund stands. `not_before`: when a requested one is
    asked for next; of one that was sent, the earliest moment for the next of its transaction.
    """

    id = fields.UUIDField(primary_key=True)
    out_refund_no = fields.CharField(64, unique=True)
    payment_id = fields.UUIDField(null=True, db_index=True)
    transaction_id = fields.CharField(32, null=True, db_index=True)
    total = fields.BigIntField(null=True)
    amount = fields.BigIntField()
    reason = fields.CharField(80)
    source_ref = fields.CharField(120, unique=True)
    status = fields.CharEnumField(RefundStatus, max_length=16, default=RefundStatus.REQUESTED)
    refund_id = fields.CharField(64, null=True)
    last_error = fields.CharField(200, null=True)
    attempts = fields.IntField(default=0, db_default=0)
    not_before = fields.DatetimeField(null=True)
    check_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "refunds"
