"""Members with a phone in the sandbox, templates of both sides, and leave to send."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from app.integrations.miniprogram_messages import SubscriptionMessage
from app.kernel import clock
from app.kernel.errors import PermanentFailure
from app.kernel.ids import new_id
from app.members.recognise import recognise
from app.members.states import IdentityKind
from app.notices import consent, edit_templates
from app.notices.edit_templates import NewTemplate
from app.notices.gateway import messages
from app.notices.models import MemberNotice, NoticeQuota
from app.notices.send import send
from app.notices.states import Consent, NoticeKind
from app.notices.tell import tell

SEND = "/weixin/cgi-bin/message/subscribe/send"
NOBODY = "nobody"
SHIPPED_KEYS = {"thing1": "title", "thing2": "carrier", "character_string3": "tracking_no", "date4": "shipped_at"}
FACTS: dict[str, Any] = {
    "order_id": "0191",
    "title": "明前龙井\n礼盒装(内含四罐,每罐五十克,附手提袋)",
    "carrier": "中通快递",
    "tracking_no": "78123456789012",
    "shipped_at": "2026-11-22T02:05:00+00:00",
}


@dataclass(frozen=True)
class Reader:
    """A member whose phone is a person in the sandbox."""

    sandbox: httpx.AsyncClient
    member_id: UUID
    person: dict[str, Any]

    @property
    def openid(self) -> str:
        return str(self.person["openid"])

    async def press(self, template_id: str, result: str = "accept") -> None:
        """Answer the popup on the phone: the platform knows, and pushes it where it was told to."""
        path = f"/_sandbox/people/{self.person['id']}/subscribe"
        (await self.sandbox.post(path, json={"template_id": template_id, "result": result})).raise_for_status()

    async def allow(self, template_id: str, times: int = 1) -> None:
        """Accept on the phone, and have the client tell us."""
        for _ in range(times):
            await self.press(template_id)
            await consent.say(self.openid, template_id, Consent.ACCEPT)

    async def inbox(self) -> list[dict[str, Any]]:
        found = (await self.sandbox.get(f"/_sandbox/people/{self.person['id']}/inbox")).json()
        return [entry for entry in found if entry["kind"] == "subscription"]

    async def left(self, template_id: str) -> tuple[int, int]:
        """(by our book, by the platform's)."""
        kept = await NoticeQuota.get_or_none(openid=self.openid, template_id=template_id)
        path = f"/_sandbox/people/{self.person['id']}/subscriptions"
        return (kept.remaining if kept else 0), (await self.sandbox.get(path)).json().get(template_id, 0)


async def reader(sandbox: httpx.AsyncClient) -> Reader:
    await know_token()
    person = (await sandbox.post("/_sandbox/people", json={"name": "小满", "phone": "13800138000"})).json()
    member_id = await recognise({IdentityKind.OPENID: person["openid"]}, joined=True)
    return Reader(sandbox, member_id, person)


async def know_token() -> None:
    """The sandbox forgets its tokens before each test; a message to nobody makes the product ask for a new one."""
    with suppress(PermanentFailure):
        await messages().send(SubscriptionMessage(NOBODY, "none", "", {}))


async def shipped_template(sandbox: httpx.AsyncClient) -> str:
    """The template that tells of parcels, at the platform and here; its id."""
    return await template(sandbox, NoticeKind.SHIPPED, "1002", SHIPPED_KEYS)


async def template(sandbox: httpx.AsyncClient, kind: NoticeKind, tid: str, keys: dict[str, str]) -> str:
    made = (await sandbox.post("/_sandbox/subscriptions/templates", json={"tid": tid})).raise_for_status().json()
    assert set(keys) == set(made["keys"])
    await edit_templates.put(kind, NewTemplate(made["template_id"], keys, "pages/order?id={order_id}"))
    return str(made["template_id"])


async def queued(member: Reader, **facts: Any) -> UUID:
    """A notice that waits to be sent."""
    source_ref = f"test:{new_id()}"
    await tell(member.member_id, NoticeKind.SHIPPED, source_ref, FACTS | facts)
    return (await MemberNotice.get(source_ref=source_ref)).id


async def sent(member: Reader, **facts: Any) -> MemberNotice:
    """A notice after its first try."""
    notice_id = await queued(member, **facts)
    await send(notice_id)
    return await MemberNotice.get(id=notice_id)


async def make_due(notice_id: UUID) -> None:
    await MemberNotice.filter(id=notice_id).update(due_at=clock.now())


async def send_calls(sandbox: httpx.AsyncClient) -> list[dict[str, Any]]:
    """What was sent to somebody."""
    calls = (await sandbox.get("/_sandbox/calls", params={"path": SEND})).json()
    return [call for call in calls if call["body"]["touser"] != NOBODY]


async def fault(sandbox: httpx.AsyncClient, **wanted: Any) -> None:
    """At the next message, unless another path is named."""
    (await sandbox.post("/_sandbox/faults", json={"path": SEND, **wanted})).raise_for_status()
