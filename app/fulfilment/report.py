"""What WeChat is told of an order's parcels."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.delivery.states import Fulfilment
from app.fulfilment import sql
from app.fulfilment.carriers import CARRIERS
from app.fulfilment.models import Parcel, ParcelLine
from app.fulfilment.states import ParcelStatus
from app.integrations.miniprogram_shipping import LogisticsType, ReportedParcel, ShippingReport
from app.kernel import db
from app.orders.queries import Line, facts, lines_of, recipient

TOLD_AS = {
    Fulfilment.EXPRESS: LogisticsType.EXPRESS,
    Fulfilment.SAME_CITY: LogisticsType.SAME_CITY,
    Fulfilment.PICK_UP: LogisticsType.PICK_UP,
    Fulfilment.IN_STORE: LogisticsType.PICK_UP,
    Fulfilment.VIRTUAL: LogisticsType.VIRTUAL,
}
SENT = (ParcelStatus.SHIPPED, ParcelStatus.DELIVERED)


async def compose(order_id: UUID, told_before: Mapping[str, Any], now: datetime) -> ShippingReport | None:
    """The whole shipping as it stands; None when there is nothing to tell or WeChat took no money for it.

    Later than what was told before, and never unified again once it was told in parts: that would use up the one
    change that an order may have.
    """
    paid = await db.fetch_one(sql.PAID_BY, order_id)
    order, lines = await facts(order_id), await lines_of(order_id)
    parcels = await Parcel.filter(order_id=order_id, after_sale_id=None).exclude(status=ParcelStatus.CANCELLED)
    sent = [parcel for parcel in parcels if order.fulfilment is not Fulfilment.EXPRESS or parcel.status in SENT]
    if paid is None or not sent:
        return None
    told = await _parcels(order_id, sorted(sent, key=lambda parcel: parcel.id), lines, order.fulfilment)
    everything = len(sent) == len(parcels)
    split = order.fulfilment is Fulfilment.EXPRESS and (
        len(told) > 1 or not everything or bool(told_before.get("split"))
    )
    return ShippingReport(
        out_trade_no=paid["out_trade_no"],
        openid=paid["openid"],
        logistics=TOLD_AS[order.fulfilment],
        split=split,
        everything_sent=everything,
        parcels=tuple(told),
        uploaded_at=_later(now, told_before),
    )


def remembered(report: ShippingReport) -> dict[str, Any]:
    """What the next report must know of this one."""
    numbers = [parcel.tracking_no for parcel in report.parcels if parcel.tracking_no]
    return {
        "split": report.split,
        "everything_sent": report.everything_sent,
        "tracking_numbers": numbers,
        "uploaded_at": report.uploaded_at.isoformat(),
    }


async def _parcels(
    order_id: UUID, parcels: Sequence[Parcel], lines: Sequence[Line], kind: Fulfilment
) -> list[ReportedParcel]:
    """One for each label; what is not sent by courier is told as one."""
    titles = {line.id: f"{line.title} {line.spec}".strip() for line in lines}
    held = await ParcelLine.filter(parcel_id__in=[parcel.id for parcel in parcels], quantity__gt=0).order_by("id")
    if kind is not Fulfilment.EXPRESS:
        return [ReportedParcel(_description(held, titles))]
    phone = await _phone(order_id, parcels)
    return [
        ReportedParcel(
            _description([line for line in held if line.parcel_id == parcel.id], titles),
            parcel.carrier,
            parcel.tracking_no,
            phone if _wants_phone(parcel) else None,
        )
        for parcel in parcels
    ]


def _description(held: Sequence[ParcelLine], titles: Mapping[UUID, str]) -> str:
    return ";".join(f"{titles[line.order_line_id]}*{line.quantity}" for line in held)


async def _phone(order_id: UUID, parcels: Sequence[Parcel]) -> str | None:
    if not any(_wants_phone(parcel) for parcel in parcels):
        return None
    to = await recipient(order_id)
    return to.phone if to else None


def _wants_phone(parcel: Parcel) -> bool:
    carrier = CARRIERS.get(parcel.carrier or "")
    return carrier is not None and carrier.needs_phone


def _later(now: datetime, told_before: Mapping[str, Any]) -> datetime:
    """`upload_time` counts milliseconds and must grow."""
    last = told_before.get("uploaded_at")
    return max(now, datetime.fromisoformat(last) + timedelta(milliseconds=1)) if last else now
