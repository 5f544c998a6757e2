"""Codes at the counter and at the exit."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.delivery.states import Fulfilment
from app.events.aftersale import ExchangeGranted
from app.events.fulfilment import PickUpExpired, PickUpExpiring, PickUpReady
from app.fulfilment import hand_over, pick_up
from app.fulfilment.errors import AlreadyHandedOver, PickUpCodeUnknown, PickUpElsewhere, PickUpOver
from app.fulfilment.models import Parcel
from app.fulfilment.resend import resend
from app.fulfilment.states import ParcelStatus
from app.fulfilment.withhold import withhold
from app.kernel import clock, outbox
from app.kernel.ids import new_id
from app.orders.models import Order
from app.orders.states import OrderStatus
from tests.app.fulfilment.factory import CLERK, lines_of, packed, parcel_status, parcels_of, status_of

SHOP, OTHER_SHOP, PLACE, OTHER_PLACE = UUID(int=5), UUID(int=6), UUID(int=1), UUID(int=2)


class Told(list[object]):
    """What was published."""

    async def publish(self, *events: object) -> None:
        self.extend(events)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Events as they leave the domain, kept here besides being stored."""
    heard, publish = Told(), outbox.publish

    async def listen(*events: object) -> None:
        heard.extend(events)
        await publish(*events)

    monkeypatch.setattr(outbox, "publish", listen)
    return heard


async def waiting(*lines: list[tuple[UUID, int]]) -> tuple[Order, list[Parcel]]:
    return await packed(*lines, fulfilment=Fulfilment.PICK_UP, store_id=SHOP)


def code_of(parcel: Parcel) -> str:
    assert parcel.pick_up_code is not None
    return parcel.pick_up_code


async def test_goods_wait_at_the_counter_for_a_week_under_a_code_nobody_guesses(database: None, told: Told) -> None:
    order, (parcel,) = await waiting([(PLACE, 2)])
    assert len(code_of(parcel)) == 12
    assert code_of(parcel).isdigit()
    assert parcel.pick_up_until is not None
    assert timedelta(days=6, hours=23) < parcel.pick_up_until - clock.now() <= timedelta(days=7)
    (ready,) = [event for event in told if isinstance(event, PickUpReady)]
    assert (ready.order_number, ready.code, ready.until) == (order.number, parcel.pick_up_code, parcel.pick_up_until)
    assert await status_of(order) is OrderStatus.PAID


async def test_codes_differ(database: None) -> None:
    assert len({pick_up.new_code() for _ in range(1000)}) == 1000


async def test_a_redeemed_code_delivers_the_parcel_and_receives_the_order(database: None) -> None:
    order, (parcel,) = await waiting([(PLACE, 2)])
    handed = await hand_over.redeem(code_of(parcel), SHOP, CLERK)
    assert (handed.id, handed.order_number) == (parcel.id, order.number)
    kept = await Parcel.get(id=parcel.id)
    assert (kept.status, kept.delivered_by, kept.due_at) == (ParcelStatus.DELIVERED, CLERK.id, None)
    assert await status_of(order) is OrderStatus.RECEIVED


async def test_an_order_in_two_parcels_is_received_with_the_second(database: None) -> None:
    order, (first, second) = await waiting([(PLACE, 1), (OTHER_PLACE, 1)])
    await hand_over.redeem(code_of(first), SHOP, CLERK)
    assert await status_of(order) is OrderStatus.PAID
    await hand_over.redeem(code_of(second), SHOP, CLERK)
    assert await status_of(order) is OrderStatus.RECEIVED


async def test_a_code_is_redeemed_once(database: None) -> None:
    _, (parcel,) = await waiting([(PLACE, 2)])
    await hand_over.redeem(code_of(parcel), SHOP, CLERK)
    with pytest.raises(AlreadyHandedOver):
        await hand_over.redeem(code_of(parcel), SHOP, CLERK)


async def test_another_store_gives_nothing_out(database: None) -> None:
    _, (parcel,) = await waiting([(PLACE, 2)])
    with pytest.raises(PickUpElsewhere):
        await hand_over.redeem(code_of(parcel), OTHER_SHOP, CLERK)
    assert await parcel_status(parcel) is ParcelStatus.WAITING


@pytest.mark.parametrize("code", ["", "000000000000", "' OR 1=1 --", "9" * 4000])
async def test_an_invented_code_opens_nothing(database: None, code: str) -> None:
    await waiting([(PLACE, 2)])
    with pytest.raises(PickUpCodeUnknown):
        await hand_over.redeem(code, SHOP, CLERK)


async def test_after_its_week_a_code_opens_nothing_though_no_tick_came(database: None) -> None:
    _, (parcel,) = await waiting([(PLACE, 2)])
    await Parcel.filter(id=parcel.id).update(pick_up_until=clock.now())
    with pytest.raises(PickUpOver):
        await hand_over.redeem(code_of(parcel), SHOP, CLERK)


async def test_a_refunded_parcel_is_not_given_out(database: None) -> None:
    order, (parcel,) = await waiting([(PLACE, 2)])
    await withhold(order.id, {(await lines_of(order))[0]: 2})
    with pytest.raises(PickUpOver):
        await hand_over.redeem(code_of(parcel), SHOP, CLERK)


async def test_the_last_day_is_reminded_of_once_and_the_end_is_told_once(database: None, told: Told) -> None:
    order, (parcel,) = await waiting([(PLACE, 2)])
    now = clock.now()
    assert await pick_up.turn_codes() == 0
    await Parcel.filter(id=parcel.id).update(due_at=now, pick_up_until=now + timedelta(days=1))
    assert [await pick_up.turn_codes() for _ in range(2)] == [1, 0]
    await Parcel.filter(id=parcel.id).update(due_at=now, pick_up_until=now)
    assert [await pick_up.turn_codes() for _ in range(2)] == [1, 0]
    (reminder,) = [event for event in told if isinstance(event, PickUpExpiring)]
    assert (reminder.code, reminder.until) == (parcel.pick_up_code, now + timedelta(days=1))
    (end,) = [event for event in told if isinstance(event, PickUpExpired)]
    assert (end.order_id, end.lines) == (order.id, [((await lines_of(order))[0], 2)])


async def test_what_was_fetched_is_not_reminded_of(database: None, told: Told) -> None:
    _, (parcel,) = await waiting([(PLACE, 2)])
    await hand_over.redeem(code_of(parcel), SHOP, CLERK)
    await Parcel.filter(id=parcel.id).update(pick_up_until=clock.now())
    assert await pick_up.turn_codes() == 0


async def test_scanned_goods_are_received_at_payment_and_pass_the_exit_once(database: None) -> None:
    order, (parcel,) = await packed([(PLACE, 2)], fulfilment=Fulfilment.IN_STORE, store_id=SHOP)
    assert (parcel.status, await status_of(order)) == (ParcelStatus.DELIVERED, OrderStatus.RECEIVED)
    with pytest.raises(PickUpElsewhere):
        await hand_over.check_out(code_of(parcel), OTHER_SHOP, CLERK)
    passed = await hand_over.check_out(code_of(parcel), SHOP, CLERK)
    assert passed.order_number == order.number
    with pytest.raises(AlreadyHandedOver):
        await hand_over.check_out(code_of(parcel), SHOP, CLERK)


async def test_an_exit_code_fetches_nothing_and_a_pick_up_code_passes_no_exit(database: None) -> None:
    _, (fetched,) = await waiting([(PLACE, 2)])
    _, (scanned,) = await packed([(PLACE, 2)], fulfilment=Fulfilment.IN_STORE, store_id=SHOP)
    with pytest.raises(PickUpCodeUnknown):
        await hand_over.redeem(code_of(scanned), SHOP, CLERK)
    with pytest.raises(PickUpCodeUnknown):
        await hand_over.check_out(code_of(fetched), SHOP, CLERK)


async def test_an_exchange_is_sent_from_where_it_is_ready_once(database: None) -> None:
    order, _ = await packed([(PLACE, 3)])
    (line,) = await lines_of(order)
    granted = ExchangeGranted(new_id(), order.id, [(PLACE, line, 1), (OTHER_PLACE, line, 1)])
    for _ in range(2):
        await resend(granted)
    again = [parcel for parcel in await parcels_of(order) if parcel.after_sale_id == granted.after_sale_id]
    assert {parcel.location_id for parcel in again} == {PLACE, OTHER_PLACE}
    assert {parcel.status for parcel in again} == {ParcelStatus.WAITING}
    assert len(await parcels_of(order)) == 3


async def test_what_was_bought_in_the_store_is_exchanged_at_its_counter(database: None) -> None:
    order, _ = await packed([(PLACE, 2)], fulfilment=Fulfilment.IN_STORE, store_id=SHOP)
    await resend(ExchangeGranted(new_id(), order.id, [(PLACE, (await lines_of(order))[0], 1)]))
    parcel = await Parcel.get(order_id=order.id, kind=Fulfilment.PICK_UP)
    await hand_over.redeem(code_of(parcel), SHOP, CLERK)
    assert await parcel_status(parcel) is ParcelStatus.DELIVERED
