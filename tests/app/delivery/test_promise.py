"""By when members are told to have their goods."""

from datetime import datetime, timedelta

import pytest

from app.delivery.promise import promise
from app.delivery.states import Fulfilment
from app.kernel.clock import SHANGHAI

BEFORE, AFTER = datetime(2026, 5, 1, 15, 59, 59, tzinfo=SHANGHAI), datetime(2026, 5, 1, 16, 0, tzinfo=SHANGHAI)


def test_express_counts_days_from_payment_or_after_four_from_the_next_day() -> None:
    assert promise(Fulfilment.EXPRESS, BEFORE) == datetime(2026, 5, 4, 23, 59, 59, tzinfo=SHANGHAI)
    assert promise(Fulfilment.EXPRESS, AFTER) == datetime(2026, 5, 5, 23, 59, 59, tzinfo=SHANGHAI)
    assert promise("express", BEFORE, template_days=0) == datetime(2026, 5, 1, 23, 59, 59, tzinfo=SHANGHAI)


def test_the_same_city_has_its_slot_or_minutes_from_now() -> None:
    slot_end = AFTER + timedelta(hours=3)
    assert promise(Fulfilment.SAME_CITY, AFTER, slot_end=slot_end) == slot_end
    assert promise(Fulfilment.SAME_CITY, AFTER, flash_minutes=45) == AFTER + timedelta(minutes=45)


def test_pick_up_is_two_hours_after_payment_or_opening() -> None:
    opens = AFTER + timedelta(hours=17)
    assert promise(Fulfilment.PICK_UP, AFTER) == AFTER + timedelta(hours=2)
    assert promise(Fulfilment.PICK_UP, AFTER, opens_at=opens) == opens + timedelta(hours=2)
    assert promise(Fulfilment.PICK_UP, AFTER, opens_at=BEFORE) == AFTER + timedelta(hours=2)


@pytest.mark.parametrize("kind", [Fulfilment.IN_STORE, Fulfilment.VIRTUAL])
def test_what_is_handed_over_or_sent_as_a_message_is_there_at_once(kind: Fulfilment) -> None:
    assert promise(kind, AFTER) == AFTER
