"""Orders in the behaviour stream."""

from dataclasses import replace
from datetime import timedelta

from app.events.orders import OrderPlaced
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.radar.reactions import record_order

ROWS = "SELECT kind, subject_id, properties->>'total' AS total FROM radar_events WHERE member_id = $1"


async def test_a_placed_order_stands_in_the_stream_once_however_often_it_is_told(database: None) -> None:
    placed = OrderPlaced(new_id(), new_id(), 990, clock.now())
    for _ in range(2):
        await record_order(placed)
    assert [tuple(row) for row in await db.fetch(ROWS, placed.member_id)] == [("order_placed", placed.order_id, "990")]


async def test_the_first_order_of_a_month_opens_its_partition(database: None) -> None:
    placed = OrderPlaced(new_id(), new_id(), 1, clock.now() + timedelta(days=800))
    await record_order(placed)
    await record_order(replace(placed, order_id=new_id()))
    assert len(await db.fetch(ROWS, placed.member_id)) == 2
