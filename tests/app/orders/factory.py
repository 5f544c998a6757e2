"""Shoppers with a phone: they log in as members, order over HTTP and pay on the sandbox's phone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from uuid import UUID

import httpx

from app.http.sessions import sessions
from app.kernel import db
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import new_id
from app.members import addresses
from app.members.addresses import Place, Recipient
from app.orders.wanted import Wanted
from tests.waiting import eventually

Drain = Callable[[], Awaitable[None]]
MP = "/mp/v1"
HOME = Place(Recipient("小满", "13800001111", "上海市 黄浦区", "人民大道 1 号"), "310101", 31.2304, 121.4737)


async def home_of(member_id: UUID) -> UUID:
    """The member's address in the middle of Shanghai, made at first."""
    kept = await addresses.of_member(member_id)
    return kept[0].id if kept else await addresses.add(member_id, HOME)


async def wish(member_id: UUID, *lines: tuple[UUID, int], **more: Any) -> Wanted:
    """Lines sent to the member's home, unless `more` says otherwise."""
    return Wanted(lines, **{"address_id": await home_of(member_id)} | more)


@dataclass(frozen=True)
class Shopper:
    """A member with a session. `phone` is the person at the sandbox, empty for who never pays."""

    http: httpx.AsyncClient
    sandbox: httpx.AsyncClient | None
    actor: Actor
    token: str
    home: UUID
    phone: str = ""

    @property
    def member_id(self) -> UUID:
        assert self.actor.id is not None
        return self.actor.id

    async def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **request.pop("headers", {})}
        return await self.http.request(method, MP + path, headers=headers, **request)

    def wish(self, *lines: tuple[UUID, int], **more: Any) -> dict[str, Any]:
        wanted = [{"sku_id": str(sku_id), "quantity": quantity} for sku_id, quantity in lines]
        return {"lines": wanted, "address_id": str(self.home)} | more

    async def quote(self, *lines: tuple[UUID, int], **more: Any) -> httpx.Response:
        return await self.call("POST", "/quotes", json=self.wish(*lines, **more))

    async def place(self, *lines: tuple[UUID, int], key: str = "", **more: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key or token_hex(16)}
        return await self.call("POST", "/orders", json=self.wish(*lines, **more), headers=headers)

    async def order(self, *lines: tuple[UUID, int], **more: Any) -> dict[str, Any]:
        answer = await self.place(*lines, **more)
        assert answer.status_code == 201, answer.text
        placed: dict[str, Any] = answer.json()
        return placed

    async def read(self, order: dict[str, Any]) -> dict[str, Any]:
        answer = await self.call("GET", f"/orders/{order['id']}")
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def pay_params(self, order: dict[str, Any]) -> dict[str, str]:
        answer = await self.call("POST", f"/orders/{order['id']}/payment")
        assert answer.status_code == 200, answer.text
        params: dict[str, str] = answer.json()
        return params

    async def pay(self, order: dict[str, Any]) -> str:
        """Pay on the phone; the out_trade_no. The notification follows by itself."""
        return await self.press_pay(await self.pay_params(order))

    async def press_pay(self, params: dict[str, str]) -> str:
        assert self.sandbox is not None
        answer = await self.sandbox.post(f"/_sandbox/people/{self.phone}/pay", json=params)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["out_trade_no"])

    async def cancel(self, order: dict[str, Any]) -> httpx.Response:
        return await self.call("POST", f"/orders/{order['id']}/cancel")


async def shopper(http: httpx.AsyncClient, sandbox: httpx.AsyncClient | None = None) -> Shopper:
    """A new member; with a sandbox, one who has a phone there."""
    person: dict[str, Any] = {"id": "", "openid": None}
    if sandbox is not None:
        number = f"138{int(token_hex(4), 16) % 10**8:08d}"
        person = (await sandbox.post("/_sandbox/people", json={"name": "小满", "phone": number})).json()
    member_id = new_id()
    actor = Actor(ActorKind.MEMBER, member_id)
    token, _ = sessions().issue(actor, person["openid"])
    return Shopper(http, sandbox, actor, token, await home_of(member_id), person["id"])


async def payment_is(order: dict[str, Any], status: str) -> None:
    """Wait until the order's payment has this status."""

    async def reached() -> bool:
        found = await db.fetch_value("SELECT status FROM payments WHERE subject_id = $1", UUID(order["id"]))
        return bool(found == status)

    await eventually(reached, f"the payment is {status}")


async def stock_of(sku_id: UUID) -> tuple[int, int]:
    """(on hand, held) of a SKU over all locations."""
    row = await db.fetch_one("SELECT sum(on_hand)::int, sum(held)::int FROM stocks WHERE sku_id = $1", sku_id)
    assert row is not None
    return row[0], row[1]
