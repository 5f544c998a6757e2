"""Refunds before shipping take pieces out of waiting parcels."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.events.aftersale import ExchangeGranted
from app.fulfilment.errors import AlreadyShipped, NotInParcel, ParcelNotWaiting
from app.fulfilment.models import Parcel, ParcelLine
from app.fulfilment.queries import unshipped
from app.fulfilment.resend import resend
from app.fulfilment.ship import Shipment, ship
from app.fulfilment.split import split
from app.fulfilment.states import ParcelStatus
from app.fulfilment.withhold import withhold
from app.kernel.ids import new_id
from app.orders.models import Order
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

A, B = UUID(int=1), UUID(int=2)


def label(number: int) -> Shipment:
    return Shipment("ZTO", f"78{number:012d}")


async def test_withheld_pieces_stay_where_they_are_and_it_is_told_where(database: None) -> None:
    order, _ = await packed([(A, 2), (B, 3)], [(A, 1)])
    first, second = await lines_of(order)
    kept = await withhold(order.id, {first: 4, second: 1})
    assert kept == {first: [(A, 2), (B, 2)], second: [(A, 1)]}
    assert await pieces_by_status(order) == {"waiting": 1}
    assert [parcel.status for parcel in await parcels_of(order)] == [ParcelStatus.CANCELLED, ParcelStatus.WAITING]


async def test_more_than_waits_is_refused_and_nothing_is_taken(database: None) -> None:
    order, (parcel,) = await packed([(A, 3)], [(A, 3)])
    first, second = await lines_of(order)
    await ship(parcel.id, label(1), CLERK, {first: 2})
    with pytest.raises(AlreadyShipped) as refusal:
        await withhold(order.id, {first: 2, second: 3})
    assert refusal.value.facts == {"short": {str(first): 1}}
    assert await pieces_by_status(order) == {"waiting": 4, "shipped": 2}


async def test_a_refund_that_comes_before_the_parcels_were_made_is_still_taken_out(database: None) -> None:
    order = await paid_order([(A, 3)])
    (line,) = await lines_of(order)
    assert await unshipped(order.id) == {line: 3}
    await withhold(order.id, {line: 1})
    assert await unshipped(order.id) == {line: 2}


async def test_when_the_rest_was_refunded_the_order_counts_as_shipped(database: None) -> None:
    order, (sent, kept) = await packed([(A, 1), (B, 2)])
    await ship(sent.id, label(1), CLERK)
    assert await status_of(order) is OrderStatus.PAID
    await withhold(order.id, {(await lines_of(order))[0]: 2})
    assert await status_of(order) is OrderStatus.SHIPPED
    assert await parcel_status(kept) is ParcelStatus.CANCELLED


async def test_an_order_refunded_whole_is_not_shipped(database: None) -> None:
    order, _ = await packed([(A, 1), (B, 2)])
    await withhold(order.id, {(await lines_of(order))[0]: 3})
    assert await status_of(order) is OrderStatus.PAID
    assert {parcel.status for parcel in await parcels_of(order)} == {ParcelStatus.CANCELLED}
    with pytest.raises(ParcelNotWaiting):
        await ship((await parcels_of(order))[0].id, label(1), CLERK)


async def test_an_unknown_line_is_never_withheld(database: None) -> None:
    order, _ = await packed([(A, 1)])
    with pytest.raises(AlreadyShipped):
        await withhold(order.id, {new_id(): 1})


async def test_pieces_of_an_exchange_are_not_withheld(database: None) -> None:
    order, (parcel,) = await packed([(A, 1)])
    (line,) = await lines_of(order)
    await ship(parcel.id, label(1), CLERK)
    await resend(ExchangeGranted(new_id(), order.id, [(A, line, 1)]))
    assert await unshipped(order.id) == {}
    with pytest.raises(AlreadyShipped):
        await withhold(order.id, {line: 1})


async def held_by_line(order: Order) -> dict[UUID, int]:
    held: dict[UUID, int] = {}
    for parcel in await parcels_of(order):
        for line in await ParcelLine.filter(parcel_id=parcel.id):
            held[line.order_line_id] = held.get(line.order_line_id, 0) + line.quantity
    return held


STEPS = st.lists(
    st.tuples(st.sampled_from(["ship", "part", "split", "withhold"]), st.integers(0, 5), st.integers(1, 3)), max_size=9
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_no_piece_is_lost_or_doubled_in_any_order_of_sending_splitting_and_withholding(
    database: None, steps: list[tuple[str, int, int]]
) -> None:
    order, _ = await packed([(A, 3), (B, 2)], [(B, 4)])
    lines = await lines_of(order)
    bought, withheld = dict(zip(lines, (5, 4), strict=True)), dict.fromkeys(lines, 0)
    for number, (verb, place, count) in enumerate(steps):
        line, parcels = lines[place % 2], await parcels_of(order)
        parcel = parcels[place % len(parcels)]
        await _try(verb, order, parcel, {line: count}, number, withheld)
        held = await held_by_line(order)
        assert {line: held[line] + withheld[line] for line in lines} == bought
    waiting = sum((await unshipped(order.id)).values())
    assert waiting == (await pieces_by_status(order)).get("waiting", 0)
    sent = "shipped" in await pieces_by_status(order)
    assert await status_of(order) is (OrderStatus.SHIPPED if sent and not waiting else OrderStatus.PAID)


async def _try(
    verb: str, order: Order, parcel: Parcel, pieces: Mapping[UUID, int], number: int, withheld: dict[UUID, int]
) -> None:
    try:
        match verb:
            case "ship":
                await ship(parcel.id, label(number), CLERK)
            case "part":
                await ship(parcel.id, label(number), CLERK, pieces)
            case "split":
                await split(parcel.id, pieces)
            case _:
                await withhold(order.id, pieces)
                for line, count in pieces.items():
                    withheld[line] += count
    except (AlreadyShipped, NotInParcel, ParcelNotWaiting):
        return
