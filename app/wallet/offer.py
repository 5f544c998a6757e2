"""What head office offers for topping up."""

from uuid import UUID

from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.wallet.errors import OfferNotFound, TopUpOutOfBounds
from app.wallet.models import TopUpOffer
from app.wallet.order_top_up import LEAST, MOST


@atomic
async def offer(amount: int, bonus: int) -> TopUpOffer:
    """Offer `bonus` fen on top of `amount`; an offer of this amount is changed, top-ups ordered before keep theirs.

    Raises TopUpOutOfBounds for an amount nobody may top up, or a bonus above it.
    """
    if not LEAST <= amount <= MOST or not 0 <= bonus <= amount:
        raise TopUpOutOfBounds(least=LEAST, most=MOST, amount=amount, bonus=bonus)
    terms = {"bonus": bonus, "active": True, "id": new_id(), "created_at": clock.now()}
    found, _ = await TopUpOffer.get_or_create(terms, amount=amount)
    found.bonus, found.active = bonus, True
    await found.save(update_fields=["bonus", "active"])
    return found


@atomic
async def withdraw(offer_id: UUID) -> None:
    """Stop an offer; again changes nothing. Raises OfferNotFound."""
    if not await TopUpOffer.filter(id=offer_id).update(active=False):
        raise OfferNotFound
