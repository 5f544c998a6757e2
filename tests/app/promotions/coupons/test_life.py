"""A coupon on its way through orders: ready, locked, used, and back."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.kernel import clock, db
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.promotions.coupons.errors import CouponNotFound, CouponNotUsable
from app.promotions.coupons.give_back import give_back
from app.promotions.coupons.lock import lock
from app.promotions.coupons.queries import terms_of, usable
from app.promotions.coupons.release import release
from app.promotions.coupons.reward import reward
from app.promotions.coupons.use import use
from tests.app.promotions.coupons.factory import coupon, issued, let_end, status_of, template

MEMBER, OTHER = UUID(int=1), UUID(int=2)


async def reason(member_id: UUID, coupon_id: UUID, at_days: int = 0) -> str:
    with pytest.raises(CouponNotUsable) as refused:
        await terms_of(member_id, [coupon_id], clock.now() + timedelta(days=at_days))
    (only,) = refused.value.facts["coupons"]
    assert only["coupon_id"] == str(coupon_id)
    return str(only["reason"])


async def test_terms_are_the_templates(database: None) -> None:
    product = new_id()
    ready = await coupon(MEMBER, scope={"products": [str(product)], "channels": ["express"]}, stacking_group="a")
    (terms,) = await terms_of(MEMBER, [ready, ready], clock.now())
    assert (terms.coupon_id, terms.kind, terms.amount, terms.threshold) == (ready, "fixed", 1000, 5000)
    assert (terms.scope.products, terms.scope.channels, terms.stacking_group) == ((product,), ("express",), "a")
    assert await usable(MEMBER, clock.now()) == [terms]


async def test_a_coupon_goes_through_an_order_and_is_used(database: None) -> None:
    ready, order = await coupon(MEMBER), new_id()
    await lock(MEMBER, [ready, ready], order)
    assert await status_of(ready) == "locked"
    assert await reason(MEMBER, ready) == "locked"
    await use(order)
    used_at = await db.fetch_value("SELECT used_at FROM coupons")
    await use(order)
    await release([order])
    assert await status_of(ready) == "used"
    assert await db.fetch_value("SELECT used_at FROM coupons") == used_at
    assert await reason(MEMBER, ready) == "used"


async def test_someone_elses_coupon_is_like_one_that_does_not_exist(database: None) -> None:
    ready = await coupon(OTHER)
    for unknown in (ready, new_id()):
        with pytest.raises(CouponNotFound) as refused:
            await terms_of(MEMBER, [unknown], clock.now())
        assert isinstance(refused.value, NotFound)
        with pytest.raises(CouponNotFound):
            await lock(MEMBER, [unknown], new_id())
    assert await status_of(ready) == "ready"


async def test_one_bad_coupon_locks_none(database: None) -> None:
    good, taken = await coupon(MEMBER), await coupon(MEMBER)
    await lock(MEMBER, [taken], new_id())
    with pytest.raises(CouponNotUsable) as refused:
        await lock(MEMBER, [good, taken], new_id())
    assert refused.value.facts == {"coupons": [{"coupon_id": str(taken), "reason": "locked"}]}
    assert await status_of(good) == "ready"


async def test_a_coupon_outside_its_time_is_refused(database: None) -> None:
    soon = clock.now() + timedelta(days=1)
    early = await coupon(
        MEMBER, valid_days=None, valid_from=soon.isoformat(), valid_until=(soon + timedelta(days=1)).isoformat()
    )
    assert await reason(MEMBER, early) == "not_yet"
    assert await reason(MEMBER, early, at_days=3) == "expired"
    ended = await coupon(MEMBER)
    await let_end(ended)
    for one in (early, ended):
        with pytest.raises(CouponNotUsable):
            await lock(MEMBER, [one], new_id())


async def test_cancelling_an_unpaid_order_lets_its_coupon_go_every_time(database: None) -> None:
    """YunaiV/yudao#482: cancelling an unpaid order with a coupon failed.

    Here it goes back whatever became of its template and however often the order is ended; past its end it is expired.
    """
    ready, ended, order = await coupon(MEMBER), await coupon(MEMBER), new_id()
    await lock(MEMBER, [ready, ended], order)
    await let_end(ended)
    await db.execute("UPDATE coupon_templates SET active = false")
    for _ in range(2):
        await release([order, new_id()])
        assert (await status_of(ready), await status_of(ended)) == ("ready", "expired")
    await lock(MEMBER, [ready], new_id())


async def test_a_coupon_that_ends_while_locked_still_pays_its_order(database: None) -> None:
    ready, order = await coupon(MEMBER), new_id()
    await lock(MEMBER, [ready], order)
    await let_end(ready)
    await use(order)
    assert await status_of(ready) == "used"


async def test_a_whole_refund_gives_the_coupon_back_as_it_was(database: None) -> None:
    ready, ended, kept, order = await coupon(MEMBER), await coupon(MEMBER), new_id(), new_id()
    kept = await coupon(MEMBER, return_on_refund=False)
    await lock(MEMBER, [ready, ended, kept], order)
    await use(order)
    await let_end(ended)
    for _ in range(2):
        await give_back(order)
        assert [await status_of(one) for one in (ready, ended, kept)] == ["ready", "expired", "used"]
    again = new_id()
    await lock(MEMBER, [ready], again)
    await give_back(order)
    assert await status_of(ready) == "locked"


async def test_gifts_of_a_wholly_refunded_order_are_taken_back(database: None) -> None:
    """YunaiV/yudao (read, unfiled): gift coupons of an order stay after its refund."""
    gift, order, other = await template(mode="reward", per_member=1), new_id(), new_id()
    for number in range(4):
        await reward(MEMBER, gift, f"reward:{number}", given_by=order)
    free, used, locked, unrelated = [row["id"] for row in await db.fetch("SELECT id FROM coupons ORDER BY source_ref")]
    await db.execute("UPDATE coupons SET given_by = $2 WHERE id = $1", unrelated, new_id())
    await lock(MEMBER, [used], other)
    await use(other)
    await lock(MEMBER, [locked], last := new_id())
    await give_back(order)
    assert [await status_of(one) for one in (free, used, locked, unrelated)] == ["void", "used", "locked", "ready"]
    await release([last])
    assert await status_of(locked) == "void"
    await give_back(other)
    assert await status_of(used) == "ready"


async def test_a_reward_is_given_once_and_never_fails_a_payment(database: None) -> None:
    gift, stopped = await template(mode="reward", stock=2), await template(mode="reward")
    await db.execute("UPDATE coupon_templates SET active = false WHERE id = $1", stopped)
    for source_ref in ("a", "a", "b", "c", "b"):
        await reward(MEMBER, gift, source_ref)
        await reward(MEMBER, stopped, source_ref + "-stopped")
        await reward(MEMBER, new_id(), source_ref + "-unknown")
    assert await issued(gift) == 2
    assert await db.fetch_value("SELECT array_agg(source_ref ORDER BY source_ref) FROM coupons") == ["a", "b"]
