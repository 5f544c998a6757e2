import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.radar.partitions import open_months
from app.radar.record import Seen, record
from app.radar.states import Behaviour
from tests.app.radar.factory import product

VIEWS_TOLD = "SELECT convert_from(payload, 'UTF8') AS event FROM pgqueuer WHERE entrypoint LIKE 'ProductsViewed>%'"


def view(product_id: UUID, at: datetime | None = None, seconds: int | None = None) -> Seen:
    return Seen(Behaviour.PRODUCT_VIEW, product_id, at or clock.now(), seconds)


async def stored() -> list[tuple[UUID, str, UUID]]:
    rows = await db.fetch("SELECT member_id, kind, subject_id FROM radar_events ORDER BY id")
    return [(row["member_id"], row["kind"], row["subject_id"]) for row in rows]


async def test_events_are_in_the_stream_when_the_caller_is_answered(database: None) -> None:
    member, goods = new_id(), await product()
    assert await record(member, [view(goods, seconds=12), Seen(Behaviour.CART_ADD, goods, clock.now())]) == 2
    assert await stored() == [(member, "product_view", goods), (member, "cart_add", goods)]
    assert await db.fetch_value("SELECT properties->>'seconds' FROM radar_events WHERE kind = 'product_view'") == "12"


async def test_views_are_told_in_the_same_transaction_and_other_events_are_not(database: None) -> None:
    member, goods = new_id(), await product()
    await record(member, [view(goods), Seen(Behaviour.CART_ADD, goods, clock.now())])
    (told,) = await db.fetch(VIEWS_TOLD)
    assert told["event"].count(str(goods)) == 1
    assert str(member) in told["event"]


async def test_events_of_unknown_products_are_left_out(database: None) -> None:
    goods = await product()
    assert await record(new_id(), [view(new_id()), view(goods)]) == 1
    assert await record(new_id(), [view(new_id())]) == 0
    assert len(await stored()) == 1


async def test_events_older_than_a_day_are_left_out_and_future_ones_count_as_now(database: None) -> None:
    goods, now = await product(), clock.now()
    ages = [timedelta(hours=25), timedelta(hours=23), timedelta(days=-30)]
    assert await record(new_id(), [view(goods, now - age) for age in ages]) == 2
    latest = await db.fetch_value("SELECT max(at) FROM radar_events")
    assert now <= latest <= clock.now()


async def test_many_callers_at_once_are_all_answered_with_their_own_count(database: None) -> None:
    goods, members = await product(), [new_id() for _ in range(300)]
    counts = await asyncio.gather(*(record(member, [view(goods)] * (1 + at % 3)) for at, member in enumerate(members)))
    assert counts == [1 + at % 3 for at in range(300)]
    per_member = {
        row["member_id"]: row["n"]
        for row in await db.fetch("SELECT member_id, count(*) AS n FROM radar_events GROUP BY 1")
    }
    assert per_member == {member: 1 + at % 3 for at, member in enumerate(members)}


async def test_the_partition_of_a_month_is_made_by_its_first_event(database: None) -> None:
    for row in await db.fetch(
        "SELECT inhrelid::regclass AS name FROM pg_inherits WHERE inhparent = 'radar_events'::regclass"
    ):
        await db.execute(f"DROP TABLE {row['name']}")
    goods = await product()
    counts = await asyncio.gather(*(record(new_id(), [view(goods)]) for _ in range(5)))
    assert counts == [1] * 5
    assert len(await stored()) == 5


@pytest.mark.parametrize(
    "moment", [datetime(2031, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)]
)
async def test_a_partition_holds_its_month_to_the_last_microsecond(database: None, moment: datetime) -> None:
    await open_months([moment])
    await open_months([moment])
    await db.execute(
        "INSERT INTO radar_events (id, member_id, kind, at) VALUES ($1, $1, 'product_view', $2)", new_id(), moment
    )
    name = await db.fetch_value("SELECT tableoid::regclass::text FROM radar_events")
    assert name == f"radar_events_{moment:%Y_%m}"
