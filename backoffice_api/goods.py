"""Goods files and deliveries."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call
from app.inventory.import_goods import import_goods
from app.inventory.queries import default_location
from app.inventory.receive import Receipt, receive


class Fault(BaseModel):
    """`row` as a spreadsheet counts; the header is row 1."""

    model_config = ConfigDict(from_attributes=True)

    row: int
    field: str
    reason: str


class Imported(BaseModel):
    """`faults` are the first 200 of `faulty` rows; the others were imported."""

    model_config = ConfigDict(from_attributes=True)

    products_created: int
    products_updated: int
    skus_created: int
    skus_updated: int
    faulty: int
    faults: list[Fault]


class DeliveryLine(Body):
    sku_id: UUID
    quantity: int = Field(ge=1, le=1_000_000)


class Delivery(Body):
    """`number` is the delivery note's; one SKU of one delivery counts once."""

    number: str = Field(min_length=1, max_length=64)
    lines: list[DeliveryLine] = Field(min_length=1, max_length=100)


async def import_catalogue(call: Call) -> Imported:
    return Imported.model_validate(await import_goods(call.request.body))


async def receive_delivery(call: Call) -> None:
    """Into the default warehouse."""
    delivery: Delivery = call.body
    receipts = [
        Receipt(line.sku_id, line.quantity, f"receipt:{delivery.number}:{line.sku_id}") for line in delivery.lines
    ]
    await receive(await default_location(), receipts)
