"""Coupons that end: reminded of once, then expired, by the clock."""

from datetime import timedelta
from uuid import UUID

import orjson
import pytest

from app.events.promotions import CouponExpiring
from app.kernel import clock, db, outbox
from app.kernel.ids import new_id
from app.promotions.coupons import expire as expiring
from app.promotions.coupons import remind as reminding
from app.promotions.coupons.expire import expire
from app.promotions.coupons.lock import lock
from app.promotions.coupons.queries import usable
from app.promotions.coupons.remind import remind
from app.promotions.coupons.states import CouponStatus
from app.promotions.coupons.windows import mine
from tests.app.promotions.coupons.factory import coupon, let_end, status_of, template

MEMBER = UUID(int=1)


async def end_in(hours: float, coupon_id: UUID) -> None:
    await db.execute(
        "UPDATE coupons SET valid_until = $2 WHERE id = $1", coupon_id, clock.now() + timedelta(hours=hours)
    )


async def test_ready_coupons_past_their_end_expire_in_batches(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiring, "BATCH", 2)
    of = await template()
    ended = [await coupon(MEMBER, of) for _ in range(5)]
    locked, good = await coupon(MEMBER, of), await coupon(MEMBER, of)
    await lock(MEMBER, [locked], new_id())
    await let_end(*ended, locked)
    assert [terms.coupon_id for terms in await usable(MEMBER, clock.now())] == [good]
    assert (await expire(), await expire()) == (5, 0)
    assert {await status_of(one) for one in ended} == {"expired"}
    assert (await status_of(locked), await status_of(good)) == ("locked", "ready")


async def test_a_coupon_past_its_end_reads_as_expired_before_the_tick(database: None) -> None:
    ended = await coupon(MEMBER)
    await let_end(ended)
    shown = {
        status: orjson.loads(await mine(MEMBER, status, None, 20))["items"]
        for status in (CouponStatus.READY, CouponStatus.EXPIRED)
    }
    assert shown[CouponStatus.READY] == []
    assert [(one["id"], one["status"]) for one in shown[CouponStatus.EXPIRED]] == [(str(ended), "expired")]


async def test_a_coupon_is_reminded_of_once_in_its_last_day(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(outbox._routes, CouponExpiring, ["reminder"])
    monkeypatch.setattr(reminding, "BATCH", 2)
    of = await template()
    *soon, later, over, used, short = [await coupon(MEMBER, of) for _ in range(7)]
    await db.execute("UPDATE coupons SET valid_from = $1, issued_at = $1", clock.now() - timedelta(days=7))
    for one in (*soon, used, short):
        await end_in(23, one)
    await end_in(25, later)
    await let_end(over)
    await lock(MEMBER, [used], new_id())
    await db.execute("UPDATE coupons SET valid_from = $2 WHERE id = $1", short, clock.now())
    assert (await remind(), await remind()) == (3, 0)
    told = [orjson.loads(row["payload"]) for row in await db.fetch("SELECT payload FROM pgqueuer")]
    assert sorted(one["coupon_id"] for one in told) == sorted(map(str, soon))
    assert {(one["member_id"], one["title"]) for one in told} == {(str(MEMBER), "满 50 减 10")}
