"""The enterprise at the sandbox's WeCom, and the consumers' phones, as tests move them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from app.acquisition.gateway import WayTerms, gateway
from app.kernel import db

T = TypeVar("T")
CGI = "/qyapi/cgi-bin"


async def until(look: Callable[[], Awaitable[T]], seconds: float = 10) -> T:
    """What `look` finds, as soon as it finds something. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := await look():
            return found
        await asyncio.sleep(0.02)
    raise TimeoutError


@dataclass(frozen=True)
class Enterprise:
    """The sandbox's control API for WeCom."""

    control: httpx.AsyncClient

    async def post(self, path: str, /, **body: Any) -> Any:
        answer = await self.control.post(f"/_sandbox{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def get(self, path: str) -> Any:
        answer = await self.control.get(f"/_sandbox{path}")
        assert answer.is_success, answer.text
        return answer.json()

    async def hire(self, userid: str, name: str = "李娜") -> str:
        await self.post("/wecom/staff", userid=userid, name=name)
        return userid

    async def person(self, name: str = "王小明", phone: str = "13900000001") -> Any:
        return await self.post("/people", name=name, phone=phone)

    async def contact_way(self, userid: str, state: str = "") -> str:
        """A code that no channel code of ours stands for."""
        return (await gateway().create_contact_way(WayTerms((userid,), "", False), state)).config_id

    async def scan(self, person: Any, config_id: str | None) -> Any:
        return await self.post(f"/people/{person['id']}/scan", config_id=config_id)

    async def group(self, owner: str, *people: Any, name: str = "新品尝鲜群") -> str:
        made = await self.post("/wecom/groups", name=name, owner=owner, member_ids=[one["id"] for one in people])
        return str(made["chat_id"])

    async def fault(self, call: str, kind: str, **more: Any) -> None:
        """`call` below /cgi-bin/."""
        await self.post("/faults", path=f"{CGI}/{call}", kind=kind, **more)

    async def clear_faults(self) -> None:
        (await self.control.delete("/_sandbox/faults")).raise_for_status()

    async def hanging(self, count: int) -> bool:
        """Whether so many calls are held by faults."""
        return bool(sum(one["hanging"] for one in await self.get("/faults")) == count)

    async def calls(self, call: str) -> list[Any]:
        """What the product sent to calls whose path begins so, oldest first."""
        found: list[Any] = await self.get(f"/calls?path={CGI}/{call}&limit=1000")
        return found

    async def deliveries(self) -> list[Any]:
        found: list[Any] = await self.get("/wecom/callbacks")
        return found

    async def replay(self, delivery_id: str, variant: str) -> Any:
        return await self.post(f"/wecom/callbacks/{delivery_id}/replay", variant=variant)

    async def inbox_of(self, person: Any) -> list[Any]:
        found: list[Any] = await self.get(f"/people/{person['id']}/inbox")
        return found

    async def told(self, userid: str) -> list[str]:
        """The texts of the app messages and cards a member has got."""
        inbox = await self.get(f"/wecom/staff/{userid}/inbox")
        return [one["text"]["content"] if "text" in one else one["template_card"]["sub_title_text"] for one in inbox]

    async def advance(self, seconds: float) -> None:
        await self.post("/clock", advance_seconds=seconds)

    async def arrived(self, count: int) -> None:
        """Wait until so many callbacks lie in the product's inbox."""

        async def enough() -> bool:
            return bool(await db.fetch_value("SELECT count(*) >= $1 FROM wecom_inbox", count))

        await until(enough)
