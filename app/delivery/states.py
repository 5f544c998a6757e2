"""Kinds of fulfilment and what freight is counted by."""

from enum import StrEnum


class Fulfilment(StrEnum):
    """How goods come to the member: by courier, from a store nearby, fetched, taken along at once, or by message."""

    EXPRESS = "express"
    SAME_CITY = "same_city"
    PICK_UP = "pick_up"
    IN_STORE = "in_store"
    VIRTUAL = "virtual"


class Basis(StrEnum):
    PIECE = "piece"
    WEIGHT = "weight"
    VOLUME = "volume"
