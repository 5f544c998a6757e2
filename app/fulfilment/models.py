"""Tables of parcels. Private to this domain."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from app.delivery.states import Fulfilment
from app.fulfilment.states import ParcelStatus, UploadStatus


class Parcel(Model):
    """What one location sends or hands over of an order. An order split over locations has several.

    `pick_up_code`: what the member shows, at the counter until `pick_up_until` or at the store's exit. `due_at`: when
    the code is reminded of, then when it ends. `track_state`: the carrier's last word. `proof`: how it was handed over.
    `after_sale_id`: the exchange that sends these pieces again.
    """

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(32, unique=True)
    order_id = fields.UUIDField(db_index=True)
    member_id = fields.UUIDField()
    location_id = fields.UUIDField()
    kind = fields.CharEnumField(Fulfilment, max_length=16)
    status = fields.CharEnumField(ParcelStatus, max_length=16, default=ParcelStatus.WAITING)
    carrier = fields.CharField(32, null=True)
    tracking_no = fields.CharField(64, null=True)
    track_state = fields.CharField(16, default="")
    pick_up_code = fields.CharField(16, null=True, unique=True)
    pick_up_until = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)
    after_sale_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    shipped_at = fields.DatetimeField(null=True)
    delivered_at = fields.DatetimeField(null=True)
    delivered_by = fields.UUIDField(null=True)
    proof = fields.CharField(200, default="")
    checked_out_at = fields.DatetimeField(null=True)

    class Meta:
        table = "parcels"
        indexes = (("tracking_no",), ("status", "id"))


class ParcelLine(Model):
    """Pieces of an order line in a parcel; a refund before shipping takes pieces out."""

    id = fields.UUIDField(primary_key=True)
    parcel_id = fields.UUIDField()
    order_line_id = fields.UUIDField(db_index=True)
    sku_id = fields.UUIDField()
    quantity = fields.BigIntField()

    class Meta:
        table = "parcel_lines"
        unique_together = (("parcel_id", "order_line_id"),)


class Track(Model):
    """A step of a parcel's way as the carrier tells it. `key` makes a step count once."""

    id = fields.UUIDField(primary_key=True)
    parcel_id = fields.UUIDField()
    key = fields.CharField(64)
    text = fields.CharField(400)
    state = fields.CharField(16)
    at = fields.DatetimeField()

    class Meta:
        table = "parcel_tracks"
        unique_together = (("parcel_id", "key"),)


class TrackWatch(Model):
    """A tracking number the courier interface is asked to watch. `check_at`: when it is asked next; null: no more."""

    id = fields.UUIDField(primary_key=True)
    parcel_id = fields.UUIDField(unique=True)
    subscribed_at = fields.DatetimeField(null=True)
    check_at = fields.DatetimeField(null=True)
    checks = fields.IntField(default=0)

    class Meta:
        table = "parcel_watches"


class ShippingUpload(Model):
    """What WeChat is told of an order's shipping, as the trade rules demand.

    `sent` is what was told last, or tried. While OWED it is told at `retry_at`.
    """

    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField(unique=True)
    status = fields.CharEnumField(UploadStatus, max_length=16, default=UploadStatus.OWED)
    sent: fields.Field[dict[str, Any]] = fields.JSONField(default=dict)
    attempts = fields.IntField(default=0)
    retry_at = fields.DatetimeField(null=True)
    last_error = fields.CharField(200, default="")
    uploaded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "shipping_uploads"
