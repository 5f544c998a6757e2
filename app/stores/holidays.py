"""Days on which a store keeps other hours, or none."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import orjson

from app.kernel import db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.stores import sql
from app.stores.errors import HoursInvalid, StoreNotFound
from app.stores.hours import fault_of
from app.stores.models import Store, StoreHoliday


@atomic
async def keep_holiday(store_id: UUID, day: date, hours: Sequence[Sequence[str]], note: str = "") -> None:
    """These hours on that day instead of the usual ones; none means closed. Said again, the last word counts.

    Raises StoreNotFound or HoursInvalid.
    """
    fault = fault_of(hours)
    if fault:
        raise HoursInvalid(day=day.isoformat(), fault=fault)
    if not await Store.exists(id=store_id):
        raise StoreNotFound
    await db.execute(sql.KEEP_HOLIDAY, new_id(), store_id, day, orjson.dumps(hours).decode(), note)


@atomic
async def drop_holiday(store_id: UUID, day: date) -> None:
    """The usual hours again; nothing happens when they were usual anyway."""
    await StoreHoliday.filter(store_id=store_id, day=day).delete()
