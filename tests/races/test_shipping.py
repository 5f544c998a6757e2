"""Clerks, members and refunds at the same parcel in the same moment, committed for real, twenty times over."""

import asyncio
from uuid import UUID

import pytest

from app.delivery.states import Fulfilment
from app.fulfilment import hand_over
from app.fulfilment.errors import AlreadyHandedOver, AlreadyShipped, ParcelNotWaiting, PickUpOver
from app.fulfilment.make_parcels import ensure
from app.fulfilment.models import ParcelLine, ShippingUpload
from app.fulfilment.ship import Shipment, ship
from app.fulfilment.split import split
from app.fulfilment.states import ParcelStatus
from app.fulfilment.withhold import withhold
from app.kernel import db
from app.orders.states import OrderStatus
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

A, SHOP = UUID(int=1), UUID(int=5)
ROUNDS = 20
# What becomes of the parcel when the other side lost, by how it was told so.
Outcomes = dict[type[Exception], ParcelStatus]


@pytest.fixture(autouse=True)
def _without_second_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadlock fails the test: everybody locks the order first."""
    monkeypatch.setattr(db, "ATTEMPTS_ON_DEADLOCK", 1)


def label(number: int) -> Shipment:
    return Shipment("ZTO", f"78{number:012d}")


async def test_two_clerks_who_send_the_same_parcel_send_it_once(database: None) -> None:
    for _ in range(ROUNDS):
        order, (parcel,) = await packed([(A, 2)])
        clerks = (ship(parcel.id, label(number), CLERK) for number in range(4))
        ended = await asyncio.gather(*clerks, return_exceptions=True)
        assert [type(end) for end in ended if isinstance(end, Exception)] == [ParcelNotWaiting] * 3
        assert await pieces_by_status(order) == {"shipped": 2}
        assert await db.fetch_value("SELECT count(*) FROM order_history WHERE order_id = $1", order.id) == 1


async def test_sending_and_withholding_the_same_pieces_exactly_one_wins(database: None) -> None:
    won = set()
    for round_ in range(ROUNDS):
        order, (parcel,) = await packed([(A, 2)])
        (line,) = await lines_of(order)
        verbs = [ship(parcel.id, label(1), CLERK), withhold(order.id, {line: 1})]
        ended = await asyncio.gather(*(verbs if round_ % 2 else verbs[::-1]), return_exceptions=True)
        lost = next((end for end in ended if isinstance(end, Exception)), None)
        pieces = await pieces_by_status(order)
        # Withheld first, one piece is still to be sent: then both have what they asked for.
        assert (type(lost), pieces) in [(AlreadyShipped, {"shipped": 2}), (type(None), {"shipped": 1})]
        assert await status_of(order) is OrderStatus.SHIPPED
        won.add(type(lost))
    assert won


async def test_sending_and_refunding_everything_exactly_one_wins(database: None) -> None:
    for round_ in range(ROUNDS):
        order, (parcel,) = await packed([(A, 2)])
        (line,) = await lines_of(order)
        verbs = [ship(parcel.id, label(1), CLERK), withhold(order.id, {line: 2})]
        ended = await asyncio.gather(*(verbs if round_ % 2 else verbs[::-1]), return_exceptions=True)
        (lost,) = [end for end in ended if isinstance(end, Exception)]
        expected: Outcomes = {AlreadyShipped: ParcelStatus.SHIPPED, ParcelNotWaiting: ParcelStatus.CANCELLED}
        assert await parcel_status(parcel) is expected[type(lost)]
        assert await pieces_by_status(order) == ({"shipped": 2} if isinstance(lost, AlreadyShipped) else {})


async def test_one_code_shown_at_several_counters_is_redeemed_once(database: None) -> None:
    for _ in range(ROUNDS):
        order, (parcel,) = await packed([(A, 2)], fulfilment=Fulfilment.PICK_UP, store_id=SHOP)
        counters = (hand_over.redeem(str(parcel.pick_up_code), SHOP, CLERK) for _ in range(5))
        ended = await asyncio.gather(*counters, return_exceptions=True)
        assert [type(end) for end in ended if isinstance(end, Exception)] == [AlreadyHandedOver] * 4
        assert await status_of(order) is OrderStatus.RECEIVED


async def test_fetching_and_refunding_the_same_goods_exactly_one_wins(database: None) -> None:
    for round_ in range(ROUNDS):
        order, (parcel,) = await packed([(A, 2)], fulfilment=Fulfilment.PICK_UP, store_id=SHOP)
        (line,) = await lines_of(order)
        verbs = [hand_over.redeem(str(parcel.pick_up_code), SHOP, CLERK), withhold(order.id, {line: 2})]
        ended = await asyncio.gather(*(verbs if round_ % 2 else verbs[::-1]), return_exceptions=True)
        (lost,) = [end for end in ended if isinstance(end, Exception)]
        expected: Outcomes = {AlreadyShipped: ParcelStatus.DELIVERED, PickUpOver: ParcelStatus.CANCELLED}
        assert await parcel_status(parcel) is expected[type(lost)]


async def test_parcels_made_by_many_at_once_are_made_once(database: None) -> None:
    for _ in range(ROUNDS):
        order = await paid_order([(A, 2)])
        (line,) = await lines_of(order)
        await asyncio.gather(*(ensure(order.id) for _ in range(4)), withhold(order.id, {line: 1}))
        assert len(await parcels_of(order)) == 1
        assert await pieces_by_status(order) == {"waiting": 1}


async def test_parts_sent_at_once_never_hold_more_than_was_bought(database: None) -> None:
    for _ in range(ROUNDS):
        order, (parcel,) = await packed([(A, 5)])
        (line,) = await lines_of(order)
        parts = [ship(parcel.id, label(number), CLERK, {line: 2}) for number in range(3)]
        await asyncio.gather(*parts, split(parcel.id, {line: 1}), return_exceptions=True)
        held = [row.quantity for one in await parcels_of(order) for row in await ParcelLine.filter(parcel_id=one.id)]
        assert sum(held) == 5
        assert min(held) >= 0
        assert await ShippingUpload.filter(order_id=order.id).count() == 1
