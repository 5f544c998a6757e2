"""Tables of reviews. Private to this domain."""

from tortoise import fields
from tortoise.models import Model

from app.reviews.states import ReviewStatus


class Review(Model):
    """What a member says of one received order line: once, with an addition later. Each is shown when moderated.

    `verdict`: what content security said of the text, such as `risky 20003`; empty until it was asked. `reason`: why
    a person hid it. `decided_at`: when a person decided; from then on the machine does not. `addition_status` is null
    without an addition.
    """

    id = fields.UUIDField(primary_key=True)
    order_line_id = fields.UUIDField(unique=True)
    order_id = fields.UUIDField()
    product_id = fields.UUIDField()
    sku_id = fields.UUIDField()
    member_id = fields.UUIDField()
    score = fields.SmallIntField()
    text = fields.CharField(500)
    pictures: fields.Field[list[str]] = fields.JSONField(default=list)
    anonymous = fields.BooleanField(default=True)
    reply = fields.CharField(500, default="")
    status = fields.CharEnumField(ReviewStatus, max_length=16, default=ReviewStatus.PENDING)
    verdict = fields.CharField(64, default="")
    reason = fields.CharField(200, default="")
    decided_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    addition = fields.CharField(500, default="")
    addition_status = fields.CharEnumField(ReviewStatus, max_length=16, null=True)
    addition_verdict = fields.CharField(64, default="")
    addition_reason = fields.CharField(200, default="")
    addition_decided_at = fields.DatetimeField(null=True)
    added_at = fields.DatetimeField(null=True)

    class Meta:
        table = "reviews"
        indexes = (("product_id", "status", "id"), ("status", "id"), ("addition_status", "id"), ("member_id", "id"))
