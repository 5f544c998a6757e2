"""Orders, money, coupons, points, stored value, parcels and stock under any interleaving of what people do."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel import db
from app.referral.add_rule import add_rule
from tests.app.delivery.factory import freight
from tests.app.orders.machine import BROKEN, open_shop
from tests.app.promotions.factory import promotion

first, small = st.integers(0, 2), st.integers(1, 3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("place"), st.integers(0, 1), st.integers(1, 4), st.integers(0, 3), st.integers(0, 15)),
        st.tuples(st.sampled_from(("pay", "pay", "pay", "cancel", "expire", "deliver")), first),
        st.tuples(st.just("ship"), first, st.integers(0, 1)),
        st.tuples(st.just("ask"), first, st.integers(0, 1), small, st.integers(0, 2)),
        st.tuples(st.just("decide"), first, st.integers(0, 6)),
        st.tuples(st.sampled_from(("silence", "refunded"))),
        st.tuples(st.just("restock"), st.integers(0, 1), small),
        st.tuples(st.just("transfer"), st.integers(0, 1), st.integers(0, 1), small),
    ),
    min_size=6,
    max_size=24,
)
# Something is bought and paid in every example, so that the rest has something to happen to.
BOUGHT: list[tuple[Any, ...]] = [("place", 0, 2, 1, 7), ("pay", 0), ("place", 1, 3, 0, 2), ("pay", 1)]


@pytest.fixture
async def rules(database: None) -> None:
    """Freight, an offer and commission, as any shop has them."""
    await freight(is_default=True)
    tiers = [{"at": 2_000, "money_off": 301}]
    await promotion({"kind": "spend_and_save", "by": "amount", "tiers": tiers})
    await add_rule(700)


@given(taken=steps)
@settings(max_examples=12, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_happens_every_truth_holds_and_all_comes_back_in_the_end(
    rules: None, taken: list[tuple[Any, ...]]
) -> None:
    shop = await open_shop()
    for name, *facts in (*BOUGHT, *taken):
        await shop.step(name, *facts)
    await shop.give_everything_back()
    assert [row["truth"] for row in await db.fetch(BROKEN)] == []
    await shop.is_as_at_the_start()
