"""Twenty seconds, one try that counts: what becomes of a welcome when things go wrong."""

import asyncio
from typing import Any

import pytest

from app.acquisition.friend_added import owe_welcome
from app.acquisition.queries import Code
from app.acquisition.send_welcome import send_welcome
from app.events.acquisition import WelcomeOwed
from app.guides.meet import NewFriend
from app.kernel import clock, db
from app.kernel.errors import TemporaryFailure, UnknownOutcome
from app.staff.queries import StaffCard
from tests.app.guides.factory import live_code, make_product, welcomes
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise, until

SEND = "externalcontact/send_welcome_msg"


@pytest.fixture
async def code(guide: StaffCard, drain: Drain) -> Code:
    return await live_code(guide, drain, await make_product())


async def owed(enterprise: Enterprise, code: Code, person: Any) -> WelcomeOwed:
    """A welcome that the test sends itself: its callback never comes."""
    await enterprise.post("/wecom/callbacks/settings", enabled=False)
    scan = await enterprise.scan(person, code.config_id)
    friend = NewFriend("lina", person["external_userid"], clock.now(), code.state, scan["welcome_code"])
    await owe_welcome(friend, code.id)
    return WelcomeOwed(await db.fetch_value("SELECT id FROM guide_welcomes"))


async def test_it_does_not_wait_for_the_customers_details(enterprise: Enterprise, code: Code, drain: Drain) -> None:
    person = await enterprise.person()
    await enterprise.fault("externalcontact/get", "errcode", errcode=45009, times=1000)
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(1)
    working = asyncio.gather(drain())
    await until(lambda: enterprise.inbox_of(person))
    assert await db.fetch_value("SELECT count(*) FROM guide_follows") == 0
    await enterprise.clear_faults()
    await working
    assert await db.fetch_value("SELECT count(*) FROM guide_follows") == 1
    assert len(await enterprise.inbox_of(person)) == 1


async def test_a_busy_platform_is_asked_again_at_once(enterprise: Enterprise, code: Code, drain: Drain) -> None:
    person = await enterprise.person()
    await enterprise.fault(SEND, "errcode", errcode=41096, times=2)
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(1)
    await drain()
    assert len(await enterprise.inbox_of(person)) == 1
    assert await welcomes() == [("sent", None)]


async def test_it_is_missed_after_twenty_seconds(enterprise: Enterprise, code: Code, drain: Drain) -> None:
    person = await enterprise.person()
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(1)
    await enterprise.advance(21)
    await drain()
    assert await enterprise.inbox_of(person) == []
    assert await welcomes() == [("missed", "超过 20 秒有效期")]
    assert await enterprise.calls(SEND) == []


async def test_a_platform_that_finds_it_too_late_makes_it_missed(
    enterprise: Enterprise, code: Code, drain: Drain
) -> None:
    await enterprise.fault(SEND, "errcode", errcode=41050)
    await enterprise.scan(await enterprise.person(), code.config_id)
    await enterprise.arrived(1)
    await drain()
    assert await welcomes() == [("missed", "超过 20 秒有效期")]


async def test_two_who_chat_already_need_no_welcome(enterprise: Enterprise, code: Code, drain: Drain) -> None:
    person = await enterprise.person()
    await enterprise.scan(person, code.config_id)
    await enterprise.post(f"/people/{person['id']}/chat", userid="lina")
    await enterprise.arrived(1)
    await drain()
    [(status, failure)] = await welcomes()
    assert status == "refused"
    assert failure is not None
    assert "41051" in failure


async def test_one_that_arrived_although_the_answer_was_lost_counts_as_sent(
    enterprise: Enterprise, code: Code, drain: Drain, impatient: None
) -> None:
    person = await enterprise.person()
    await enterprise.fault(SEND, "hang_after")
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(1)
    await drain()
    assert await welcomes() == [("sent", None)]
    assert len(await enterprise.inbox_of(person)) == 1
    assert [call["answer"]["errcode"] for call in await enterprise.calls(SEND)] == [0, 41051]


async def test_one_that_did_not_arrive_is_sent_again(
    enterprise: Enterprise, code: Code, drain: Drain, impatient: None
) -> None:
    person = await enterprise.person()
    await enterprise.fault(SEND, "http", status=502)
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(1)
    await drain()
    assert await welcomes() == [("sent", None)]
    assert len(await enterprise.inbox_of(person)) == 1


async def test_nobody_can_say_whether_a_late_one_with_a_lost_answer_arrived(enterprise: Enterprise, code: Code) -> None:
    welcome = await owed(enterprise, code, await enterprise.person())
    await enterprise.fault(SEND, "http", status=502)
    with pytest.raises(UnknownOutcome):
        await send_welcome(welcome)
    await enterprise.advance(21)
    await send_welcome(welcome)
    [(status, failure)] = await welcomes()
    assert status == "missed"
    assert failure is not None
    assert "没有收到回执" in failure


@pytest.mark.parametrize(
    ("fault", "raised", "status"),
    [
        ({"kind": "errcode", "errcode": -1}, TemporaryFailure, "waiting"),
        ({"kind": "errcode", "errcode": 41096}, UnknownOutcome, "sending"),
        ({"kind": "http", "status": 500}, UnknownOutcome, "sending"),
    ],
)
async def test_a_failed_try_is_remembered_as_what_it_was(
    enterprise: Enterprise, code: Code, fault: dict[str, Any], raised: type[Exception], status: str
) -> None:
    person = await enterprise.person()
    welcome = await owed(enterprise, code, person)
    await enterprise.fault(SEND, times=1000, **fault)
    with pytest.raises(raised):
        await send_welcome(welcome)
    assert await welcomes() == [(status, None)]
    await enterprise.clear_faults()
    for _ in range(2):
        await send_welcome(welcome)
    assert await welcomes() == [("sent", None)]
    assert len(await enterprise.inbox_of(person)) == 1
