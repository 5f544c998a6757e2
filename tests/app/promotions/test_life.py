"""A promotion from making to end."""

from datetime import timedelta
from typing import Any

import pytest

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.promotions.create import MOST_AT_ONCE
from app.promotions.end import end
from app.promotions.errors import (
    PromotionInThePast,
    PromotionNotFound,
    PromotionOver,
    RewardUnknown,
    TooManyPromotions,
)
from app.promotions.pricing.price import price
from app.promotions.queries import gift_skus, running
from app.promotions.states import PromotionKind
from app.promotions.windows import promotion as shown
from tests.app.catalog.factory import stocked
from tests.app.promotions.factory import promotion
from tests.app.promotions.pricing.factory import basket, item, number

pytestmark = pytest.mark.usefixtures("database")
SKU = str(number(1))
EVERY_KIND: list[tuple[dict[str, Any], int]] = [
    ({"kind": "timed_price", "prices": {SKU: 900}}, 1_800),
    ({"kind": "member_price", "levels": [{"level": 1, "pay_rate": 9_500}]}, 1_900),
    ({"kind": "n_for_price", "n": 2, "price": 1_500}, 1_500),
    ({"kind": "nth_percent", "n": 2, "pay_rate": 0}, 1_000),
    ({"kind": "bundle", "price": 1_700, "parts": [{"skus": [SKU], "quantity": 2}]}, 1_700),
    ({"kind": "spend_and_save", "by": "pieces", "tiers": [{"at": 2, "off_rate": 2_000, "cap": 300}]}, 1_700),
]


@pytest.mark.parametrize(("terms", "total"), EVERY_KIND)
async def test_what_head_office_makes_is_what_pricing_takes(terms: dict[str, Any], total: int) -> None:
    promotion_id = await promotion(terms, scope={"skus": [SKU]}, priority=7, exclusion_group="a")
    (rule,) = await running(clock.now())
    assert (rule.id, rule.priority, rule.exclusion_group) == (promotion_id, 7, "a")
    quote = price(basket(item(1, 1_000, 2), item(2, 500), rules=(rule,), level=1))
    assert quote.total == total + 500


async def test_it_runs_from_its_start_and_until_just_before_its_end() -> None:
    now = clock.now().replace(microsecond=0)
    start, over = now + timedelta(hours=1), now + timedelta(hours=2)
    await promotion(starts_at=start.isoformat(), ends_at=over.isoformat())
    moments = (now, start - timedelta(seconds=1), start, over - timedelta(seconds=1), over)
    assert [len(await running(moment)) for moment in moments] == [0, 0, 1, 1, 0]


async def test_rules_come_in_the_order_of_priority() -> None:
    late, early = await promotion(priority=9), await promotion(priority=3)
    assert [rule.id for rule in await running(clock.now())] == [early, late]


async def test_an_ended_promotion_does_not_run_and_does_not_end_twice() -> None:
    promotion_id = await promotion()
    await end(promotion_id)
    assert await running(clock.now()) == []
    assert (await shown(promotion_id)).phase == "called_off"
    with pytest.raises(PromotionOver):
        await end(promotion_id)
    with pytest.raises(PromotionNotFound):
        await end(new_id())


async def test_one_that_would_be_over_is_not_made() -> None:
    begun = (clock.now() - timedelta(days=2)).isoformat()
    with pytest.raises(PromotionInThePast):
        await promotion(starts_at=begun, ends_at=clock.now().isoformat())


async def test_gifts_and_coupons_must_exist() -> None:
    goods = await stocked()
    terms = {"kind": "spend_and_save", "by": "amount", "tiers": [{"at": 1, "gift": {"sku_id": str(goods.sku_id)}}]}
    await promotion(terms)
    rules = await running(clock.now())
    assert gift_skus(rules) == {goods.sku_id}
    unknown = str(new_id())
    for benefit in ({"gift": {"sku_id": unknown}}, {"coupon_template_id": unknown}):
        with pytest.raises(RewardUnknown) as refused:
            await promotion({**terms, "tiers": [{"at": 1, **benefit}]})
        assert unknown in str(refused.value.facts)


async def test_so_many_at_once_and_no_more() -> None:
    first = await promotion()
    columns = "kind, title, priority, exclusion_group, scope, terms, starts_at, ends_at, ended, created_at"
    more = f"INSERT INTO promotions (id, {columns}) SELECT gen_random_uuid(), {columns} FROM promotions, "
    await db.execute(more + "generate_series(2, $1::int)", MOST_AT_ONCE)
    assert len(await running(clock.now())) == MOST_AT_ONCE
    with pytest.raises(TooManyPromotions):
        await promotion()
    await end(first)
    await promotion()


def test_every_kind_is_tried_here() -> None:
    assert {terms["kind"] for terms, _ in EVERY_KIND} == set(PromotionKind)
