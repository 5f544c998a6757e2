"""States of holds and kinds of movement."""

from enum import StrEnum


class HoldStatus(StrEnum):
    OPEN = "open"
    USED = "used"
    RELEASED = "released"


class LocationKind(StrEnum):
    STORE = "store"
    WAREHOUSE = "warehouse"


class MovementKind(StrEnum):
    RECEIPT = "receipt"
    SALE = "sale"
    COUNT = "count"
