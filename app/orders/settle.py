"""Orders are paid in the very transaction that settles their payments: no job stands between money and order."""

from collections.abc import Sequence
from uuid import UUID

from app.events.payments import PaymentSucceeded
from app.kernel import db
from app.orders import sql
from app.orders.mark_paid import mark_all_paid


class OrdersSettled:
    """What payments do with the orders they pay, inside the transaction that settles them."""

    async def hold(self, subject_ids: Sequence[UUID]) -> None:
        """Lock the orders before their payments, as cancelling does."""
        await db.execute(sql.HOLD_ORDERS, list(subject_ids))

    async def paid(self, events: Sequence[PaymentSucceeded]) -> set[UUID]:
        """The payments whose orders were moved to paid. What is left over is told as events and dealt with there."""
        moved = await mark_all_paid({event.subject_id: event.paid_at for event in events})
        return {event.payment_id for event in events if event.subject_id in moved}
