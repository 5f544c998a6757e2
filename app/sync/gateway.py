"""What a sync reads at WeCom, page by page. Every call raises the SendFailed family besides what it names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.kernel.errors import PermanentFailure, TemporaryFailure
from app.kernel.port import Port


class NotServed(PermanentFailure):
    """WeCom does not show this guide's customers."""


class CursorGone(TemporaryFailure):
    """The list has to be read from its first page again."""


@dataclass(frozen=True, slots=True)
class ListedCustomer:
    """A customer as one guide has them. `unionid` and `state` may be empty; `tag_ids` are tags of the corp."""

    external_userid: str
    unionid: str
    nickname: str
    followed_at: datetime
    state: str
    tag_ids: Sequence[str]


class SyncGateway(Protocol):
    async def guides(self) -> list[str]:
        """The userids of the members who may have customers."""
        ...

    async def customers(self, userid: str, cursor: str) -> tuple[list[ListedCustomer], str]:
        """At most a hundred of a guide's and the next cursor, empty at the end. Raises NotServed, CursorGone."""
        ...

    async def customer_ids(self, userid: str) -> list[str]:
        """All external_userids of a guide at one moment."""
        ...

    async def groups(self, cursor: str) -> tuple[list[str], str]:
        """At most a thousand chat_ids and the next cursor, empty at the end. Raises CursorGone."""
        ...


gateway: Port[SyncGateway] = Port("sync")
