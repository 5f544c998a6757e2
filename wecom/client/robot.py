"""The robot of a group (群机器人, page 91770): whoever knows its key may speak in the group, 20 times a minute."""

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from app.integrations.outbound import Outbound
from wecom.client import errors, wire
from wecom.client.budgets import Budgets, of_robot
from wecom.client.cards import Notice, body
from wecom.client.contents import cut

TEXT_BYTES, MARKDOWN_BYTES, IMAGE_BYTES = 2048, 4096, 2 * 1024 * 1024
EVERYBODY = "@all"


class Article(msgspec.Struct, omit_defaults=True):
    title: str
    url: str
    description: str = ""
    picurl: str = ""


class Uploaded(msgspec.Struct):
    media_id: str


class Robot:
    """One robot, known by its key, which is a secret.

    Nothing is repeated by itself: the platform does not drop what it gets twice, so a lost answer is an UnknownOutcome.
    Misconfigured 93000 or 93008 when the robot is gone; QuotaExceeded, with the time to try again, above its pace.
    """

    def __init__(self, outbound: Outbound, key: str, budgets: Budgets | None = None) -> None:
        self._outbound = outbound
        self._key = key
        self._budgets = budgets or of_robot(key)

    async def text(self, content: str, *, mention: Sequence[str] = ()) -> None:
        """Say something, cut to 2,048 bytes, and call members by userid or EVERYBODY."""
        await self._say("text", {"content": cut(content, TEXT_BYTES), "mentioned_list": list(mention)})

    async def markdown(self, content: str) -> None:
        """Cut to 4,096 bytes."""
        await self._say("markdown", {"content": cut(content, MARKDOWN_BYTES)})

    async def image(self, content: bytes) -> None:
        """A PNG or JPEG of at most 2 MB (ValueError)."""
        if len(content) > IMAGE_BYTES:
            raise ValueError("a robot's picture has at most 2 MB")
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        await self._say("image", {"base64": base64.b64encode(content).decode(), "md5": digest})

    async def news(self, articles: Sequence[Article]) -> None:
        """One to eight."""
        await self._say("news", {"articles": msgspec.to_builtins(list(articles))})

    async def card(self, card: Notice) -> None:
        """A notice; nobody can press anything on a robot's card."""
        await self._say("template_card", body(card))

    async def file(self, name: str, content: bytes) -> None:
        """A file of at most 20 MB."""
        uploaded = await self._ask("upload_media", {"type": "file"}, files={"media": (name, content)})
        await self._say("file", {"media_id": uploaded.read(Uploaded).media_id})

    async def _say(self, kind: str, content: dict[str, Any]) -> None:
        await self._ask("send", {}, json={"msgtype": kind, kind: content})

    async def _ask(self, call: str, query: dict[str, str], **content: Any) -> wire.Reply:
        path = f"webhook/{call}"
        await self._budgets.take(path)
        reply = await wire.request(self._outbound, "POST", path, params={"key": self._key} | query, **content)
        if reply.errcode == errors.TOO_OFTEN:
            raise errors.over_budget(path, await self._budgets.refused(path))
        if reply.errcode != wire.OK:
            raise errors.failure(reply.errcode, path)
        return reply
