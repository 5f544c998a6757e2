"""By when a member is told to have the goods."""

from datetime import UTC, datetime, timedelta

from app.delivery.states import Fulfilment
from app.kernel.clock import SHANGHAI

CUT_OFF_HOUR = 16
FETCHABLE_AFTER = timedelta(hours=2)
LAST_SECOND = timedelta(days=1) - timedelta(seconds=1)


def promise(
    kind: Fulfilment | str,
    at: datetime,
    *,
    template_days: int = 3,
    slot_end: datetime | None = None,
    flash_minutes: int = 60,
    opens_at: datetime | None = None,
) -> datetime:
    """The promise (UTC) for an order paid, or about to be, `at`.

    express: the end of the Shanghai day `template_days` after the day of payment, which from 16:00 counts as the next.
    same_city: the end of its slot, else `flash_minutes` from now. pick_up: `slot_end` if there is one, else two hours
    after `at` or after the store opens (`opens_at`), whichever is later. in_store and virtual: at once.
    """
    match Fulfilment(kind):
        case Fulfilment.EXPRESS:
            return _end_of_day(at, template_days)
        case Fulfilment.SAME_CITY:
            return slot_end or at + timedelta(minutes=flash_minutes)
        case Fulfilment.PICK_UP:
            return slot_end or max(at, opens_at or at) + FETCHABLE_AFTER
        case Fulfilment.IN_STORE | Fulfilment.VIRTUAL:
            return at


def _end_of_day(at: datetime, days: int) -> datetime:
    local = at.astimezone(SHANGHAI)
    late = 1 if local.hour >= CUT_OFF_HOUR else 0
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=days + late) + LAST_SECOND).astimezone(UTC)
