"""Order stored value (储值)."""

from datetime import timedelta
from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.errors import Unavailable
from app.kernel.ids import new_id, new_number
from app.wallet import sql
from app.wallet.errors import IdempotencyKeyReused, OfferNotFound, TopUpOutOfBounds
from app.wallet.models import TopUp, TopUpOffer

LEAST, MOST = 100, 500_000
TIME_TO_PAY = timedelta(minutes=30)


@atomic
async def order_top_up(member_id: UUID, key: str, *, offer_id: UUID | None = None, amount: int | None = None) -> TopUp:
    """Order an offer with its bonus, or an amount of 1 to 5,000 yuan (in fen) without. Unpaid it lives 30 minutes.

    The same key with the same wish is the same top-up, on the terms of the first call. Raises OfferNotFound,
    TopUpOutOfBounds, IdempotencyKeyReused.
    """
    top_up = await TopUp.get_or_none(member_id=member_id, idempotency_key=key)
    if top_up is None:
        due, bonus = await _terms(offer_id, amount)
        now = clock.now()
        row = (new_id(), new_number("T"), member_id, key, offer_id, due, bonus, now + TIME_TO_PAY, now)
        await db.execute(sql.ORDER_TOP_UP, *row)
        top_up = await TopUp.get_or_none(member_id=member_id, idempotency_key=key)
    if top_up is None:
        raise Unavailable(reason="no free top-up number")
    if top_up.offer_id != offer_id or (offer_id is None and top_up.amount != amount):
        raise IdempotencyKeyReused
    return top_up


async def _terms(offer_id: UUID | None, amount: int | None) -> tuple[int, int]:
    """(amount, bonus)."""
    if offer_id is not None:
        offer = await TopUpOffer.get_or_none(id=offer_id, active=True)
        if offer is None:
            raise OfferNotFound
        return offer.amount, offer.bonus
    if amount is None or not LEAST <= amount <= MOST:
        raise TopUpOutOfBounds(least=LEAST, most=MOST)
    return amount, 0
