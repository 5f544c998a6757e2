"""Members, orders and codes at the same coupon at the same moment, committed for real, twenty times over."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest

from app.delivery.errors import SlotFull
from app.delivery.release_slots import release_slots
from app.delivery.take_slot import take_slot
from app.events.orders import OrderPaid
from app.kernel import clock, db
from app.kernel.errors import Error
from app.kernel.ids import new_id
from app.promotions.coupons import windows
from app.promotions.coupons.claim import claim
from app.promotions.coupons.errors import CodeUsed, CouponNotUsable, EnoughOfIt, IssuedBefore, SoldOut
from app.promotions.coupons.expire import expire
from app.promotions.coupons.give_back import give_back
from app.promotions.coupons.issue import issue
from app.promotions.coupons.lock import lock
from app.promotions.coupons.make_codes import make_codes
from app.promotions.coupons.reactions import thank
from app.promotions.coupons.redeem import redeem
from app.promotions.coupons.release import release
from app.promotions.coupons.reward import reward
from app.promotions.coupons.use import use
from tests.app.delivery.factory import city_store
from tests.app.promotions.coupons.factory import coupon, issued, let_end, status_of, template

ROUNDS = 20
MEMBER = UUID(int=1)


async def all_at_once(*attempts: Awaitable[object]) -> list[object]:
    """What became of each: the result, or the business error; anything else fails the test."""
    ended = await asyncio.gather(*attempts, return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException) and not isinstance(one, Error):
            raise one
    return list(ended)


def kinds(ended: Sequence[object]) -> dict[str, int]:
    names = [type(one).__name__ if isinstance(one, Error) else "done" for one in ended]
    return {name: names.count(name) for name in set(names)}


async def held(template_id: UUID) -> int:
    return int(await db.fetch_value("SELECT count(*) FROM coupons WHERE template_id = $1", template_id))


async def test_a_hundred_claimers_get_exactly_the_stock(database: None) -> None:
    for stock in (1, 7) * (ROUNDS // 2):
        offer = await template(stock=stock)
        ended = await all_at_once(*(claim(new_id(), offer) for _ in range(100)))
        assert kinds(ended) == {"done": stock, SoldOut.__name__: 100 - stock}
        assert (await issued(offer), await held(offer)) == (stock, stock)
        assert await db.fetch_value("SELECT sum(got) FROM coupon_allowances WHERE template_id = $1", offer) == stock


async def test_a_members_limit_holds_under_twenty_claims_at_once(database: None) -> None:
    for limit in (1, 3) * (ROUNDS // 2):
        offer = await template(stock=50, per_member=limit)
        ended = await all_at_once(*(claim(MEMBER, offer) for _ in range(20)))
        assert kinds(ended) == {"done": limit, EnoughOfIt.__name__: 20 - limit}
        assert (await issued(offer), await held(offer)) == (limit, limit)


async def test_one_coupon_serves_one_of_five_orders(database: None) -> None:
    """macrozheng/mall#1003: five concurrent orders used the same coupon."""
    for _ in range(ROUNDS):
        ready, orders = await coupon(MEMBER), [new_id() for _ in range(5)]
        ended = await all_at_once(*(lock(MEMBER, [ready], order) for order in orders))
        assert kinds(ended) == {"done": 1, CouponNotUsable.__name__: 4}
        winner = orders[[isinstance(one, Error) for one in ended].index(False)]
        assert await db.fetch_value("SELECT order_id FROM coupons WHERE id = $1", ready) == winner
        await all_at_once(*(use(order) for order in orders), release([one for one in orders if one != winner]))
        assert await status_of(ready) == "used"


async def test_crossing_sets_of_coupons_neither_deadlock_nor_serve_two_orders(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "ATTEMPTS_ON_DEADLOCK", 1)
    of = await template(stock=1000)
    for _ in range(ROUNDS):
        pair = [await coupon(MEMBER, of) for _ in range(3)]
        wishes = [pair, pair[::-1], pair[:2], pair[1:]]
        ended = await all_at_once(*(lock(MEMBER, wish, new_id()) for wish in wishes))
        assert kinds(ended) == {"done": 1, CouponNotUsable.__name__: 3}


async def test_a_code_works_for_one_of_ten(database: None) -> None:
    """ssrpanel and its kind (v2board#374): a single-use code could be used several times at once."""
    of = await template(mode="code", stock=100, per_member=9)
    await make_codes(of, ROUNDS)
    for number, code in enumerate((await windows.codes(of, None, ROUNDS)).items):
        ended = await all_at_once(*(redeem(new_id(), code.code) for _ in range(10)))
        assert kinds(ended) == {"done": 1, CodeUsed.__name__: 9}
        assert (await issued(of), await held(of)) == (number + 1, number + 1)


async def test_one_reason_reacted_to_several_times_at_once_issues_one(database: None) -> None:
    gift = await template(stock=1000, per_member=1000)
    for number in range(ROUNDS):
        ended = await all_at_once(*(issue(gift, MEMBER, f"event:{number}") for _ in range(5)))
        assert kinds(ended) == {"done": 1, IssuedBefore.__name__: 4}
        rewards = await all_at_once(*(reward(MEMBER, gift, f"reward:{number}") for _ in range(5)))
        assert kinds(rewards) == {"done": 5}
        assert (await issued(gift), await held(gift)) == (2 * number + 2, 2 * number + 2)
    assert await db.fetch_value("SELECT got FROM coupon_allowances") == 2 * ROUNDS


async def test_paying_and_ending_an_order_at_once_leave_its_coupon_in_one_state(database: None) -> None:
    of = await template(stock=1000)
    for _ in range(ROUNDS):
        ready, order = await coupon(MEMBER, of), new_id()
        await lock(MEMBER, [ready], order)
        await all_at_once(use(order), release([order]), release([order]))
        row = await db.fetch_one("SELECT status, order_id FROM coupons WHERE id = $1", ready)
        assert row is not None
        assert tuple(row) in {("used", order), ("ready", None)}


async def test_an_ending_coupon_is_either_locked_or_expired(database: None) -> None:
    of = await template(stock=1000)
    for _ in range(ROUNDS):
        ready, order = await coupon(MEMBER, of), new_id()
        locked, _, _ = await all_at_once(lock(MEMBER, [ready], order), let_end(ready), expire())
        await expire()
        assert await status_of(ready) == ("expired" if isinstance(locked, Error) else "locked")


async def test_a_gift_is_taken_back_though_it_is_just_being_locked(database: None) -> None:
    gift = await template(mode="reward", stock=1000)
    for number in range(ROUNDS):
        giver, other = new_id(), new_id()
        await reward(MEMBER, gift, f"gift:{number}", given_by=giver)
        given = await db.fetch_value("SELECT id FROM coupons WHERE given_by = $1", giver)
        locked, _ = await all_at_once(lock(MEMBER, [given], other), give_back(giver))
        assert await status_of(given) == ("void" if isinstance(locked, Error) else "locked")
        await release([other])
        assert await status_of(given) == "void"


async def test_a_refund_at_once_with_the_payments_coupons_leaves_none_to_use(database: None) -> None:
    gift = await template(mode="after_payment", stock=1000, per_member=1000)
    for number in range(ROUNDS):
        order = new_id()
        paid = OrderPaid(order, MEMBER, "SO1", 1000, None, None, None, clock.now(), goods_amount=1000)
        rewards = [reward(MEMBER, gift, f"late:{number}:{n}", given_by=order) for n in range(2)]
        await all_at_once(thank(paid), give_back(order), *rewards, thank(paid))
        assert await db.fetch_value("SELECT count(*) FROM coupons WHERE status <> 'void'") == 0


async def test_fifty_takers_of_the_last_place_in_a_slot(database: None) -> None:
    day = (clock.now() + timedelta(days=1)).astimezone(clock.SHANGHAI).date()
    starts = datetime.combine(day, time(10), clock.SHANGHAI)
    for _ in range(ROUNDS):
        store = await city_store(slots=[{"from": "10:00", "until": "12:00", "capacity": 3}])
        early = [new_id(), new_id()]
        for order in early:
            await take_slot(order, store, starts)
        ended = await all_at_once(*(take_slot(new_id(), store, starts) for _ in range(50)))
        assert kinds(ended) == {"done": 1, SlotFull.__name__: 49}
        assert await taken(store) == (3, 3)
        await all_at_once(*(release_slots(early) for _ in range(4)), take_slot(new_id(), store, starts))
        assert (await taken(store))[0] == (await taken(store))[1] <= 3


async def taken(store_id: UUID) -> tuple[int, int]:
    """(counted, held) places of a store's slots."""
    counted = await db.fetch_value("SELECT sum(taken)::int FROM delivery_slot_uses WHERE store_id = $1", store_id)
    sql = "SELECT count(*)::int FROM delivery_slot_holds WHERE store_id = $1 AND NOT released"
    return counted, await db.fetch_value(sql, store_id)
