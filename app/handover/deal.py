"""Who of the successors gets which customer: pure."""

from collections.abc import Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from app.handover.states import Split

T = TypeVar("T")


def deal(
    things: Sequence[T], successors: Mapping[UUID, UUID | None], split: Split, stores: Mapping[T, UUID]
) -> dict[T, UUID]:
    """Each thing's successor. `successors` with their stores, at least one; `stores` of the things, where known.

    Each goes to whom has the fewest so far, in the given order: with EVEN of all successors, with BY_STORE of those in
    the thing's store, or of all when nobody is there.
    """
    dealt: dict[T, UUID] = {}
    had = dict.fromkeys(successors, 0)
    for thing in things:
        store = stores.get(thing) if split is Split.BY_STORE else None
        there = [one for one, place in successors.items() if store is not None and place == store]
        chosen = min(there or list(successors), key=lambda one: had[one])
        had[chosen] += 1
        dealt[thing] = chosen
    return dealt
