"""How found goods are sorted, how they were found, and whether they can be had."""

from enum import StrEnum


class Sort(StrEnum):
    RELEVANCE = "relevance"
    PRICE_ASC = "price_asc"
    PRICE_DESC = "price_desc"
    SALES = "sales"
    NEWEST = "newest"


class Match(StrEnum):
    """What the shown goods have to do with the question."""

    ALL_WORDS = "all_words"
    READ_AS = "read_as"
    SOME_WORDS = "some_words"
    POPULAR = "popular"


class Availability(StrEnum):
    """SHORT: fewer pieces than wanted. GONE: off the shelf, or not sold at the store."""

    ENOUGH = "enough"
    SHORT = "short"
    SOLD_OUT = "sold_out"
    GONE = "gone"
