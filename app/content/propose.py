"""A guide puts goods together for one customer, who orders them with one tap (代客下单)."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from app.catalog import queries as catalog
from app.content.errors import NotProposable
from app.content.models import Proposal
from app.content.wanted import sender
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id

LASTS = timedelta(hours=24)
MOST_LINES = 50


@atomic
async def propose(staff_id: UUID, member_id: UUID, pieces: Mapping[UUID, int], note: str) -> UUID:
    """Keep pieces by SKU, at most 50 SKUs, for a day; what they cost is looked up whenever somebody looks.

    Whether the member is the guide's own is the caller's to know. Raises SenderUnknown, NotProposable; ValueError for
    none or too many.
    """
    if not 1 <= len(pieces) <= MOST_LINES or min(pieces.values()) < 1:
        raise ValueError(f"between 1 and {MOST_LINES} SKUs, at least a piece of each")
    staff = await sender(staff_id)
    known = await catalog.sku_cards(list(pieces))
    if missing := [str(sku_id) for sku_id in pieces if sku_id not in known]:
        raise NotProposable(sku_ids=missing)
    now = clock.now()
    made = await Proposal.create(
        id=new_id(),
        staff_id=staff_id,
        store_id=staff.store_id,
        member_id=member_id,
        lines=[{"sku_id": str(sku_id), "quantity": quantity} for sku_id, quantity in pieces.items()],
        note=note,
        created_at=now,
        expires_at=now + LASTS,
    )
    return made.id
