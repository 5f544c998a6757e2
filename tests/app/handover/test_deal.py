"""Customers are dealt evenly, or to their store."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.handover.deal import deal
from app.handover.states import Split

HERE, THERE, NOWHERE = (UUID(int=n) for n in (1, 2, 3))
successors = st.dictionaries(st.uuids(), st.sampled_from([HERE, THERE, None]), min_size=1, max_size=5)
stores = st.dictionaries(st.integers(0, 40), st.sampled_from([HERE, THERE, NOWHERE]), max_size=30)


@given(st.integers(0, 60), successors, stores)
def test_evenly_nobody_has_two_more_than_another(count: int, to: dict[UUID, UUID | None], of: dict[int, UUID]) -> None:
    dealt = list(deal(range(count), to, Split.EVEN, of).values())
    had = [dealt.count(one) for one in to]
    assert sum(had) == count
    assert max(had) - min(had) <= 1


@given(st.integers(0, 40), successors, stores)
def test_by_store_a_customer_goes_to_the_own_store_where_somebody_is_there(
    count: int, to: dict[UUID, UUID | None], of: dict[int, UUID]
) -> None:
    dealt = deal(range(count), to, Split.BY_STORE, of)
    assert set(dealt) == set(range(count))
    for thing, chosen in dealt.items():
        if thing in of and of[thing] in to.values():
            assert to[chosen] == of[thing]
