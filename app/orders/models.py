"""Tables of carts and orders. Private to this domain. Amounts in fen."""

from tortoise import fields
from tortoise.models import Model

from app.orders.states import OrderStatus


class CartLine(Model):
    """A SKU in a member's cart, the same on every device."""

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField()
    sku_id = fields.UUIDField()
    quantity = fields.BigIntField()
    price_seen = fields.BigIntField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "cart_lines"
        unique_together = (("member_id", "sku_id"),)


class Order(Model):
    """An order. Who gets credit for it (guide, entrance) is resolved once, at placing, and frozen here."""

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(32, unique=True)
    member_id = fields.UUIDField()
    idempotency_key = fields.CharField(64)
    request_hash = fields.CharField(64)
    status = fields.CharEnumField(OrderStatus, max_length=16, default=OrderStatus.UNPAID)
    total = fields.BigIntField()
    location_id = fields.UUIDField()
    guide_id = fields.UUIDField(null=True)
    entrance_kind = fields.CharField(16, null=True)
    entrance_source_id = fields.UUIDField(null=True)
    expires_at = fields.DatetimeField()
    placed_at = fields.DatetimeField()
    paid_at = fields.DatetimeField(null=True)

    class Meta:
        table = "orders"
        unique_together = (("member_id", "idempotency_key"),)


class OrderLine(Model):
    """One SKU of an order at the price of placing. `amount` = unit_price × quantity - discounts."""

    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField()
    line = fields.IntField()
    sku_id = fields.UUIDField()
    product_id = fields.UUIDField()
    title = fields.CharField(120)
    spec = fields.CharField(120)
    quantity = fields.BigIntField()
    unit_price = fields.BigIntField()
    amount = fields.BigIntField()

    class Meta:
        table = "order_lines"
        unique_together = (("order_id", "line"),)


class OrderHistory(Model):
    """Every state an order went through, with who did it."""

    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField(db_index=True)
    from_status = fields.CharField(16, null=True)
    to_status = fields.CharField(16)
    actor_kind = fields.CharField(16)
    actor_id = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "order_history"
