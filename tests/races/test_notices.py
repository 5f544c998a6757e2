"""Messages and leave at the same moment, committed for real, twenty times over."""

import asyncio
from collections import Counter

import httpx

from app.notices import consent
from app.notices.models import MemberNotice, NoticeQuota
from app.notices.send import send, send_due
from app.notices.states import Consent, NoticeStatus
from app.notices.take_push import take_push
from tests.app.notices.factory import make_due, queued, reader, send_calls, shipped_template
from tests.app.notices.test_consents import accept

ROUNDS = 20


async def test_two_notices_and_one_leave_send_one(database: None, sandbox: httpx.AsyncClient) -> None:
    member, template_id = await reader(sandbox), await shipped_template(sandbox)
    for round_ in range(ROUNDS):
        await member.press(template_id)
        await take_push(accept(member, template_id, round_))
        notices = [await queued(member) for _ in range(2)]
        await asyncio.gather(*(send(notice) for notice in notices))
        ended = Counter([(await MemberNotice.get(id=notice)).status for notice in notices])
        assert ended == {NoticeStatus.SENT: 1, NoticeStatus.NO_QUOTA: 1}
        assert await member.left(template_id) == (0, 0)
    assert len(await send_calls(sandbox)) == ROUNDS


async def test_one_notice_in_many_hands_is_sent_once(database: None, sandbox: httpx.AsyncClient) -> None:
    member, template_id = await reader(sandbox), await shipped_template(sandbox)
    for round_ in range(ROUNDS):
        await member.press(template_id)
        await take_push(accept(member, template_id, round_))
        await NoticeQuota.all().update(remaining=5)
        notice = await queued(member)
        await make_due(notice)
        await asyncio.gather(*(send(notice) for _ in range(3)), send_due())
        assert (await MemberNotice.get(id=notice)).status is NoticeStatus.SENT
        assert (await member.left(template_id))[0] == 4
    assert len(await send_calls(sandbox)) == ROUNDS


async def test_client_and_platform_at_once_count_one_accept(database: None, sandbox: httpx.AsyncClient) -> None:
    template_id = await shipped_template(sandbox)
    for round_ in range(ROUNDS):
        member = await reader(sandbox)
        told = [take_push(accept(member, template_id, 1)) for _ in range(3)]
        told.insert(round_ % 4, consent.say(member.openid, template_id, Consent.ACCEPT))
        await asyncio.gather(*told)
        assert (await member.left(template_id))[0] == 1
