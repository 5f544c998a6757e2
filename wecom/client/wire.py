"""One request to WeCom: HTTP 200 with `errcode` also for errors; anything else is a lost answer."""

from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from app.integrations.outbound import Outbound
from app.kernel.errors import UnknownOutcome

T = TypeVar("T")
OK = 0


class Nothing(msgspec.Struct):
    """The answer of a call that tells nothing but success."""


class Head(msgspec.Struct):
    """What every answer begins with."""

    errcode: int = OK
    errmsg: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the platform, error or not. `attached`: the content is a file and no answer in JSON."""

    path: str
    errcode: int
    content: bytes
    attached: bool = False

    def read(self, form: type[T]) -> T:
        """The answer's fields. Raises UnknownOutcome when they are not what the documentation says."""
        try:
            return msgspec.json.decode(self.content, type=form)
        except msgspec.MsgspecError as error:
            raise UnknownOutcome(f"unreadable answer of wecom {self.path}: {error}") from None


async def request(outbound: Outbound, method: str, path: str, **content: Any) -> Reply:
    """Ask once. `path` below /cgi-bin/. Raises TemporaryFailure if nothing was sent, UnknownOutcome if no answer."""
    response = await outbound.send(method, f"/cgi-bin/{path}", **content)
    if response.status_code != 200:
        raise UnknownOutcome(f"wecom {path} answered HTTP {response.status_code}")
    if "content-disposition" in response.headers:
        return Reply(path, OK, response.content, attached=True)
    reply = Reply(path, OK, response.content)
    return Reply(path, reply.read(Head).errcode, response.content)
