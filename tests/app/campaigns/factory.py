"""Groups and SOPs for tests of campaigns, and a company in the sandbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from app.campaigns.models import Touch
from app.campaigns.schedule_sop import StepPlan, schedule_sop
from app.campaigns.states import Anchor
from app.guides.models import GroupChat
from app.guides.sync_group import sync_group
from app.kernel import clock
from app.kernel.ids import new_id
from app.staff.models import Staff

HOUR = timedelta(hours=1)


async def group(chat_id: str, owner: str = "xiaoman", created_at: datetime | None = None) -> str:
    now = clock.now()
    await GroupChat.create(
        chat_id=chat_id, name=chat_id, owner_userid=owner, created_at=created_at or now, synced_at=now
    )
    return chat_id


def step(text: str = "今晚八点开播", at: datetime | None = None, product_id: UUID | None = None) -> StepPlan:
    return StepPlan(text, Anchor.FIXED, at=at or clock.now() + HOUR, product_id=product_id)


async def sop(chat_ids: Sequence[str], steps: Sequence[StepPlan] = ()) -> UUID:
    return await schedule_sop("新品周", chat_ids, steps or [step()], new_id())


async def all_due() -> None:
    """Every planned touch falls due a moment ago."""
    await Touch.all().update(due_at=clock.now() - timedelta(seconds=1))


async def statuses() -> dict[str, int]:
    counts: dict[str, int] = {}
    for touch in await Touch.all():
        counts[touch.status.value] = counts.get(touch.status.value, 0) + 1
    return counts


@dataclass(frozen=True)
class Company:
    """One group owner and their groups in the sandbox, known to the product as well."""

    sandbox: httpx.AsyncClient
    owner: str
    staff_id: UUID
    people: list[dict[str, Any]]

    async def group(self, name: str, members: Sequence[int] = ()) -> str:
        """A new group with these of the people; its chat_id."""
        body = {"name": name, "owner": self.owner, "member_ids": [self.people[at]["id"] for at in members]}
        answer = await self.sandbox.post("/_sandbox/wecom/groups", json=body)
        chat_id = str(answer.raise_for_status().json()["chat_id"])
        await sync_group(chat_id)
        return chat_id

    async def tasks(self) -> list[dict[str, Any]]:
        """The broadcasts that the owner is asked to send."""
        answer = await self.sandbox.get(f"/_sandbox/wecom/staff/{self.owner}/broadcasts")
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found

    async def confirm(self, msgid: str) -> None:
        path = f"/_sandbox/wecom/staff/{self.owner}/broadcasts/{msgid}/confirm"
        (await self.sandbox.post(path, json={})).raise_for_status()

    async def messages(self, chat_id: str) -> list[dict[str, Any]]:
        answer = await self.sandbox.get(f"/_sandbox/wecom/groups/{chat_id}/messages")
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found

    async def notices(self) -> list[dict[str, Any]]:
        answer = await self.sandbox.get(f"/_sandbox/wecom/staff/{self.owner}/inbox")
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found

    async def fault(self, **fault: Any) -> None:
        (await self.sandbox.post("/_sandbox/faults", json=fault)).raise_for_status()

    async def later(self, seconds: float) -> None:
        answer = await self.sandbox.post("/_sandbox/clock", json={"advance_seconds": seconds})
        answer.raise_for_status()


async def company(sandbox: httpx.AsyncClient, people: int = 2) -> Company:
    owner = "xiaoman"
    (await sandbox.post("/_sandbox/wecom/staff", json={"userid": owner, "name": "林小满"})).raise_for_status()
    made = [
        (await sandbox.post("/_sandbox/people", json={"name": f"顾客{at}", "phone": f"1380013{at:04}"})).json()
        for at in range(people)
    ]
    staff = await Staff.create(id=new_id(), userid=owner, name="林小满", roles=["guide"], created_at=clock.now())
    return Company(sandbox, owner, staff.id, made)
