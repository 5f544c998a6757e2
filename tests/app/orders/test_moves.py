"""Each state of an order lets through the steps it should, and no other; what it held is free when it ends unpaid."""

from uuid import UUID

import pytest

from app.kernel import clock, db
from app.kernel.actor import SYSTEM
from app.kernel.ids import new_id, new_number
from app.orders.cancel import cancel
from app.orders.expire import expire
from app.orders.models import Order, OrderHistory
from app.orders.move import move
from app.orders.place import place
from app.orders.states import OrderStatus
from tests.app.aftersale.factory import member
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import stock_of, wish
from tests.app.wallet.factory import has, with_points, with_stored_value

S = OrderStatus
ALLOWED = {
    *((S.UNPAID, to) for to in (S.PAID, S.CANCELLED)),
    *((S.PAID, to) for to in (S.SHIPPED, S.RECEIVED, S.CLOSED)),
    *((S.SHIPPED, to) for to in (S.RECEIVED, S.CLOSED)),
    *((S.RECEIVED, to) for to in (S.COMPLETED, S.CLOSED)),
    (S.COMPLETED, S.CLOSED),
}


async def standing(status: OrderStatus) -> UUID:
    now = clock.now()
    order = await Order.create(
        id=new_id(),
        number=new_number("S"),
        member_id=new_id(),
        idempotency_key="k",
        request_hash="",
        status=status,
        total=1,
        payable=1,
        expires_at=now,
        placed_at=now,
        due_at=now,
    )
    return order.id


@pytest.mark.parametrize("before", S)
async def test_an_order_moves_or_stays_as_it_was_with_its_timer(database: None, before: OrderStatus) -> None:
    for to in S:
        order_id = await standing(before)
        moved = await move(order_id, to, SYSTEM)
        after, steps = await Order.get(id=order_id), await OrderHistory.filter(order_id=order_id)
        if (before, to) in ALLOWED:
            assert (moved["id"], after.status, after.due_at) == (order_id, to, None)
            assert [(step.from_status, step.to_status) for step in steps] == [(before.value, to.value)]
        else:
            assert (moved, after.status, steps) == (None, before, []), to
            assert after.due_at is not None


@pytest.mark.parametrize("ended_by", ["member", "time"])
async def test_points_and_stored_value_of_an_order_that_ends_unpaid_are_the_members_again(
    database: None, ended_by: str
) -> None:
    buyer = await with_points(300)
    await with_stored_value(500, member_id=buyer)
    goods = await stocked(stock=2)
    wanted = await wish(buyer, (goods.sku_id, 2), points=300, stored_value=True)
    placed = await place(buyer, wanted, str(new_id()))
    assert (placed.payable, await has(buyer), await stock_of(goods.sku_id)) == (2_580 - 800, (0, 0, 0), (2, 2))
    if ended_by == "member":
        await cancel(placed.id, member(buyer))
    else:
        await db.execute("UPDATE orders SET expires_at = placed_at")
        assert await expire() == 1
    assert (await has(buyer), await stock_of(goods.sku_id)) == ((300, 500, 0), (2, 0))
