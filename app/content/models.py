"""Tables of content. Private to this domain."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from app.content.states import MaterialKind, MaterialStatus, SendStatus


class MaterialCategory(Model):
    """A node of the library's tree, of at most three levels."""

    id = fields.UUIDField(primary_key=True)
    parent_id = fields.UUIDField(null=True, db_index=True)
    name = fields.CharField(30)
    position = fields.IntField(default=0)
    created_at = fields.DatetimeField()

    class Meta:
        table = "material_categories"


class Material(Model):
    """Something guides send. `address` is where a picture, PDF, video or foreign article lies; `subject_id` a product
    or coupon template. Empty `store_ids` are all stores. `version` grows with each edit; `valid_until` is its end.
    """

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(MaterialKind, max_length=16)
    title = fields.CharField(64)
    body = fields.TextField(default="")
    address = fields.CharField(512, default="")
    cover = fields.CharField(512, default="")
    subject_id = fields.UUIDField(null=True)
    category_id = fields.UUIDField(null=True, db_index=True)
    store_ids: fields.Field[list[str]] = fields.JSONField(default=list)
    valid_from = fields.DatetimeField(null=True)
    valid_until = fields.DatetimeField(null=True)
    status = fields.CharEnumField(MaterialStatus, max_length=16, default=MaterialStatus.DRAFT)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "materials"


class Proposal(Model):
    """What a guide put together for one customer (代客下单): `lines` of {sku_id, quantity}, never a price.

    `store_id` where the guide stood then: it is sold at that store's prices.
    """

    id = fields.UUIDField(primary_key=True)
    staff_id = fields.UUIDField()
    store_id = fields.UUIDField(null=True)
    member_id = fields.UUIDField()
    lines: fields.Field[list[dict[str, Any]]] = fields.JSONField()
    note = fields.CharField(200)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "content_proposals"
        indexes = (("staff_id", "id"),)


class ContentSend(Model):
    """A guide hands something out: to a member, to a group, or to whoever sees a poster or link (both null).

    `title` is what it was called then, `store_id` where the guide stood then. Its id is the source of the entrances
    and orders that come by it.
    """

    id = fields.UUIDField(primary_key=True)
    staff_id = fields.UUIDField()
    store_id = fields.UUIDField(null=True)
    kind = fields.CharEnumField(MaterialKind, max_length=16)
    title = fields.CharField(128)
    material_id = fields.UUIDField(null=True)
    material_version = fields.IntField(null=True)
    subject_id = fields.UUIDField(null=True)
    member_id = fields.UUIDField(null=True)
    chat_id = fields.CharField(64, null=True)
    status = fields.CharEnumField(SendStatus, max_length=16, default=SendStatus.PREPARED)
    prepared_at = fields.DatetimeField(db_index=True)
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "content_sends"
        indexes = (("staff_id", "prepared_at"),)
