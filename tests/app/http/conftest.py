"""A web server with all of the product's error handling and a small door of its own."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import httpx
import pytest
from pydantic import Field

from app.http.bodies import Body
from app.http.routes import Call, Route, mount
from app.http.sessions import sessions
from app.kernel.actor import Actor, ActorKind
from app.kernel.errors import Conflict
from app.kernel.ids import new_id
from app.main import doors
from demo.engines import free_port
from tests.app.kernel import rows


class Note(Body):
    """A body with each kind of bound."""

    text: str = Field(min_length=1, max_length=20)
    stars: int = Field(5, ge=1, le=5)
    tags: list[str] = Field(default_factory=list, max_length=3)
    product_id: UUID | None = None


class Page(Body):
    limit: int = Field(20, ge=1, le=100)


class SoldOut(Conflict):
    code = "sold_out"
    title = "已售罄"
    remedy = "请看看其他商品"


@dataclass
class Desk:
    """What the small door did, so that a test can see that a refused request did nothing."""

    notes: list[Note] = field(default_factory=list)
    pairs: int = 0

    async def take(self, call: Call) -> dict[str, str]:
        self.notes.append(call.body)
        return {"text": call.body.text, "key": call.idempotency_key}

    async def show(self, call: Call) -> dict[str, object]:
        return {"limit": call.query.limit}

    async def who(self, call: Call) -> dict[str, str]:
        return {"id": str(call.by.id)}

    async def nothing(self, _: Call) -> None:
        return None

    async def refuse(self, _: Call) -> None:
        raise SoldOut(sku="A-1")

    async def fail(self, _: Call) -> None:
        raise RuntimeError("a secret detail")

    async def pair(self, _: Call) -> dict[str, int]:
        self.pairs += 1
        await rows.add_pair(self.pairs)
        return {"pair": self.pairs}

    def routes(self) -> list[Route]:
        member, staff = ActorKind.MEMBER, ActorKind.STAFF
        return [
            Route("POST", "/notes", self.take, body=Note, max_body=2048, status=201),
            Route("POST", "/orders", self.take, body=Note, idempotent=True),
            Route("GET", "/notes", self.show, query=Page),
            Route("GET", "/who", self.who, who=member),
            Route("GET", "/clerks", self.who, who=staff, roles=frozenset({"admin"})),
            Route("POST", "/nothing", self.nothing),
            Route("POST", "/sold-out", self.refuse),
            Route("POST", "/fails", self.fail),
            Route("POST", "/pairs", self.pair),
        ]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def client(product: None, desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    app, port = doors(f"desk{secrets.token_hex(4)}"), free_port()
    # Sanic rewrites its protocol class at start, which works once in a process.
    app.config.TOUCHUP = False
    mount(app, "/desk", desk.routes())
    server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True)
    assert server is not None
    await server.startup()  # type: ignore[no-untyped-call]
    await server.start_serving()  # type: ignore[no-untyped-call]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/desk", trust_env=False, timeout=20) as client:
        yield client
    server.close()  # type: ignore[no-untyped-call]
    await server.wait_closed()  # type: ignore[no-untyped-call]


def bearer(kind: ActorKind = ActorKind.MEMBER, *roles: str) -> tuple[UUID, dict[str, str]]:
    """A caller's id, and the header of a session that the product issued."""
    identity = new_id()
    token, _ = sessions().issue(Actor(kind, identity, frozenset(roles)))
    return identity, {"Authorization": f"Bearer {token}"}
