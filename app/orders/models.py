"""Tables of carts and orders. Private to this domain. Amounts in fen."""

from tortoise import fields
from tortoise.fields.db_defaults import SqlDefault
from tortoise.models import Model

from app.delivery.states import Fulfilment
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
    """An order. What it costs and who gets credit for it is resolved once, at placing, and frozen here.

    `total` = goods after all discounts + `freight`; `payable` = total - `stored_value` is what WeChat Pay takes.
    `quote` is the priced basket as JSON, replayable; `quote_hash` proves it. `due_at` is the next timer of its state;
    it waits while `open_claims` after-sales are open.
    """

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(32, unique=True)
    member_id = fields.UUIDField()
    idempotency_key = fields.CharField(64)
    request_hash = fields.CharField(64)
    status = fields.CharEnumField(OrderStatus, max_length=16, default=OrderStatus.UNPAID)
    fulfilment = fields.CharEnumField(
        Fulfilment, max_length=16, default=Fulfilment.EXPRESS, db_default=Fulfilment.EXPRESS
    )
    store_id = fields.UUIDField(null=True)
    total = fields.BigIntField()
    freight = fields.BigIntField(default=0, db_default=0)
    freight_stored = fields.BigIntField(default=0, db_default=0)
    stored_value = fields.BigIntField(default=0, db_default=0)
    points = fields.BigIntField(default=0, db_default=0)
    payable = fields.BigIntField(default=0, db_default=0)
    coupon_ids: fields.Field[list[str]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
    quote = fields.TextField(default="", db_default="")
    quote_hash = fields.CharField(64, default="", db_default="")
    destination_sealed = fields.BinaryField(null=True)
    region_code = fields.CharField(6, default="", db_default="")
    slot_from = fields.DatetimeField(null=True)
    slot_until = fields.DatetimeField(null=True)
    promised_by = fields.DatetimeField(null=True)
    remark = fields.CharField(200, default="", db_default="")
    guide_id = fields.UUIDField(null=True)
    entrance_kind = fields.CharField(16, null=True)
    entrance_source_id = fields.UUIDField(null=True)
    credit_store_id = fields.UUIDField(null=True)
    chat_id = fields.CharField(64, null=True)
    rewards: fields.Field[list[dict[str, object]]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
    share_chain: fields.Field[list[str]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
    expires_at = fields.DatetimeField()
    placed_at = fields.DatetimeField()
    paid_at = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)
    open_claims = fields.IntField(default=0, db_default=0)

    class Meta:
        table = "orders"
        unique_together = (("member_id", "idempotency_key"),)


class OrderLine(Model):
    """One SKU of an order at the price of placing, with its share of every discount.

    `amount` = unit_price × quantity - promotion_discount - coupon_discount - points_discount; `stored_value` of it was
    paid from stored value, the rest by WeChat. `sourcing`: who serves how many and why. `returned`: pieces given back
    or claimed by an open after-sale. A gift has unit_price 0 and `gift_of`, the rule that gave it.
    """

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
    promotion_discount = fields.BigIntField(default=0, db_default=0)
    coupon_discount = fields.BigIntField(default=0, db_default=0)
    points_discount = fields.BigIntField(default=0, db_default=0)
    points = fields.BigIntField(default=0, db_default=0)
    stored_value = fields.BigIntField(default=0, db_default=0)
    gift_of = fields.UUIDField(null=True)
    sourcing: fields.Field[list[dict[str, object]]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
    returned = fields.BigIntField(default=0, db_default=0)

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
