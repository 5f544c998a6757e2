"""Sourcing as a pure choice, for wishes, stocks and rules of any kind."""

from collections import Counter
from itertools import combinations
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.choose import choose
from app.inventory.errors import NobodyServes, OutOfStock
from app.inventory.plan import Candidate, Destination, Rule, SourcingPlan, Wish
from app.inventory.states import LocationKind, Strategy

GOODS = [UUID(int=n) for n in range(1, 4)]
STORE = UUID(int=500)
ANYWHERE = (Rule("任意", Strategy.ANYWHERE, may_split=True),)
EXPRESS = Destination("express", STORE, 31.2, 121.4)

wishes = st.lists(st.builds(Wish, st.sampled_from(GOODS), st.integers(1, 6)), min_size=1, max_size=5)
stocks = st.dictionaries(st.sampled_from(GOODS), st.integers(0, 6))
rules = st.lists(
    st.builds(
        Rule, st.just("规则"), st.sampled_from(Strategy), st.none() | st.integers(0, 20), may_split=st.booleans()
    ),
    max_size=4,
)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    found = draw(
        st.lists(st.tuples(st.sampled_from(LocationKind), stocks, st.none() | st.integers(0, 9_000)), max_size=7)
    )
    return [
        Candidate(UUID(int=100 + n), f"L{n}", f"地点{n}", kind, free, UUID(int=500 + n) if n % 2 == 0 else None, metres)
        for n, (kind, free, metres) in enumerate(found)
    ]


def outcome(
    wanted: list[Wish], found: list[Candidate], tried: tuple[Rule, ...]
) -> SourcingPlan | OutOfStock | NobodyServes:
    try:
        return choose(wanted, found, tried, EXPRESS)
    except (OutOfStock, NobodyServes) as refused:
        return refused


def told(what: SourcingPlan | OutOfStock | NobodyServes) -> object:
    return what if isinstance(what, SourcingPlan) else (what.code, what.facts)


@given(wishes, candidates(), rules)
def test_all_is_served_from_free_stock_or_it_is_said_what_is_short(
    wanted: list[Wish], found: list[Candidate], tried: list[Rule]
) -> None:
    wants: Counter[UUID] = Counter()
    for wish in wanted:
        wants[wish.sku_id] += wish.quantity
    plan = outcome(wanted, found, tuple(tried))
    if isinstance(plan, OutOfStock):
        for short in plan.facts["short"]:
            assert short["wanted"] == wants[UUID(short["sku_id"])] > short["available"] >= 0
        assert plan.facts["short"]
    if not isinstance(plan, SourcingPlan):
        return
    served: Counter[UUID] = Counter()
    for one in plan.allocations:
        served[one.sku_id] += one.quantity
        (location,) = (place for place in found if place.location_id == one.location_id)
        assert 0 < one.quantity <= location.free[one.sku_id]
    assert served == wants
    places = {(one.sku_id, one.location_id) for one in plan.allocations}
    assert len(places) == len(plan.allocations)
    assert len(plan.explanation) <= len(tried)


@given(wishes, candidates(), rules, st.randoms())
def test_the_order_of_candidates_does_not_matter(
    wanted: list[Wish], found: list[Candidate], tried: list[Rule], chance: Random
) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    assert told(outcome(wanted, mixed, tuple(tried))) == told(outcome(wanted, found, tuple(tried)))


@given(wishes, candidates())
def test_no_plan_uses_more_places_than_it_must(wanted: list[Wish], found: list[Candidate]) -> None:
    plan = outcome(wanted, found, ANYWHERE)
    fewest = next((size for size in range(1, len(found) + 1) if _some_cover(wanted, found, size)), None)
    if not isinstance(plan, SourcingPlan):
        assert fewest is None
    elif fewest is not None and fewest <= 3:
        assert len({one.location_id for one in plan.allocations}) == fewest


def _some_cover(wanted: list[Wish], found: list[Candidate], size: int) -> bool:
    wants: Counter[UUID] = Counter()
    for wish in wanted:
        wants[wish.sku_id] += wish.quantity
    return any(
        all(sum(one.free.get(sku, 0) for one in some) >= pieces for sku, pieces in wants.items())
        for some in combinations(found, size)
    )


@given(wishes, candidates(), st.integers(0, 9))
def test_what_is_too_far_or_not_known_to_be_near_is_left_out(
    wanted: list[Wish], found: list[Candidate], most_km: int
) -> None:
    plan = outcome(wanted, found, (Rule("附近", Strategy.ANYWHERE, most_km, may_split=True),))
    if isinstance(plan, SourcingPlan):
        used = {one.location_id for one in plan.allocations}
        far = [one.metres for one in found if one.location_id in used]
        assert all(metres is not None and metres <= most_km * 1000 for metres in far)


@given(wishes, candidates(), rules)
def test_a_rule_that_serves_is_not_passed_over(wanted: list[Wish], found: list[Candidate], tried: list[Rule]) -> None:
    whole = outcome(wanted, found, tuple(tried))
    alone = [outcome(wanted, found, (rule,)) for rule in tried]
    first = next((plan for plan in alone if isinstance(plan, SourcingPlan)), None)
    if first is None:
        assert not isinstance(whole, SourcingPlan)
    else:
        assert isinstance(whole, SourcingPlan)
        assert whole.allocations == first.allocations


def test_two_lines_of_one_sku_are_added_up_before_they_are_served() -> None:
    """medusajs/medusa#16502: two lines that share an item were each checked against all of its stock."""
    tea = GOODS[0]
    hub = Candidate(UUID(int=100), "W1", "仓库", LocationKind.WAREHOUSE, {tea: 3})
    with pytest.raises(OutOfStock) as refused:
        choose([Wish(tea, 2), Wish(tea, 2)], [hub], ANYWHERE, EXPRESS)
    assert refused.value.facts["short"] == [{"sku_id": str(tea), "wanted": 4, "available": 3}]
    (all_of_it,) = choose([Wish(tea, 2), Wish(tea, 1)], [hub], ANYWHERE, EXPRESS).allocations
    assert all_of_it.quantity == 3


def test_more_than_three_places_are_taken_fullest_first() -> None:
    tea = GOODS[0]
    stock = [1, 2, 3, 4, 1]
    hubs = [Candidate(UUID(int=n), f"W{n}", f"仓{n}", LocationKind.WAREHOUSE, {tea: n_}) for n, n_ in enumerate(stock)]
    plan = choose([Wish(tea, 10)], hubs, ANYWHERE, EXPRESS)
    assert [(one.location_id.int, one.quantity) for one in plan.allocations] == [(3, 4), (2, 3), (1, 2), (0, 1)]


def test_a_wish_without_pieces_is_a_bug() -> None:
    for wrong in ([Wish(GOODS[0], 0)], [Wish(GOODS[0], -1)], []):
        with pytest.raises(ValueError, match="wish"):
            choose(wrong, [], ANYWHERE, EXPRESS)


def test_without_rules_or_places_nobody_serves() -> None:
    for tried in ((), ANYWHERE):
        with pytest.raises(NobodyServes):
            choose([Wish(GOODS[0], 1)], [], tried, EXPRESS)
