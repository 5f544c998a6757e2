"""What a member wants to buy and how they want to get it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from app.delivery.states import Fulfilment
from app.orders.errors import AddressNeeded, StoreNeeded, TooManyLines, TooManyPieces

MOST_LINES = 50
MOST_PIECES = 999
TO_ADDRESS = frozenset({Fulfilment.EXPRESS, Fulfilment.SAME_CITY})
AT_STORE = frozenset({Fulfilment.SAME_CITY, Fulfilment.PICK_UP, Fulfilment.IN_STORE})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish as the member states it; prices and discounts are never part of it.

    `points` is the most to burn, `stored_value` whether the balance pays what it can. `slot_from` names a same-city
    slot, None means as soon as possible. `store_id` is where it is bought, for express the store that gets credit.
    """

    lines: tuple[tuple[UUID, int], ...]
    fulfilment: Fulfilment = Fulfilment.EXPRESS
    store_id: UUID | None = None
    address_id: UUID | None = None
    slot_from: datetime | None = None
    coupon_ids: tuple[UUID, ...] = ()
    points: int = 0
    stored_value: bool = False
    remark: str = ""

    def skus(self) -> set[UUID]:
        return {sku_id for sku_id, _ in self.lines}

    def quantities(self) -> dict[UUID, int]:
        """SKU → pieces, lines of one SKU added up. Raises TooManyPieces or TooManyLines."""
        quantities: dict[UUID, int] = {}
        for sku_id, pieces in self.lines:
            quantities[sku_id] = quantities.get(sku_id, 0) + pieces
        out_of_bounds = [str(sku_id) for sku_id, pieces in quantities.items() if not 1 <= pieces <= MOST_PIECES]
        if out_of_bounds or not quantities:
            raise TooManyPieces(sku_ids=out_of_bounds)
        if len(quantities) > MOST_LINES:
            raise TooManyLines(limit=MOST_LINES)
        return quantities

    def check(self) -> None:
        """Raises AddressNeeded or StoreNeeded when the way of fulfilment lacks its place."""
        if self.fulfilment in TO_ADDRESS and self.address_id is None:
            raise AddressNeeded(fulfilment=self.fulfilment.value)
        if self.fulfilment in AT_STORE and self.store_id is None:
            raise StoreNeeded(fulfilment=self.fulfilment.value)

    def fingerprint(self) -> str:
        """The same for the same wish, in whatever order its lines and coupons stand."""
        # Not by asdict, which copies everything deeply.
        wish = {name: getattr(self, name) for name in self.__slots__} | {
            "lines": sorted((str(sku_id), pieces) for sku_id, pieces in self.quantities().items()),
            "coupon_ids": sorted(map(str, self.coupon_ids)),
        }
        return hashlib.sha256(orjson.dumps(wish, str, orjson.OPT_SORT_KEYS)).hexdigest()
