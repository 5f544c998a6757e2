"""What stores offer."""

from enum import StrEnum


class StoreOffer(StrEnum):
    PICK_UP = "pick_up"
    SAME_CITY = "same_city"
    SCAN_TO_BUY = "scan_to_buy"
    BOOKING = "booking"
