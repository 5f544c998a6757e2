from datetime import timedelta
from uuid import UUID

import pytest

from app.kernel import clock, db
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import new_id
from app.orders.cancel import cancel
from app.orders.errors import OrderAlreadyPaid, OrderNotFound
from app.orders.expire import expire
from app.orders.models import Order, OrderHistory
from app.orders.place import place
from app.orders.states import OrderStatus
from app.payments.models import Payment
from app.payments.start import owe
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import stock_of, wish

QUEUED = "SELECT entrypoint FROM pgqueuer WHERE entrypoint LIKE 'Payment%'"


def member() -> Actor:
    return Actor(ActorKind.MEMBER, new_id())


async def order_of(by: Actor, sku_id: UUID, pieces: int = 1) -> UUID:
    assert by.id is not None
    return (await place(by.id, await wish(by.id, (sku_id, pieces)), str(new_id()))).id


async def owed(order_id: UUID, by: Actor, status: str) -> None:
    assert by.id is not None
    await owe(order_id, by.id, "openid", 1290, "龙井", clock.now() + timedelta(minutes=30))
    await Payment.filter(subject_id=order_id).update(status=status)


async def overdue() -> None:
    await db.execute("UPDATE orders SET expires_at = $1", clock.now())


async def test_cancelling_frees_the_stock_and_is_recorded_once(database: None) -> None:
    goods, by = await stocked(), member()
    order_id = await order_of(by, goods.sku_id, 4)
    await owed(order_id, by, "waiting")
    await cancel(order_id, by)
    await cancel(order_id, by)
    assert await stock_of(goods.sku_id) == (10, 0)
    moves = (
        await OrderHistory.filter(order_id=order_id).order_by("at").values_list("to_status", "actor_kind", "actor_id")
    )
    assert list(moves) == [("unpaid", "member", by.id), ("cancelled", "member", by.id)]
    assert [row["entrypoint"] for row in await db.fetch(QUEUED)] == [
        "PaymentAbandoned>app.payments.reactions.close_at_channel"
    ]


async def test_somebody_elses_order_looks_like_none(database: None) -> None:
    goods, by = await stocked(), member()
    order_id = await order_of(by, goods.sku_id)
    for stranger in (member(), Actor(ActorKind.MEMBER, None)):
        with pytest.raises(OrderNotFound):
            await cancel(order_id, stranger)
    assert (await Order.get(id=order_id)).status is OrderStatus.UNPAID


async def test_a_paid_order_is_not_cancelled_even_before_the_news_arrived(database: None) -> None:
    goods, by = await stocked(), member()
    order_id = await order_of(by, goods.sku_id)
    await owed(order_id, by, "paid")
    with pytest.raises(OrderAlreadyPaid):
        await cancel(order_id, by)
    await overdue()
    assert await expire() == 0
    assert (await Order.get(id=order_id)).status is OrderStatus.UNPAID
    await Order.filter(id=order_id).update(status="paid")
    with pytest.raises(OrderAlreadyPaid):
        await cancel(order_id, by)
    assert await stock_of(goods.sku_id) == (10, 1)


async def test_unpaid_orders_expire_when_their_time_is_over_and_not_before(database: None) -> None:
    goods = await stocked(stock=300)
    orders = [await order_of(member(), goods.sku_id) for _ in range(3)]
    assert await expire() == 0
    await db.execute("UPDATE orders SET expires_at = $1 WHERE id <> $2", clock.now(), orders[0])
    assert await expire() == 2
    assert await expire() == 0
    assert await stock_of(goods.sku_id) == (300, 1)
    assert await OrderHistory.filter(to_status="cancelled", actor_kind="system").count() == 2


async def test_more_than_one_batch_expires_in_one_go(database: None) -> None:
    goods = await stocked(stock=300)
    for _ in range(205):
        await order_of(member(), goods.sku_id)
    await overdue()
    assert await expire() == 205
    assert await stock_of(goods.sku_id) == (300, 0)
