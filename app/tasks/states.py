"""States of tasks and of a guide's row in them."""

from enum import StrEnum


class TaskStatus(StrEnum):
    """`published`: guides are assigned and its time has not come. An ended task still counts what is told late."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class RowStatus(StrEnum):
    """`missed`: the deadline passed below the target. Status follows progress, also back when goods are returned."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


class TaskKind(StrEnum):
    """What is counted. SALES in fen of goods after discounts, without freight; all others in pieces of one."""

    NEW_FRIENDS = "new_friends"
    MEMBERS_JOINED = "members_joined"
    ORDERS = "orders"
    SALES = "sales"
    BROADCASTS = "broadcasts"
    CONTENT_SENT = "content_sent"


class Audience(StrEnum):
    """Who is asked: all guides, those of named stores, or named guides; as of publication."""

    EVERYONE = "everyone"
    STORES = "stores"
    GUIDES = "guides"
