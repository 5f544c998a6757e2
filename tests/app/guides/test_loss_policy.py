"""When lost customers are told of, and to whom. Shanghai times."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from app.guides.loss_policy import LossPolicy
from app.guides.states import EndedBy
from app.kernel.clock import SHANGHAI


def at(day: int, time: str) -> datetime:
    return datetime.strptime(f"2026-05-{day:02d} {time}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)


NIGHT: dict[str, Any] = {"quiet_from": "22:00", "quiet_until": "08:00"}
NOON: dict[str, Any] = {"quiet_from": "12:00", "quiet_until": "13:30"}
NEVER: dict[str, Any] = {"quiet_from": "00:00", "quiet_until": "00:00"}


@pytest.mark.parametrize(
    ("terms", "now", "due"),
    [
        (NIGHT, at(1, "21:59:59"), at(1, "21:59:59")),
        (NIGHT, at(1, "22:00:00"), at(2, "08:00:00")),
        (NIGHT, at(1, "23:59:59"), at(2, "08:00:00")),
        (NIGHT, at(2, "00:00:00"), at(2, "08:00:00")),
        (NIGHT, at(2, "07:59:59"), at(2, "08:00:00")),
        (NIGHT, at(2, "08:00:00"), at(2, "08:00:00")),
        (NOON, at(1, "11:59:59"), at(1, "11:59:59")),
        (NOON, at(1, "12:00:00"), at(1, "13:30:00")),
        (NOON, at(1, "13:30:00"), at(1, "13:30:00")),
        (NOON, at(1, "23:00:00"), at(1, "23:00:00")),
        (NEVER, at(1, "00:00:00"), at(1, "00:00:00")),
        ({**NIGHT, "digest_at": "09:00"}, at(1, "08:59:59"), at(1, "09:00:00")),
        ({**NIGHT, "digest_at": "09:00"}, at(1, "09:00:00"), at(2, "09:00:00")),
        ({**NIGHT, "digest_at": "09:00"}, at(1, "23:00:00"), at(2, "09:00:00")),
        ({**NIGHT, "digest_at": "23:00"}, at(1, "12:00:00"), at(2, "08:00:00")),
    ],
)
def test_an_alert_is_due_at_once_or_with_the_digest_and_never_in_quiet_hours(
    terms: dict[str, Any], now: datetime, due: datetime
) -> None:
    assert LossPolicy(**terms).tell_at(now) == due


def test_nothing_is_due_when_switched_off() -> None:
    assert LossPolicy(enabled=False).tell_at(at(1, "12:00:00")) is None


def test_the_guide_hears_of_being_deleted_only_and_nobody_twice() -> None:
    guide, manager = uuid4(), uuid4()
    policy = LossPolicy(staff_ids=[manager])
    assert policy.recipients(guide, EndedBy.CUSTOMER) == [manager, guide]
    assert policy.recipients(guide, EndedBy.GUIDE) == [manager]
    assert policy.recipients(manager, EndedBy.CUSTOMER) == [manager]
    assert LossPolicy(tell_guide=False).recipients(guide, EndedBy.CUSTOMER) == []


TWICE = uuid4()


@pytest.mark.parametrize(
    "terms",
    [
        {"digest_at": "24:00"},
        {"quiet_from": "8:00"},
        {"daily_limit": 0},
        {"reasons": ["价格", "价格"]},
        {"reasons": [""]},
        {"reasons": [str(number) for number in range(31)]},
        {"staff_ids": [TWICE, TWICE]},
        {"unknown": 1},
    ],
)
def test_what_makes_no_sense_is_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LossPolicy(**terms)
