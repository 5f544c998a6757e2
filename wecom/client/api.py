"""Calls with an access token: renewed once when refused, repeated a few times when the platform is busy.

Every request takes its turn in the corp's budget first; the answer 45009 holds all processes off that call.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from app.integrations.outbound import Outbound
from app.kernel.errors import TemporaryFailure, UnknownOutcome
from wecom.client import errors, wire
from wecom.client.budgets import Budgets
from wecom.client.tokens import AccessToken

T = TypeVar("T")
BUSY_PAUSES = (0.2, 0.6)


class Api:
    """The server API as one application sees it. Failures are the SendFailed family."""

    def __init__(self, outbound: Outbound, token: AccessToken, budgets: Budgets) -> None:
        self._outbound = outbound
        self._token = token
        self._budgets = budgets

    async def get(self, form: type[T], path: str, **query: str | int) -> T:
        """Read by GET. A lost answer is a TemporaryFailure: nothing was changed."""
        return await self._reading(form, "GET", path, params=query)

    async def read(self, form: type[T], path: str, body: dict[str, Any]) -> T:
        """Read by POST. A lost answer is a TemporaryFailure: nothing was changed."""
        return await self._reading(form, "POST", path, json=body)

    async def act(
        self, form: type[T], path: str, body: dict[str, Any], *, repeatable: bool = False, **query: str | int
    ) -> T:
        """Change something. A lost answer is an UnknownOutcome. Only a `repeatable` call is repeated when busy."""
        pauses = BUSY_PAUSES if repeatable else ()
        return (await self._send("POST", path, pauses, json=body, params=query)).read(form)

    async def upload(self, form: type[T], path: str, kind: str, name: str, content: bytes) -> T:
        """Upload a temporary file; doing it twice does no harm."""
        return await self._reading(form, "POST", path, params={"type": kind}, files={"media": (name, content)})

    async def download(self, path: str, **query: str | int) -> bytes:
        """A file. A lost answer is a TemporaryFailure."""
        with _nothing_changed():
            reply = await self._send("GET", path, BUSY_PAUSES, params=query)
            if not reply.attached:
                raise UnknownOutcome(f"wecom {path} answered without a file")
            return reply.content

    async def _reading(self, form: type[T], method: str, path: str, **content: Any) -> T:
        with _nothing_changed():
            return (await self._send(method, path, BUSY_PAUSES, **content)).read(form)

    async def _send(self, method: str, path: str, pauses: tuple[float, ...], **content: Any) -> wire.Reply:
        reply = await self._admitted(method, path, content)
        for pause in pauses:
            if reply.errcode not in errors.BUSY:
                break
            await asyncio.sleep(pause)
            reply = await self._admitted(method, path, content)
        if reply.errcode == errors.TOO_OFTEN:
            raise errors.over_budget(path, await self._budgets.refused(path))
        if reply.errcode != wire.OK:
            raise errors.failure(reply.errcode, path, reply.read(wire.Head).errmsg)
        return reply

    async def _admitted(self, method: str, path: str, content: dict[str, Any]) -> wire.Reply:
        token = await self._token.get()
        reply = await self._with(token, method, path, content)
        if reply.errcode in errors.TOKEN_REFUSED:
            token = await self._token.get(failing=token)
            reply = await self._with(token, method, path, content)
        return reply

    async def _with(self, token: str, method: str, path: str, content: dict[str, Any]) -> wire.Reply:
        await self._budgets.take(path)
        params = {"access_token": token} | content.get("params", {})
        return await wire.request(self._outbound, method, path, **(content | {"params": params}))


@contextmanager
def _nothing_changed() -> Iterator[None]:
    """Inside only things are read, so a lost answer has lost nothing but time."""
    try:
        yield
    except UnknownOutcome as lost:
        raise TemporaryFailure(lost.reason, code=lost.code) from lost
