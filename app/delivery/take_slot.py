"""An order takes a place in a delivery slot."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from app.delivery import queries, sql
from app.delivery.day_slots import DAYS_AHEAD, Slot
from app.delivery.errors import SlotClosed, SlotFull
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def take_slot(order_id: UUID, store_id: UUID, starts_at: datetime) -> Slot:
    """The slot with the order in it; one order takes one place once. Raises SlotClosed or SlotFull."""
    if abs(starts_at - clock.now()) > timedelta(days=DAYS_AHEAD + 1):
        raise SlotClosed
    offered = await queries.slots(store_id, starts_at.astimezone(SHANGHAI).date())
    slot = next((one for one in offered if one.starts_at == starts_at), None)
    if slot is None:
        raise SlotClosed
    if not slot.open:
        raise SlotFull if slot.taken >= slot.capacity else SlotClosed
    # The statement counts again under the row's lock: what was read above may have filled up since.
    taken = await db.fetch_value(sql.TAKE, new_id(), store_id, starts_at, slot.capacity, new_id(), order_id)
    if taken is None:
        raise SlotFull
    return replace(slot, taken=taken, open=taken < slot.capacity)
