"""Message push (消息推送) in secure mode: events sealed as JSON or XML, five seconds to answer, three tries.

Source: developers.weixin.qq.com, 小程序消息推送. In JSON a single member of a list comes bare.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import httpx
import orjson

from sandbox.errors import ControlError
from sandbox.wecom import crypto
from sandbox.wecom.events import cdata

if TYPE_CHECKING:
    from sandbox.world import World

KEPT = 500
TRIES = 3
PAUSE_SECONDS = 1.0
ANSWER_SECONDS = 5.0
OUR_ACCOUNT = "gh_0123456789ab"
WRAPPERS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}


@dataclass
class Push:
    """An event on its way; ``tries`` holds {"status", "answer"}, status 0 for no answer at all."""

    id: str
    event: str
    plain: str
    tries: list[dict[str, Any]] = field(default_factory=list)
    accepted: bool = False


class Pushes:
    """Sends events to the saved URL; without one they are recorded and lost. ``copies``: how often each is sent."""

    def __init__(self, world: World) -> None:
        self.url = world.settings.miniprogram_push
        self.format = "json"
        self.copies = 1
        self._world = world
        self._kept: deque[Push] = deque(maxlen=KEPT)
        self._numbers = count(1)

    def all(self) -> list[Push]:
        return list(self._kept)

    def emit(self, event: str, openid: str, items: Sequence[dict[str, str]]) -> None:
        """Record an event and start to deliver it beside the current request."""
        push = Push(f"mp{next(self._numbers)}", event, self._plain(event, openid, items))
        self._kept.append(push)
        if self.url:
            for _ in range(self.copies):
                self._world.background(self._deliver(self.url, push))

    async def save(self, url: str) -> None:
        """Save the URL once it echoes a challenge unchanged. Errors: ControlError 400."""
        keys, echo = self._world.credentials, str(secrets.randbelow(10**18))
        signed = _signed(keys.miniprogram_push_token)
        status, answer = await _request("GET", url, signed | {"echostr": echo}, "")
        if (status, answer) != (200, echo):
            raise ControlError(400, f"the URL did not echo the challenge: HTTP {status}")
        self.url = url

    async def replay(self, push_id: str) -> tuple[int, str]:
        """Send an old event once more. Errors: ControlError 404."""
        push = next((one for one in self._kept if one.id == push_id), None)
        if push is None or self.url is None:
            raise ControlError(404, "no such push, or no URL")
        return await self._post(self.url, push.plain)

    async def _deliver(self, url: str, push: Push) -> None:
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(PAUSE_SECONDS)
            status, answer = await self._post(url, push.plain)
            push.tries.append({"status": status, "answer": answer[:200]})
            if status == 200:
                push.accepted = True
                return

    async def _post(self, url: str, plain: str) -> tuple[int, str]:
        keys = self._world.credentials
        sealed = crypto.encrypt(keys.miniprogram_push_aes_key, keys.miniprogram_appid, plain)
        query = _signed(keys.miniprogram_push_token)
        seal = crypto.signature(keys.miniprogram_push_token, query["timestamp"], query["nonce"], sealed)
        query |= {"encrypt_type": "aes", "msg_signature": seal}
        return await _request("POST", url, query, self._envelope(sealed))

    def _envelope(self, sealed: str) -> str:
        if self.format == "json":
            return orjson.dumps({"ToUserName": OUR_ACCOUNT, "Encrypt": sealed}).decode()
        return f"<xml><ToUserName>{cdata(OUR_ACCOUNT)}</ToUserName><Encrypt>{cdata(sealed)}</Encrypt></xml>"

    def _plain(self, event: str, openid: str, items: Sequence[dict[str, str]]) -> str:
        head = {"ToUserName": OUR_ACCOUNT, "FromUserName": openid, "CreateTime": self._world.clock.timestamp()}
        head |= {"MsgType": "event", "Event": event}
        if self.format == "json":
            return orjson.dumps(head | {"List": items[0] if len(items) == 1 else list(items)}).decode()
        lists = "".join(f"<List>{_xml(item)}</List>" for item in items)
        return f"<xml>{_xml(head)}<{WRAPPERS[event]}>{lists}</{WRAPPERS[event]}></xml>"


def _xml(values: dict[str, Any]) -> str:
    return "".join(f"<{name}>{cdata(str(value))}</{name}>" for name, value in values.items())


def _signed(token: str) -> dict[str, str]:
    timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
    return {"signature": crypto.signature(token, timestamp, nonce, ""), "timestamp": timestamp, "nonce": nonce}


async def _request(method: str, url: str, query: dict[str, str], body: str) -> tuple[int, str]:
    try:
        async with asyncio.timeout(ANSWER_SECONDS), httpx.AsyncClient(trust_env=False, verify=False) as client:
            answer = await client.request(method, url, params=query, content=body)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as failure:
        return 0, repr(failure)
    return answer.status_code, answer.text
