"""A paid order becomes parcels, and parcels are sent, split and mended."""

from uuid import UUID

import pytest

from app.delivery.states import Fulfilment
from app.fulfilment import carriers
from app.fulfilment.deliver import deliver
from app.fulfilment.errors import (
    CarrierUnknown,
    NotInParcel,
    OtherKind,
    ParcelNotFound,
    ParcelNotOnItsWay,
    ParcelNotWaiting,
    TrackingNumberBad,
    TrackingNumberUsed,
)
from app.fulfilment.make_parcels import ensure
from app.fulfilment.models import Parcel, ParcelLine, ShippingUpload, Track, TrackWatch
from app.fulfilment.ship import Shipment, correct, ship
from app.fulfilment.split import split
from app.fulfilment.states import ParcelStatus
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.orders.models import OrderHistory
from app.orders.states import OrderStatus
from tests.app.catalog.factory import warehouse
from tests.app.fulfilment.factory import (
    CLERK,
    lines_of,
    packed,
    paid_order,
    parcel_status,
    parcels_of,
    pieces_by_status,
    status_of,
)

A, B = UUID(int=1), UUID(int=2)
LABEL = Shipment("ZTO", "78123456789012")
OTHER_LABEL = Shipment("ZTO", "78999999999999")


async def test_an_order_served_by_two_locations_is_two_parcels(database: None) -> None:
    order, parcels = await packed([(A, 3)], [(A, 1), (B, 2)])
    assert {parcel.location_id for parcel in parcels} == {A, B}
    held = {parcel.location_id: await ParcelLine.filter(parcel_id=parcel.id) for parcel in parcels}
    assert sorted(line.quantity for line in held[A]) == [1, 3]
    assert [line.quantity for line in held[B]] == [2]
    assert {parcel.status for parcel in parcels} == {ParcelStatus.WAITING}
    assert await status_of(order) is OrderStatus.PAID


async def test_parcels_are_made_once(database: None) -> None:
    order, _ = await packed([(A, 3)])
    await ensure(order.id)
    assert len(await parcels_of(order)) == 1


async def test_pieces_that_nobody_was_named_for_come_from_the_warehouse(database: None) -> None:
    location = await warehouse()
    order = await paid_order([(A, 1)])
    (line,) = await lines_of(order)
    await db.execute("UPDATE order_lines SET quantity = 4, amount = 4000 WHERE id = $1", line)
    await ensure(order.id)
    assert {parcel.location_id for parcel in await parcels_of(order)} == {A, location}
    assert await pieces_by_status(order) == {"waiting": 4}


async def test_the_order_is_shipped_when_its_last_parcel_is(database: None) -> None:
    order, (first, second) = await packed([(A, 1), (B, 1)])
    await ship(first.id, LABEL, CLERK)
    assert await status_of(order) is OrderStatus.PAID
    await ship(second.id, OTHER_LABEL, CLERK)
    assert await status_of(order) is OrderStatus.SHIPPED
    history = await OrderHistory.filter(order_id=order.id, to_status="shipped")
    assert [(row.actor_kind, row.actor_id) for row in history] == [("staff", CLERK.id)]


async def test_a_part_of_a_parcel_is_sent_and_the_rest_goes_on_waiting(database: None) -> None:
    order, (parcel,) = await packed([(A, 5)], [(A, 1)])
    first, _ = await lines_of(order)
    sent = await ship(parcel.id, LABEL, CLERK, {first: 2})
    assert sent != parcel.id
    assert await pieces_by_status(order) == {"waiting": 4, "shipped": 2}
    assert await status_of(order) is OrderStatus.PAID
    await ship(parcel.id, OTHER_LABEL, CLERK)
    assert await pieces_by_status(order) == {"shipped": 6}
    assert await status_of(order) is OrderStatus.SHIPPED


async def test_all_pieces_named_one_by_one_are_the_whole_parcel(database: None) -> None:
    order, (parcel,) = await packed([(A, 5)])
    (line,) = await lines_of(order)
    assert await ship(parcel.id, LABEL, CLERK, {line: 5}) == parcel.id
    assert len(await parcels_of(order)) == 1


async def test_a_parcel_split_by_hand_waits_twice(database: None) -> None:
    order, (parcel,) = await packed([(A, 5)])
    (line,) = await lines_of(order)
    part = await Parcel.get(id=await split(parcel.id, {line: 2}))
    assert (part.location_id, part.status) == (A, ParcelStatus.WAITING)
    assert await pieces_by_status(order) == {"waiting": 5}
    await ship(part.id, LABEL, CLERK)
    assert await pieces_by_status(order) == {"waiting": 3, "shipped": 2}


@pytest.mark.parametrize("pieces", [{}, {0: 6}, {0: 0}, {0: -1}, {1: 1}, {0: 5}])
async def test_what_is_not_in_a_parcel_is_not_split_off(database: None, pieces: dict[int, int]) -> None:
    order, (parcel,) = await packed([(A, 5)])
    lines = [*await lines_of(order), new_id()]
    with pytest.raises(NotInParcel):
        await split(parcel.id, {lines[place]: count for place, count in pieces.items()})
    assert await pieces_by_status(order) == {"waiting": 5}


async def test_a_parcel_is_sent_once(database: None) -> None:
    order, (parcel,) = await packed([(A, 1)])
    await ship(parcel.id, LABEL, CLERK)
    with pytest.raises(ParcelNotWaiting):
        await ship(parcel.id, OTHER_LABEL, CLERK)
    with pytest.raises(ParcelNotWaiting):
        await split(parcel.id, {(await lines_of(order))[0]: 1})
    assert (await Parcel.get(id=parcel.id)).tracking_no == LABEL.tracking_no


async def test_a_repeated_click_does_not_send_a_second_part(database: None) -> None:
    order, (parcel,) = await packed([(A, 5)])
    (line,) = await lines_of(order)
    await ship(parcel.id, LABEL, CLERK, {line: 2})
    with pytest.raises(TrackingNumberUsed):
        await ship(parcel.id, LABEL, CLERK, {line: 2})
    assert await pieces_by_status(order) == {"waiting": 3, "shipped": 2}


@pytest.mark.parametrize(
    ("label", "refusal"),
    [
        (Shipment("UPS", "78123456789012"), CarrierUnknown),
        (Shipment("ZTO", ""), TrackingNumberBad),
        (Shipment("ZTO", "78 12"), TrackingNumberBad),
        (Shipment("ZTO", "7812345678九"), TrackingNumberBad),
        (Shipment("ZTO", "7" * 33), TrackingNumberBad),
    ],
)
async def test_a_bad_label_is_refused(database: None, label: Shipment, refusal: type[Exception]) -> None:
    order, (parcel,) = await packed([(A, 1)])
    with pytest.raises(refusal):
        await ship(parcel.id, label, CLERK)
    assert await pieces_by_status(order) == {"waiting": 1}


def test_a_number_is_kept_without_blanks_and_in_capitals() -> None:
    assert carriers.checked("SF", " sf 1234 5678\n") == ("SF", "SF12345678")


async def test_an_unknown_parcel_is_not_found(database: None) -> None:
    with pytest.raises(ParcelNotFound):
        await ship(new_id(), LABEL, CLERK)


async def test_a_wrong_number_is_corrected_and_watched_anew(database: None) -> None:
    order, (parcel,) = await packed([(A, 1)])
    await ship(parcel.id, LABEL, CLERK)
    await Track.create(id=new_id(), parcel_id=parcel.id, key="k", text="别人的包裹", state="signed", at=clock.now())
    await TrackWatch.filter(parcel_id=parcel.id).update(subscribed_at=clock.now(), check_at=None, checks=9)
    await ShippingUpload.all().update(status="done", retry_at=None)
    await correct(parcel.id, OTHER_LABEL)
    watch = await TrackWatch.get(parcel_id=parcel.id)
    assert (watch.subscribed_at, watch.checks) == (None, 0)
    assert watch.check_at is not None
    assert await Track.filter(parcel_id=parcel.id).count() == 0
    assert (await ShippingUpload.get(order_id=order.id)).status == "owed"


async def test_the_same_number_again_corrects_nothing(database: None) -> None:
    _, (parcel,) = await packed([(A, 1)])
    await ship(parcel.id, LABEL, CLERK)
    await ShippingUpload.all().update(status="done", retry_at=None)
    await correct(parcel.id, LABEL)
    assert await ShippingUpload.filter(status="owed").count() == 0


async def test_only_a_parcel_on_its_way_is_corrected_or_delivered(database: None) -> None:
    _, (parcel,) = await packed([(A, 1)])
    for verb in (correct(parcel.id, LABEL), deliver(parcel.id, "前台", CLERK)):
        with pytest.raises(ParcelNotOnItsWay):
            await verb


async def test_a_parcel_brought_by_the_store_is_delivered_with_proof_and_the_member_still_confirms(
    database: None,
) -> None:
    order, (parcel,) = await packed([(A, 2)], fulfilment=Fulfilment.SAME_CITY)
    await ship(parcel.id, Shipment("店员小李"), CLERK)
    assert await status_of(order) is OrderStatus.SHIPPED
    await deliver(parcel.id, "放在物业前台", CLERK)
    kept = await Parcel.get(id=parcel.id)
    assert (kept.status, kept.proof, kept.delivered_by) == (ParcelStatus.DELIVERED, "放在物业前台", CLERK.id)
    assert await status_of(order) is OrderStatus.SHIPPED
    assert await TrackWatch.all().count() == 0
    with pytest.raises(ParcelNotOnItsWay):
        await deliver(parcel.id, "再来一次", CLERK)


async def test_virtual_goods_are_received_the_moment_they_are_paid(database: None) -> None:
    order, (parcel,) = await packed([(A, 1)], fulfilment=Fulfilment.VIRTUAL)
    assert await parcel_status(parcel) is ParcelStatus.DELIVERED
    assert await status_of(order) is OrderStatus.RECEIVED


async def test_what_is_fetched_is_not_sent(database: None) -> None:
    _, (parcel,) = await packed([(A, 1)], fulfilment=Fulfilment.PICK_UP)
    with pytest.raises(OtherKind):
        await ship(parcel.id, LABEL, CLERK)
