"""Who else keeps something of each page of customers, on one page; inside the slice's transaction."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.tags.observe import Observed, observe


@dataclass(frozen=True, slots=True)
class TakenCustomer:
    """A customer of a page, recognised. `tag_ids` are WeCom's ids of all corp tags the guide has put on them."""

    external_userid: str
    member_id: UUID
    tag_ids: tuple[str, ...]


# Gets the guide's staff id and at most five hundred customers; runs in a fixed number of statements, and not twice.
Taker = Callable[[UUID, Sequence[TakenCustomer], datetime], Awaitable[None]]


async def take_tags(staff_id: UUID, customers: Sequence[TakenCustomer], read_at: datetime) -> None:
    seen = [Observed(one.member_id, staff_id, frozenset(one.tag_ids)) for one in customers]
    await observe(seen, read_at, silently=True)


TAKERS: list[Taker] = [take_tags]
