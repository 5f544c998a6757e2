"""What fulfilment tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ParcelShipped:
    """A parcel is on its way. `carrier` and `tracking_no` are null when the store's own people bring it."""

    parcel_id: UUID
    order_id: UUID
    member_id: UUID
    order_number: str
    title: str
    carrier: str | None
    tracking_no: str | None
    shipped_at: datetime


@dataclass(frozen=True, slots=True)
class PickUpReady:
    """A parcel waits at the counter; the member shows its code until `until`."""

    parcel_id: UUID
    order_id: UUID
    member_id: UUID
    order_number: str
    title: str
    store_name: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ParcelDelivered:
    """A parcel that was on its way or at the counter is with the member.

    `after_sale_id`: the exchange that it was sent for. Goods handed over at payment are told by OrderReceived alone.
    """

    parcel_id: UUID
    order_id: UUID
    member_id: UUID
    after_sale_id: UUID | None
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class ShippingUploadOwed:
    """WeChat is to be told how an order was shipped."""

    order_id: UUID


@dataclass(frozen=True, slots=True)
class PickUpExpiring:
    """A parcel at the counter was not fetched yet and will be given up at `until`, a day from now."""

    parcel_id: UUID
    order_id: UUID
    member_id: UUID
    order_number: str
    title: str
    store_name: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class PickUpExpired:
    """Nobody fetched a parcel in time; its code opens nothing any more. (order line, pieces) of what it holds."""

    parcel_id: UUID
    order_id: UUID
    member_id: UUID
    order_number: str
    lines: list[tuple[UUID, int]]
