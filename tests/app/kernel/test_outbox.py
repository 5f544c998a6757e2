"""The outbox: jobs come into being with the facts they are about, or not at all."""

from collections.abc import AsyncIterator
from uuid import uuid4

import msgspec
import pytest

from app.events.acquisition import WelcomeOwed
from app.events.guides import FriendAdded
from app.events.orders import OrderCancelled
from app.events.payments import PaymentAbandoned
from app.events.wecom import CallbackStored
from app.kernel import db, outbox
from app.kernel.db import atomic
from jobs.subscriptions import SUBSCRIPTIONS, URGENT
from tests.app.kernel import rows

EVENT = OrderCancelled(uuid4(), uuid4(), "expired")


async def restock(event: OrderCancelled) -> None: ...


async def apologise(event: OrderCancelled) -> None: ...


@pytest.fixture(autouse=True)
async def _routed(database: None) -> AsyncIterator[None]:
    await rows.make_table()
    outbox.route({OrderCancelled: [restock, apologise]})
    yield
    outbox.route(SUBSCRIPTIONS, URGENT)


@atomic
async def cancel(count: int, *, then: Exception | None = None) -> None:
    for pair in range(count):
        await rows.add(pair, "left")
        await outbox.publish(EVENT)
    if then:
        raise then


async def test_a_commit_leaves_one_job_per_event_and_subscriber() -> None:
    await cancel(3)
    jobs = await db.fetch(rows.JOBS)
    assert await rows.count() == 3
    assert [job["entrypoint"] for job in jobs] == [
        f"OrderCancelled>{__name__}.restock",
        f"OrderCancelled>{__name__}.apologise",
    ] * 3
    assert {msgspec.json.decode(job["payload"], type=OrderCancelled) for job in jobs} == {EVENT}


async def test_a_rollback_leaves_no_job() -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        await cancel(3, then=ValueError())
    assert await db.fetch(rows.JOBS) == []
    assert await rows.count() == 0


async def test_events_are_refused_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        await outbox.publish(EVENT)
    assert await db.fetch(rows.JOBS) == []


async def test_an_event_that_is_not_on_the_page_is_a_wiring_bug() -> None:
    @atomic
    async def abandon() -> None:
        await outbox.publish(PaymentAbandoned(uuid4()))

    with pytest.raises(outbox.NotSubscribed, match="PaymentAbandoned"):
        await abandon()


async def test_an_event_nobody_listens_to_makes_no_job() -> None:
    outbox.route({OrderCancelled: []})
    await cancel(1)
    assert await db.fetch(rows.JOBS) == []


async def test_a_task_waits_at_most_once() -> None:
    for _ in range(3):
        await outbox.enqueue_once("expire", dedupe_key="expire")
    assert [job["entrypoint"] for job in await db.fetch(rows.JOBS)] == ["expire"]


async def charge(event: PaymentAbandoned) -> None: ...


async def greet(event: WelcomeOwed) -> None: ...


async def test_jobs_of_urgent_events_stand_before_a_backlog_and_the_most_urgent_first() -> None:
    urgent: dict[type, int] = {PaymentAbandoned: 1, WelcomeOwed: 2}
    outbox.route({OrderCancelled: [restock], PaymentAbandoned: [charge], WelcomeOwed: [greet]}, urgent)
    await cancel(2)
    await abandon()
    await owe()
    queued = [row["entrypoint"].split(">")[0] for row in await db.fetch(BY_PRIORITY)]
    assert queued == ["WelcomeOwed", "PaymentAbandoned", "OrderCancelled", "OrderCancelled"]


def test_a_welcome_overtakes_callbacks_and_these_the_rest_of_what_a_friend_brings() -> None:
    """Of 500 friends within ten seconds many welcomes waited behind others' remarks until it was too late."""
    assert URGENT[WelcomeOwed] > URGENT[CallbackStored] > URGENT[FriendAdded] > outbox.USUAL


@atomic
async def owe() -> None:
    await outbox.publish(WelcomeOwed(uuid4()))


@atomic
async def abandon() -> None:
    await outbox.publish(PaymentAbandoned(uuid4()))


BY_PRIORITY = "SELECT entrypoint FROM pgqueuer ORDER BY priority DESC, id"


QUEUE_INDEXES = "SELECT indexdef FROM pg_indexes WHERE tablename = 'pgqueuer' AND indexdef LIKE '%priority%'"


async def test_jobs_are_found_by_kind_and_no_index_leads_the_planner_through_all_kinds(database: None) -> None:
    """With 80,000 jobs waiting the planner walked the one by priority alone, once per idle kind."""
    (kept,) = [row["indexdef"] for row in await db.fetch(QUEUE_INDEXES)]
    assert "(entrypoint, priority DESC, id)" in kept
