"""The values of sourcing: what is wished for, where it goes, who could serve it, by which rules, and who does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.inventory.states import LocationKind, Strategy
from app.stores.states import StoreOffer

NEEDS = {"pick_up": StoreOffer.PICK_UP, "in_store": StoreOffer.SCAN_TO_BUY}


@dataclass(frozen=True, slots=True)
class Wish:
    """Pieces of a SKU that somebody wants. Wishes for one SKU are added up."""

    sku_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Where goods go. `kind` is the kind of fulfilment; `store_id` the store the member chose, if any; GCJ-02."""

    kind: str
    store_id: UUID | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Pieces of a SKU from one location. `reason` is short, in Chinese, for people."""

    sku_id: UUID
    location_id: UUID
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class SourcingPlan:
    """Who serves what. `explanation`: one Chinese line per rule that was tried, the last one decided."""

    allocations: tuple[Allocation, ...]
    explanation: tuple[str, ...]

    def deal(self, wishes: Sequence[Wish]) -> list[list[Allocation]]:
        """Who serves each wish: the allocations of a SKU dealt to its wishes in order."""
        free = [each.quantity for each in self.allocations]
        dealt: list[list[Allocation]] = []
        for wish in wishes:
            missing, parts = wish.quantity, []
            for i, each in enumerate(self.allocations):
                pieces = min(missing, free[i]) if each.sku_id == wish.sku_id else 0
                if pieces:
                    parts.append(replace(each, quantity=pieces))
                    free[i] -= pieces
                    missing -= pieces
            dealt.append(parts)
        return dealt


@dataclass(frozen=True, slots=True)
class Candidate:
    """A location that may serve, with its free pieces per SKU. `metres` to the destination, None when unknown.

    `serves_today`: whether a store is open now or opens later today; of use for same-city delivery only.
    """

    location_id: UUID
    code: str
    name: str
    kind: LocationKind
    free: Mapping[UUID, int]
    store_id: UUID | None = None
    metres: int | None = None
    services: frozenset[str] = field(default_factory=frozenset)
    delivery_radius_m: int = 0
    serves_today: bool = True

    def offers(self, kind: str) -> bool:
        """Whether it may serve this kind of fulfilment at all: a store must offer the service and reach the place."""
        if kind == "same_city":
            near = self.metres is not None and self.metres <= self.delivery_radius_m
            return near and StoreOffer.SAME_CITY in self.services
        return kind not in NEEDS or NEEDS[kind] in self.services


@dataclass(frozen=True, slots=True)
class Rule:
    """One step of sourcing. `most_km` leaves out what is farther, and what is not known to be near."""

    name: str
    strategy: Strategy
    most_km: int | None = None
    may_split: bool = False


BUILT_IN: Mapping[str, tuple[Rule, ...]] = {
    "express": (
        Rule("仓库发货", Strategy.WAREHOUSE),
        Rule("就近发货", Strategy.NEAREST),
        Rule("多点发货", Strategy.NEAREST, may_split=True),
        Rule("供应商代发", Strategy.SUPPLIER),
        Rule("多点发货含供应商", Strategy.ANYWHERE, may_split=True),
    ),
    "same_city": (Rule("门店配送", Strategy.SAME_CITY),),
    "pick_up": (Rule("所选门店备货", Strategy.CHOSEN_STORE),),
    "in_store": (Rule("所选门店售出", Strategy.CHOSEN_STORE),),
    "virtual": (Rule("仓库库存", Strategy.WAREHOUSE), Rule("任意库存", Strategy.ANYWHERE, may_split=True)),
}
