"""What payments are for, as far as it must move with them. Bound on the gateways page: payments know no orders."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from app.events.payments import PaymentSucceeded
from app.kernel.port import Port


class Subjects(Protocol):
    """Held and moved in the transaction that settles their payments."""

    async def hold(self, subject_ids: Sequence[UUID]) -> None: ...

    async def paid(self, events: Sequence[PaymentSucceeded]) -> set[UUID]: ...


orders: Port[Subjects] = Port("orders to be paid")
