"""Tell a guide something by WeCom app message."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from app.events.guides import NoticeQueued
from app.guides import sql
from app.guides.states import NoticeKind
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class News:
    """What to tell whom. `dedupe_key`: one fact is told once.

    `content` must name its moment to the second: WeCom drops the same text to the same member within four hours.
    With `buttons` (keys of buttons.py) it is a card: a `title` of at most 26 characters, and `content` of 112.
    """

    staff_id: UUID
    kind: NoticeKind
    dedupe_key: str
    content: str
    title: str = ""
    buttons: tuple[str, ...] = ()
    member_id: UUID | None = None


async def tell(staff_id: UUID, kind: NoticeKind, dedupe_key: str, content: str) -> None:
    """Queue one notice, unless its key was told before."""
    await tell_all([News(staff_id, kind, dedupe_key, content)])


@atomic
async def tell_all(news: Sequence[News]) -> None:
    """Queue many notices in one statement."""
    rows = await db.fetch(
        sql.QUEUE_NOTICES,
        [new_id() for _ in news],
        [one.staff_id for one in news],
        [one.kind.value for one in news],
        [one.dedupe_key for one in news],
        [one.content for one in news],
        [one.title for one in news],
        [orjson.dumps(one.buttons).decode() for one in news],
        [one.member_id for one in news],
        clock.now(),
    )
    await outbox.publish(*(NoticeQueued(row["id"]) for row in rows))
