"""States of a payment with the channel, and of a refund."""

from enum import StrEnum


class PaymentStatus(StrEnum):
    """CLOSING: nobody shall pay it any more, and the channel is yet to be told. Money that came all the same counts.

    MISPAID: the channel took money under this number that could not be applied; it goes back.
    """

    WAITING = "waiting"
    CLOSING = "closing"
    PAID = "paid"
    CLOSED = "closed"
    MISPAID = "mispaid"


class RefundStatus(StrEnum):
    """PROCESSING: accepted by the channel, which is not yet money given back. FAILED: a person must see to it."""

    REQUESTED = "requested"
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"


class SubjectKind(StrEnum):
    """What is paid for."""

    ORDER = "order"
    TOP_UP = "top_up"


class IncidentKind(StrEnum):
    """Money that came and could not be applied; each is refunded automatically."""

    LATE = "late"
    DOUBLE = "double"
    WRONG_AMOUNT = "wrong_amount"
    UNKNOWN_ORDER = "unknown_order"
