"""Leave is counted once for each accept, whoever tells of it, in any order."""

from typing import Any

import httpx
import orjson
import pytest

from app.kernel import clock
from app.notices import consent
from app.notices.errors import TemplateNotFound
from app.notices.gateway import MessagePush, message_push
from app.notices.models import MemberNotice, NoticeQuota
from app.notices.states import Consent, NoticeStatus
from app.notices.take_push import take_push
from tests.app.notices.factory import Reader, fault, reader, sent, shipped_template

POPUP, CHANGE, SENT = "subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"


@pytest.fixture
async def member(database: None, sandbox: httpx.AsyncClient) -> Reader:
    return await reader(sandbox)


@pytest.fixture
async def template_id(database: None, sandbox: httpx.AsyncClient) -> str:
    return await shipped_template(sandbox)


def event(member: Reader, name: str, number: int = 1, **item: str) -> str:
    """What the platform pushes; another `number` is another moment."""
    head = {"FromUserName": member.openid, "CreateTime": number, "MsgType": "event", "Event": name}
    return orjson.dumps(head | {"List": item}).decode()


def accept(member: Reader, template_id: str, number: int = 1) -> str:
    return event(member, POPUP, number, TemplateId=template_id, SubscribeStatusString="accept")


async def kept(member: Reader, template_id: str) -> int:
    quota = await NoticeQuota.get_or_none(openid=member.openid, template_id=template_id)
    return quota.remaining if quota else 0


@pytest.mark.parametrize("client_first", [True, False])
async def test_an_accept_told_by_client_and_platform_counts_once(
    member: Reader, template_id: str, client_first: bool
) -> None:
    for number in range(3):
        if client_first:
            await consent.say(member.openid, template_id, Consent.ACCEPT)
        await take_push(accept(member, template_id, number))
        if not client_first:
            await consent.say(member.openid, template_id, Consent.ACCEPT)
        assert await kept(member, template_id) == number + 1


async def test_the_clients_word_is_enough_where_nothing_is_pushed(member: Reader, template_id: str) -> None:
    usual = message_push()
    message_push.bind(MessagePush(None))
    try:
        await take_push(accept(member, template_id))
        await consent.say(member.openid, template_id, Consent.ACCEPT)
        assert await kept(member, template_id) == 2
    finally:
        message_push.bind(usual)


async def test_a_push_long_after_the_clients_word_is_another_accept(member: Reader, template_id: str) -> None:
    await consent.say(member.openid, template_id, Consent.ACCEPT)
    await NoticeQuota.all().update(said_at=clock.now() - consent.SAME_ACCEPT * 2)
    await take_push(accept(member, template_id))
    assert await kept(member, template_id) == 2


async def test_a_repeated_push_counts_once(member: Reader, template_id: str) -> None:
    for _ in range(3):
        await take_push(accept(member, template_id))
    assert await kept(member, template_id) == 1


@pytest.mark.parametrize("answer", [Consent.REJECT, Consent.BAN, Consent.FILTER])
async def test_only_an_accept_is_leave(member: Reader, template_id: str, answer: Consent) -> None:
    await consent.say(member.openid, template_id, answer)
    await take_push(event(member, POPUP, TemplateId=template_id, SubscribeStatusString=answer))
    assert await kept(member, template_id) == 0


async def test_a_client_cannot_say_yes_without_end(member: Reader, template_id: str) -> None:
    for _ in range(consent.MOST_SAID + 5):
        await consent.say(member.openid, template_id, Consent.ACCEPT)
    assert await kept(member, template_id) == consent.MOST_SAID


async def test_a_template_that_is_not_ours_is_refused(member: Reader) -> None:
    with pytest.raises(TemplateNotFound):
        await consent.say(member.openid, "somebody_elses", Consent.ACCEPT)


async def test_a_member_who_switches_messages_off_takes_all_leave_back(member: Reader, template_id: str) -> None:
    for number in range(3):
        await take_push(accept(member, template_id, number))
    await take_push(event(member, CHANGE, TemplateId=template_id, SubscribeStatusString="reject"))
    assert await kept(member, template_id) == 0


async def test_the_platforms_report_ends_what_was_unknown(member: Reader, template_id: str) -> None:
    await member.allow(template_id)
    await fault(member.sandbox, kind="http", status=502)
    notice = await sent(member)
    assert notice.status is NoticeStatus.UNKNOWN
    await take_push(event(member, SENT, TemplateId=template_id, MsgID="77", ErrorCode="0", ErrorStatus="success"))
    told = await MemberNotice.get(id=notice.id)
    assert (told.status, told.msgid, told.error) == (NoticeStatus.SENT, "77", "")


async def test_the_platforms_report_of_a_failure_counts_after_the_answer(member: Reader, template_id: str) -> None:
    await member.allow(template_id)
    notice, other = await sent(member), await sent(member)
    report: dict[str, Any] = {"MsgID": str(notice.msgid), "ErrorCode": "1", "ErrorStatus": "user blocked"}
    await take_push(event(member, SENT, TemplateId=template_id, **report))
    told = await MemberNotice.get(id=notice.id)
    assert (told.status, told.error) == (NoticeStatus.FAILED, "user blocked (code 1)")
    assert (await MemberNotice.get(id=other.id)).status is NoticeStatus.NO_QUOTA


async def test_other_events_are_passed_over(member: Reader) -> None:
    await take_push(orjson.dumps({"FromUserName": member.openid, "MsgType": "text", "Content": "你好"}).decode())
    assert await NoticeQuota.all().count() == 0
