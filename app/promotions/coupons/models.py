"""Tables of coupons. Private to this domain. Amounts in fen, rates in basis points."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from app.promotions.coupons.states import CouponKind, CouponStatus, IssueMode


class CouponTemplate(Model):
    """What a coupon is worth and who may have it. `issued` never passes `stock`.

    `terms`: threshold, amount, rate, cap by kind. `scope` as of promotions. Coupons of one `stacking_group` do not
    meet on one order. Valid from issue for `valid_days`, or between the two dates. `per_member` bounds what a member
    ever gets by themselves; `least_paid` fen of goods bring an AFTER_PAYMENT one.
    """

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(CouponKind, max_length=16)
    title = fields.CharField(64)
    mode = fields.CharEnumField(IssueMode, max_length=16)
    terms: fields.Field[dict[str, Any]] = fields.JSONField(default=dict)
    scope: fields.Field[dict[str, Any]] = fields.JSONField(default=dict)
    stacking_group = fields.CharField(32, default="goods")
    stock = fields.BigIntField()
    issued = fields.BigIntField(default=0)
    per_member = fields.IntField(default=1)
    least_paid = fields.BigIntField(default=0)
    issue_from = fields.DatetimeField()
    issue_until = fields.DatetimeField()
    valid_days = fields.IntField(null=True)
    valid_from = fields.DatetimeField(null=True)
    valid_until = fields.DatetimeField(null=True)
    return_on_refund = fields.BooleanField(default=True)
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "coupon_templates"


class CouponAllowance(Model):
    """How many coupons of a template a member ever got against its `per_member`."""

    id = fields.UUIDField(primary_key=True)
    template_id = fields.UUIDField()
    member_id = fields.UUIDField()
    got = fields.IntField()

    class Meta:
        table = "coupon_allowances"
        unique_together = (("template_id", "member_id"),)


class CouponCode(Model):
    """A code that gives one coupon, once."""

    id = fields.UUIDField(primary_key=True)
    template_id = fields.UUIDField(db_index=True)
    code = fields.CharField(32, unique=True)
    used_by = fields.UUIDField(null=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "coupon_codes"


class Coupon(Model):
    """A member's coupon. `source_ref` makes an issue happen once; `order_id` is the order that locked or used it.

    `given_by` is the order whose payment brought it; once that order is refunded as a whole, `taken_back` is set.
    """

    id = fields.UUIDField(primary_key=True)
    template_id = fields.UUIDField()
    member_id = fields.UUIDField()
    status = fields.CharEnumField(CouponStatus, max_length=16, default=CouponStatus.READY)
    source_ref = fields.CharField(120, unique=True)
    order_id = fields.UUIDField(null=True, db_index=True)
    valid_from = fields.DatetimeField()
    valid_until = fields.DatetimeField()
    issued_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    given_by = fields.UUIDField(null=True, db_index=True)
    taken_back = fields.BooleanField(default=False)
    reminded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "coupons"
        indexes = (("member_id", "status", "valid_until"), ("template_id", "member_id"))


class RefundedOrder(Model):
    """An order that was refunded as a whole: it brings no coupon any more, however late its payment is reacted to."""

    order_id = fields.UUIDField(primary_key=True)

    class Meta:
        table = "coupon_refunded_orders"
