"""States of hand-overs."""

from enum import StrEnum


class TransferState(StrEnum):
    """Of one customer or group. `begun`: the call to WeCom may have happened; it is looked up before it is made again.

    `waiting`: it happens by itself, unless the customer refuses.
    """

    PLANNED = "planned"
    BEGUN = "begun"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    LIMIT = "limit"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Split(StrEnum):
    """How customers are dealt among several successors: evenly, or to those of the customer's store."""

    EVEN = "even"
    BY_STORE = "by_store"


class Commission(StrEnum):
    """What happens to commission that is not settled: it stays with whom it was promised, or goes along."""

    KEEP = "keep"
    MOVE = "move"


OPEN = (TransferState.PLANNED, TransferState.BEGUN, TransferState.WAITING)
