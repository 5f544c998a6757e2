"""People in the sandbox who use the mini-program."""

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Visitor:
    """A person with a phone. `api` is the product's web server."""

    api: httpx.AsyncClient
    sandbox: httpx.AsyncClient
    person: dict[str, Any]

    async def code(self, kind: str = "login") -> str:
        answer = await self.sandbox.post(f"/_sandbox/people/{self.person['id']}/{kind}_code")
        return str(answer.raise_for_status().json()["code"])

    async def log_in(self) -> dict[str, Any]:
        answer = await self.api.post("/mp/v1/sessions", json={"code": await self.code()})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def headers(self) -> dict[str, str]:
        """A fresh session as a request header."""
        return {"Authorization": f"Bearer {(await self.log_in())['token']}"}


async def visitor(api: httpx.AsyncClient, sandbox: httpx.AsyncClient, phone: str = "13800138000") -> Visitor:
    answer = await sandbox.post("/_sandbox/people", json={"name": "林小满", "phone": phone})
    return Visitor(api, sandbox, answer.raise_for_status().json())
