"""Kinds and states of an after-sale."""

from enum import StrEnum


class AfterSaleKind(StrEnum):
    REFUND_ONLY = "refund_only"
    RETURN = "return"
    EXCHANGE = "exchange"


class AfterSaleStatus(StrEnum):
    REQUESTED = "requested"
    AWAITING_RETURN = "awaiting_return"
    RETURNING = "returning"
    REFUNDING = "refunding"
    RESENDING = "resending"
    DONE = "done"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


_S = AfterSaleStatus
MOVES: dict[AfterSaleStatus, frozenset[AfterSaleStatus]] = {
    _S.REQUESTED: frozenset({_S.AWAITING_RETURN, _S.REFUNDING, _S.REJECTED, _S.WITHDRAWN}),
    _S.AWAITING_RETURN: frozenset({_S.RETURNING, _S.WITHDRAWN}),
    _S.RETURNING: frozenset({_S.REFUNDING, _S.RESENDING, _S.REJECTED}),
    _S.REFUNDING: frozenset({_S.DONE}),
    _S.RESENDING: frozenset({_S.DONE}),
    _S.DONE: frozenset(),
    _S.REJECTED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}


class Reason(StrEnum):
    """Why goods are given back; some are the seller's fault, and then freight goes back too."""

    UNWANTED = "unwanted"
    QUALITY = "quality"
    WRONG_GOODS = "wrong_goods"
    MISSING = "missing"
    LATE = "late"
    OTHER = "other"


SELLERS_FAULT = frozenset({Reason.QUALITY, Reason.WRONG_GOODS, Reason.MISSING, Reason.LATE})
