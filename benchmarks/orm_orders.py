"""An order as idiomatic Tortoise places it: one transaction of objects, each saved by itself."""

from datetime import timedelta
from typing import Any

from tortoise.transactions import in_transaction

from app.kernel import clock
from app.kernel.ids import new_number
from benchmarks.orm_models import OrmAddress, OrmJob, OrmKey, OrmLine, OrmOrder, OrmShelf, OrmSku

TIME_TO_PAY = timedelta(minutes=30)

# As Tortoise would make them, with stock of every SKU. {stock}: pieces.
SCHEMA = """
CREATE TABLE orm_keys (id uuid PRIMARY KEY, member_id uuid NOT NULL, key varchar(64) NOT NULL, UNIQUE (member_id, key));
CREATE TABLE orm_stocks (id uuid PRIMARY KEY, sku_id uuid NOT NULL UNIQUE REFERENCES skus (id),
    on_hand bigint NOT NULL, held bigint NOT NULL);
CREATE TABLE orm_orders (id uuid PRIMARY KEY, number varchar(32) NOT NULL UNIQUE, member_id uuid NOT NULL,
    status varchar(16) NOT NULL, total bigint NOT NULL, destination bytea NOT NULL, expires_at timestamptz NOT NULL,
    placed_at timestamptz NOT NULL);
CREATE INDEX ON orm_orders (member_id);
CREATE TABLE orm_lines (id uuid PRIMARY KEY, order_id uuid NOT NULL REFERENCES orm_orders (id),
    sku_id uuid NOT NULL REFERENCES skus (id), title varchar(120) NOT NULL, spec varchar(120) NOT NULL,
    quantity bigint NOT NULL, price bigint NOT NULL);
CREATE INDEX ON orm_lines (order_id);
CREATE TABLE orm_jobs (id bigserial PRIMARY KEY, name varchar(64) NOT NULL, payload jsonb NOT NULL);
INSERT INTO orm_stocks SELECT gen_random_uuid(), id, {stock}, 0 FROM skus;
"""


class OutOfStock(Exception):
    """Fewer pieces are left than wanted."""


async def place_order(wanted: dict[str, Any], key: str) -> dict[str, Any]:
    """Place what the product's route is asked for; who the address belongs to is taken for the caller.

    No session is checked, nothing is promoted, sourced or attributed: all of that is in the ORM's favour.
    """
    pieces = {line["sku_id"]: line["quantity"] for line in wanted["lines"]}
    async with in_transaction():
        address = await OrmAddress.get(id=wanted["address_id"])
        await OrmKey.create(member_id=address.member_id, key=key)
        skus = await OrmSku.filter(id__in=list(pieces)).select_related("product")
        # In one order for all, so that no two placings wait for each other in a circle.
        for sku_id in sorted(pieces):
            await _hold(sku_id, pieces[sku_id])
        order = await OrmOrder.create(
            number=new_number("S"),
            member_id=address.member_id,
            total=sum(sku.price * pieces[str(sku.id)] for sku in skus),
            destination=address.sealed,
            expires_at=clock.now() + TIME_TO_PAY,
        )
        await OrmLine.bulk_create([_line(order, sku, pieces[str(sku.id)]) for sku in skus])
        await OrmJob.create(name="OrderPlaced", payload={"order_id": str(order.id)})
    return {name: getattr(order, name) for name in ("id", "number", "status", "total", "expires_at")}


async def _hold(sku_id: str, pieces: int) -> None:
    shelf = await OrmShelf.select_for_update().get(sku_id=sku_id)
    if shelf.on_hand - shelf.held < pieces:
        raise OutOfStock
    shelf.held += pieces
    await shelf.save(update_fields=["held"])


def _line(order: OrmOrder, sku: OrmSku, pieces: int) -> OrmLine:
    return OrmLine(order=order, sku=sku, title=sku.product.title, spec=sku.spec, quantity=pieces, price=sku.price)
