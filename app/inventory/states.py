"""States of holds, transfers and counts, and kinds of places and movements."""

from enum import StrEnum


class HoldStatus(StrEnum):
    OPEN = "open"
    USED = "used"
    RELEASED = "released"


class LocationKind(StrEnum):
    STORE = "store"
    WAREHOUSE = "warehouse"
    SUPPLIER = "supplier"


class MovementKind(StrEnum):
    RECEIPT = "receipt"
    SALE = "sale"
    COUNT = "count"
    RETURN = "return"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    PUSH = "push"


class TransferStatus(StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class Strategy(StrEnum):
    """Which locations a sourcing rule looks at, nearest first. NEAREST: stores and warehouses; ANYWHERE: all,
    suppliers last."""

    CHOSEN_STORE = "chosen_store"
    SAME_CITY = "same_city"
    NEAREST = "nearest"
    WAREHOUSE = "warehouse"
    SUPPLIER = "supplier"
    ANYWHERE = "anywhere"
