"""States of a parcel and of the report to WeChat."""

from enum import StrEnum


class ParcelStatus(StrEnum):
    """WAITING to be packed or fetched; SHIPPED is on its way; DELIVERED is with the member; CANCELLED holds nothing."""

    WAITING = "waiting"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


MOVES: dict[ParcelStatus, frozenset[ParcelStatus]] = {
    ParcelStatus.WAITING: frozenset({ParcelStatus.SHIPPED, ParcelStatus.DELIVERED, ParcelStatus.CANCELLED}),
    ParcelStatus.SHIPPED: frozenset({ParcelStatus.DELIVERED}),
    ParcelStatus.DELIVERED: frozenset(),
    ParcelStatus.CANCELLED: frozenset(),
}


class UploadStatus(StrEnum):
    """How WeChat was told of the shipping (发货信息)."""

    OWED = "owed"
    DONE = "done"
    FAILED = "failed"
