"""Reading parcels."""

from dataclasses import dataclass
from uuid import UUID

import orjson

from app.delivery.states import Fulfilment
from app.fulfilment import carriers, sql
from app.fulfilment.errors import ParcelNotFound
from app.fulfilment.models import Parcel, ShippingUpload
from app.fulfilment.states import ParcelStatus, UploadStatus
from app.integrations.couriers import TrackState
from app.kernel import clock, db
from app.orders.errors import WrongState
from app.orders.queries import lines_of, own, recipient

BEFORE_ALL = UUID(int=0)


@dataclass(frozen=True, slots=True)
class ParcelFilter:
    """Which parcels a list shows; None shows all."""

    status: ParcelStatus | None = None
    kind: Fulfilment | None = None
    location_id: UUID | None = None
    track_state: TrackState | None = None


async def unshipped(order_id: UUID) -> dict[UUID, int]:
    """Pieces by order line that can still be withheld; before the parcels are made, all of them."""
    if not await Parcel.filter(order_id=order_id, after_sale_id=None).exists():
        return {line.id: line.quantity for line in await lines_of(order_id)}
    waiting: dict[UUID, int] = {}
    for row in await db.fetch(sql.WAITING_PIECES, order_id):
        waiting[row["order_line_id"]] = waiting.get(row["order_line_id"], 0) + row["quantity"]
    return waiting


async def after_sale_of(parcel_id: UUID) -> UUID | None:
    """The after-sale whose replacement a parcel carries; None for an order's own parcel."""
    parcel = await Parcel.get_or_none(id=parcel_id)
    return parcel.after_sale_id if parcel else None


async def of_member(order_id: UUID, member_id: UUID) -> bytes:
    """The parcels of the member's own order with their way, as JSON. Raises OrderNotFound, also for someone else's."""
    rows = await db.fetch(sql.OF_MEMBER, order_id, member_id, clock.now())
    if not rows:
        await own(order_id, member_id)
    return orjson.dumps({"items": [_shown(dict(row)) for row in rows]}, default=str)


async def exit_code(order_id: UUID, member_id: UUID) -> str:
    """The code that lets scanned and paid goods leave the store.

    Raises OrderNotFound, also for someone else's, and WrongState when the order is of another kind or not paid.
    """
    order = await own(order_id, member_id)
    parcel = await Parcel.filter(order_id=order_id, kind=Fulfilment.IN_STORE).first()
    if parcel is None or parcel.pick_up_code is None:
        raise WrongState(status=order.status.value)
    return parcel.pick_up_code


async def parcel_page(wanted: ParcelFilter, cursor: UUID | None, limit: int) -> bytes:
    """A page of parcels in order of their making, as JSON: items and next_cursor."""
    columns = {
        "p.id >": cursor or BEFORE_ALL,
        "p.status =": wanted.status,
        "p.location_id =": wanted.location_id,
        "p.kind =": wanted.kind,
        "p.track_state =": wanted.track_state,
    }
    asked = {column: value for column, value in columns.items() if value is not None}
    filters = " AND ".join(f"{column} ${place}" for place, column in enumerate(asked, 2))
    rows = await db.fetch(sql.LIST.format(filters=filters), limit + 1, *map(_plain, asked.values()))
    items = [_shown(dict(row)) for row in rows[:limit]]
    following = str(rows[limit - 1]["id"]) if len(rows) > limit else None
    return orjson.dumps({"items": items, "next_cursor": following}, default=str)


async def parcel_detail(parcel_id: UUID) -> bytes:
    """A parcel with to whom it goes, opened for who packs it, as JSON. Raises ParcelNotFound."""
    row = await db.fetch_one(sql.DETAIL, parcel_id)
    if row is None:
        raise ParcelNotFound
    return orjson.dumps(_shown(dict(row)) | {"recipient": await recipient(row["order_id"])}, default=str)


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Reports to WeChat in order of their making. `next_cursor` is None on the last page."""

    items: list[ShippingUpload]
    next_cursor: UUID | None


async def upload_page(status: UploadStatus | None, cursor: UUID | None, limit: int) -> UploadPage:
    found = ShippingUpload.filter(status=status) if status else ShippingUpload.all()
    rows = await (found.filter(id__gt=cursor) if cursor else found).order_by("id").limit(limit + 1)
    return UploadPage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def _plain(value: object) -> object:
    return getattr(value, "value", value)


def _shown(row: dict[str, object]) -> dict[str, object]:
    """A row as JSON shows it: what the database wrote as JSON is opened, carriers have their name."""
    opened = {name: orjson.loads(str(row[name])) for name in ("lines", "tracks") if name in row}
    carrier = row["carrier"]
    return row | opened | {"carrier_name": carriers.name_of(str(carrier)) if carrier else None}
