"""How long either side may be silent, to the minute, and who is noted to have decided."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.aftersale import decide
from app.aftersale.models import AfterSaleHistory
from app.aftersale.states import AfterSaleKind, AfterSaleStatus
from app.aftersale.turn_due import turn_due
from app.inventory.queries import default_location
from app.kernel import clock, db
from app.kernel.ids import new_id
from tests.app.aftersale.factory import CLERK, ask, delivered, line_ids, member, one
from tests.app.catalog.factory import stocked

S = AfterSaleStatus
MINUTE = timedelta(minutes=1)


async def waiting_in(status: AfterSaleStatus, buyer: UUID) -> UUID:
    """A return that waits for the seller, the parcel, or the seller again."""
    goods = await stocked()
    order_id = await delivered(buyer, (goods.sku_id, 1))
    (line,) = await line_ids(order_id)
    asked = await ask(order_id, buyer, {line: 1}, AfterSaleKind.RETURN)
    if status in (S.AWAITING_RETURN, S.RETURNING):
        await decide.approve(asked, CLERK, await default_location())
    if status is S.RETURNING:
        await decide.send_back(asked, member(buyer), "SF", "SF1234567890")
    return asked


async def pass_(time: timedelta) -> None:
    await db.execute("UPDATE after_sales SET due_at = due_at - $1::interval", time)


@pytest.mark.parametrize(
    ("status", "patience", "then"),
    [
        (S.REQUESTED, timedelta(hours=48), S.AWAITING_RETURN),
        (S.AWAITING_RETURN, timedelta(days=7), S.WITHDRAWN),
        (S.RETURNING, timedelta(days=10), S.REFUNDING),
    ],
)
async def test_silence_decides_when_its_time_is_over_and_not_a_minute_before(
    database: None, status: AfterSaleStatus, patience: timedelta, then: AfterSaleStatus
) -> None:
    asked = await waiting_in(status, new_id())
    await pass_(patience - MINUTE)
    assert (await turn_due(), (await one(asked)).status) == (0, status)
    await pass_(MINUTE)
    assert (await turn_due(), (await one(asked)).status) == (1, then)


@pytest.mark.parametrize("end", ["reject", "withdraw"])
async def test_what_is_over_waits_for_nobody(database: None, end: str) -> None:
    buyer = new_id()
    asked = await waiting_in(S.REQUESTED, buyer)
    assert (await one(asked)).ended_at is None
    if end == "reject":
        await decide.reject(asked, CLERK, "不符合售后条件")
    else:
        await decide.withdraw(asked, member(buyer))
    over = await one(asked)
    assert over.due_at is None
    assert over.ended_at is not None
    assert over.ended_at <= clock.now()
    assert await turn_due() == 0


async def test_every_step_is_kept_with_who_took_it(database: None) -> None:
    buyer = new_id()
    asked = await waiting_in(S.RETURNING, buyer)
    await pass_(timedelta(days=10))
    await turn_due()
    steps = await AfterSaleHistory.filter(after_sale_id=asked).order_by("at", "id")
    assert [(step.from_status, step.to_status, step.actor_kind, step.actor_id) for step in steps] == [
        (None, "requested", "member", buyer),
        ("requested", "awaiting_return", "staff", CLERK.id),
        ("awaiting_return", "returning", "member", buyer),
        ("returning", "refunding", "system", None),
    ]
    assert (await one(asked)).ended_at is None
