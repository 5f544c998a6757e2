"""States of an order and the moves between them."""

from enum import StrEnum


class OrderStatus(StrEnum):
    """UNPAID holds stock. PAID waits to be sent or fetched. CLOSED: everything was given back after payment."""

    UNPAID = "unpaid"
    PAID = "paid"
    SHIPPED = "shipped"
    RECEIVED = "received"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    CLOSED = "closed"


_S = OrderStatus
MOVES: dict[OrderStatus, frozenset[OrderStatus]] = {
    _S.UNPAID: frozenset({_S.PAID, _S.CANCELLED}),
    _S.PAID: frozenset({_S.SHIPPED, _S.RECEIVED, _S.CLOSED}),
    _S.SHIPPED: frozenset({_S.RECEIVED, _S.CLOSED}),
    _S.RECEIVED: frozenset({_S.COMPLETED, _S.CLOSED}),
    _S.COMPLETED: frozenset({_S.CLOSED}),
    _S.CANCELLED: frozenset(),
    _S.CLOSED: frozenset(),
}
