"""Messages: sent once, on leave that is left, and never again when it is not known whether they were sent."""

import asyncio
from uuid import uuid4

import httpx
import pytest

from app.notices import edit_templates
from app.notices.edit_templates import NewTemplate
from app.notices.models import MemberNotice
from app.notices.send import PAUSES, send, send_due
from app.notices.states import NoticeKind, NoticeStatus
from app.notices.tell import tell
from tests.app.notices.factory import (
    FACTS,
    Reader,
    fault,
    make_due,
    queued,
    reader,
    send_calls,
    sent,
    shipped_template,
)
from tests.waiting import eventually


@pytest.fixture
async def member(database: None, sandbox: httpx.AsyncClient) -> Reader:
    return await reader(sandbox)


@pytest.fixture
async def template_id(database: None, sandbox: httpx.AsyncClient) -> str:
    return await shipped_template(sandbox)


async def test_a_message_arrives_cut_to_what_the_platform_takes(member: Reader, template_id: str) -> None:
    await member.allow(template_id)
    notice = await sent(member)
    assert (notice.status, notice.error, bool(notice.msgid), notice.due_at) == (NoticeStatus.SENT, "", True, None)
    (message,) = await member.inbox()
    assert message["from"] == "订单发货通知"
    assert "明前龙井 礼盒装(内含四罐,每罐五十克…" in message["text"]
    assert "发货时间:2026年11月22日 10:05" in message["text"]
    assert await member.left(template_id) == (0, 0)
    (call,) = await send_calls(member.sandbox)
    assert call["body"]["page"] == "pages/order?id=0191"


async def test_without_leave_nothing_is_sent(member: Reader, template_id: str) -> None:
    notice = await sent(member)
    assert notice.status is NoticeStatus.NO_QUOTA
    assert await send_calls(member.sandbox) == []


async def test_leave_that_the_platform_does_not_know_of_is_forgotten(member: Reader, template_id: str) -> None:
    await member.allow(template_id, times=3)
    await fault(member.sandbox, kind="errcode", errcode=43101)
    notice = await sent(member)
    assert (notice.status, "43101" in notice.error) == (NoticeStatus.NO_QUOTA, True)
    assert (await member.left(template_id))[0] == 0
    assert (await sent(member)).status is NoticeStatus.NO_QUOTA
    assert len(await send_calls(member.sandbox)) == 1


@pytest.mark.parametrize("errcode", [43108, -1, 45011, 45009])
async def test_what_may_pass_is_tried_again_and_keeps_its_leave(member: Reader, template_id: str, errcode: int) -> None:
    await member.allow(template_id)
    await fault(member.sandbox, kind="errcode", errcode=errcode)
    notice = await sent(member)
    assert notice.status is NoticeStatus.QUEUED
    assert await member.left(template_id) == (1, 1)
    await make_due(notice.id)
    assert await send_due() == 1
    assert (await MemberNotice.get(id=notice.id)).status is NoticeStatus.SENT
    assert await member.left(template_id) == (0, 0)


async def test_tries_are_bounded(member: Reader, template_id: str) -> None:
    await member.allow(template_id)
    await fault(member.sandbox, kind="errcode", errcode=43108, times=len(PAUSES) + 1)
    notice = await sent(member)
    for _ in PAUSES:
        await make_due(notice.id)
        await send_due()
    ended = await MemberNotice.get(id=notice.id)
    assert (ended.status, ended.attempts, ended.due_at) == (NoticeStatus.FAILED, len(PAUSES) + 1, None)
    assert await member.left(template_id) == (1, 1)


@pytest.mark.parametrize("errcode", [47003, 40037, 43107, 40003, 45168])
async def test_what_cannot_pass_fails_and_gives_its_leave_back(member: Reader, template_id: str, errcode: int) -> None:
    await member.allow(template_id)
    await fault(member.sandbox, kind="errcode", errcode=errcode)
    notice = await sent(member)
    assert (notice.status, str(errcode) in notice.error) == (NoticeStatus.FAILED, True)
    assert (await member.left(template_id))[0] == 1
    await send(notice.id)
    assert await send_due() == 0
    assert len(await send_calls(member.sandbox)) == 1


async def test_a_lost_answer_is_never_followed_by_a_second_message(member: Reader, template_id: str) -> None:
    await member.allow(template_id, times=2)
    await fault(member.sandbox, kind="http", status=502)
    notice = await sent(member)
    assert notice.status is NoticeStatus.UNKNOWN
    await send(notice.id)
    assert await send_due() == 0
    assert len(await send_calls(member.sandbox)) == 1
    assert (await member.left(template_id))[0] == 1


async def test_a_lost_token_is_no_lost_message(member: Reader, template_id: str) -> None:
    await member.allow(template_id)
    await fault(member.sandbox, kind="errcode", errcode=40001)
    await fault(member.sandbox, path="/weixin/cgi-bin/stable_token", kind="http", status=502)
    notice = await sent(member)
    assert notice.status is NoticeStatus.QUEUED
    await make_due(notice.id)
    await send_due()
    assert (await MemberNotice.get(id=notice.id)).status is NoticeStatus.SENT


async def test_who_dies_before_the_answer_leaves_it_unknown(member: Reader, template_id: str) -> None:
    await member.allow(template_id, times=2)
    await fault(member.sandbox, kind="hang_after")
    notice_id = await queued(member)
    dying = asyncio.create_task(send(notice_id))

    async def taken() -> bool:
        return len(await member.inbox()) == 1

    await eventually(taken, "the platform has taken the message")
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert (await MemberNotice.get(id=notice_id)).status is NoticeStatus.SENDING
    await send(notice_id)
    assert await send_due() == 0
    await make_due(notice_id)
    await send_due()
    await send(notice_id)
    assert (await MemberNotice.get(id=notice_id)).status is NoticeStatus.UNKNOWN
    assert len(await member.inbox()) == 1
    assert (await member.left(template_id))[0] == 1


async def test_one_fact_is_told_once(member: Reader, template_id: str) -> None:
    await member.allow(template_id, times=2)
    for _ in range(2):
        await tell(member.member_id, NoticeKind.SHIPPED, "shipped:1", FACTS)
    (notice,) = await MemberNotice.all()
    await make_due(notice.id)
    await send_due()
    await send_due()
    assert len(await member.inbox()) == 1


async def test_a_kind_without_a_template_is_not_told(member: Reader) -> None:
    await tell(member.member_id, NoticeKind.SHIPPED, "shipped:1", FACTS)
    assert await MemberNotice.all().count() == 0


async def test_a_template_taken_away_in_between_fails_what_waited(member: Reader, template_id: str) -> None:
    await member.allow(template_id)
    notice_id = await queued(member)
    await edit_templates.put(NoticeKind.SHIPPED, NewTemplate(template_id, {"thing1": "title"}, active=False))
    await send(notice_id)
    assert (await MemberNotice.get(id=notice_id)).status is NoticeStatus.FAILED
    assert (await member.left(template_id))[0] == 1


async def test_a_member_without_the_mini_program_is_not_sent_to(database: None, template_id: str) -> None:
    await tell(uuid4(), NoticeKind.SHIPPED, "shipped:1", FACTS)
    notice = await MemberNotice.get(source_ref="shipped:1")
    await send(notice.id)
    assert (await MemberNotice.get(id=notice.id)).status is NoticeStatus.NO_QUOTA
