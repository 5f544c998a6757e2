"""What the platform's error codes and silences become."""

import pytest

from app.kernel.errors import (
    Misconfigured,
    PermanentFailure,
    QuotaExceeded,
    SendFailed,
    TemporaryFailure,
    UnknownOutcome,
)
from tests.wecom.enterprise import Enterprise
from wecom.client import contact_ways, directory, errors, messages
from wecom.client.corp import Corp

GUIDE = "lina"


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [
        (-1, TemporaryFailure),
        (6000, TemporaryFailure),
        (41063, TemporaryFailure),
        (45033, TemporaryFailure),
        (45009, QuotaExceeded),
        (41045, QuotaExceeded),
        (48011, Misconfigured),
        (60020, Misconfigured),
        (84074, Misconfigured),
        (41050, PermanentFailure),
        (90501, PermanentFailure),
        (99999, PermanentFailure),
    ],
)
def test_an_error_code_has_one_meaning(errcode: int, kind: type[SendFailed]) -> None:
    failure = errors.failure(errcode, "some/call")
    assert type(failure) is kind
    assert failure.code == errcode


def test_a_wrong_configuration_says_what_to_do() -> None:
    assert "可信 IP" in errors.failure(60020, "gettoken").reason


async def test_a_read_is_repeated_while_the_platform_is_busy(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.fault("department/list", "errcode", errcode=-1, times=2)
    assert await directory.departments(corp.agent) == [1]
    assert len(await enterprise.calls("department/list")) == 3


async def test_a_read_is_not_repeated_for_ever(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.fault("department/list", "errcode", errcode=45033, times=50)
    with pytest.raises(TemporaryFailure):
        await directory.departments(corp.agent)
    assert len(await enterprise.calls("department/list")) == 3


async def test_what_must_not_happen_twice_is_not_repeated(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.hire(GUIDE)
    await enterprise.fault("externalcontact/add_contact_way", "errcode", errcode=-1)
    with pytest.raises(TemporaryFailure):
        await contact_ways.add(corp.contact, [GUIDE], "state", "remark", False)
    assert len(await enterprise.calls("externalcontact/add_contact_way")) == 1


@pytest.mark.parametrize("fault", [{"kind": "http", "status": 502}, {"kind": "hang_after", "seconds": 3}])
async def test_a_lost_answer_to_an_act_has_an_unknown_outcome(
    corp: Corp, enterprise: Enterprise, fault: dict[str, object]
) -> None:
    await enterprise.hire(GUIDE)
    await enterprise.fault("externalcontact/add_contact_way", **fault)  # type: ignore[arg-type]
    with pytest.raises(UnknownOutcome):
        await contact_ways.add(corp.contact, [GUIDE], "state", "remark", False)


@pytest.mark.parametrize("fault", [{"kind": "http", "status": 502}, {"kind": "hang_after", "seconds": 3}])
async def test_a_lost_answer_to_a_read_may_be_tried_again(
    corp: Corp, enterprise: Enterprise, fault: dict[str, object]
) -> None:
    await enterprise.fault("department/list", **fault)  # type: ignore[arg-type]
    with pytest.raises(TemporaryFailure):
        await directory.departments(corp.agent)
    assert await directory.departments(corp.agent) == [1]


async def test_the_same_text_sent_twice_arrives_once(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.hire(GUIDE)
    for _ in range(2):
        await messages.send_text(corp.agent, corp.agent_id, GUIDE, "客户 王小明 10:00:00")
    assert await enterprise.told(GUIDE) == ["客户 王小明 10:00:00"]


async def test_a_message_to_nobody_is_refused(corp: Corp, enterprise: Enterprise) -> None:
    with pytest.raises(PermanentFailure) as refused:
        await messages.send_text(corp.agent, corp.agent_id, "nobody", "您好")
    assert refused.value.code == 81013
