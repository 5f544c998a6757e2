"""Record what members do: many requests, one COPY."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import orjson

from app.catalog import queries as catalog
from app.events.radar import ProductsViewed, ProductView
from app.kernel import clock, db, outbox
from app.kernel.batch import MicroBatch
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.radar.partitions import open_months
from app.radar.sql import COLUMNS
from app.radar.states import Behaviour

OLDEST = timedelta(hours=24)
VIEWS_PER_EVENT = 500
REQUESTS_PER_BATCH = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing a member did. `at` is the client's word; `seconds` is how long it lasted."""

    kind: Behaviour
    product_id: UUID
    at: datetime
    seconds: int | None = None


Sheet: TypeAlias = tuple[UUID, Sequence[Seen]]


async def record(member_id: UUID, events: Sequence[Seen]) -> int:
    """Store the events and return how many were, once they are committed.

    Left out: events of unknown products, and those older than 24 hours (clients keep some while offline). A time in
    the future counts as now. Raises TooMany when more waits than can be stored.
    """
    return await _sheets.submit((member_id, events))


async def close() -> None:
    """Store what waits, then stop."""
    await _sheets.close()


async def _flush(sheets: list[Sheet]) -> list[int]:
    now = clock.now()
    known = await catalog.titles(list({seen.product_id for _, events in sheets for seen in events}))
    kept: list[Sheet] = [
        (member_id, [seen for seen in events if seen.product_id in known and seen.at > now - OLDEST])
        for member_id, events in sheets
    ]
    rows = [_row(member_id, seen, now) for member_id, events in kept for seen in events]
    views = [
        ProductView(member_id, seen.product_id, min(seen.at, now))
        for member_id, events in kept
        for seen in events
        if seen.kind is Behaviour.PRODUCT_VIEW
    ]
    try:
        await _store(rows, views)
    except asyncpg.CheckViolationError:
        # PostgreSQL's word for a row that no partition takes: the first event of its month.
        await open_months(row[-1] for row in rows)
        await _store(rows, views)
    return [len(events) for _, events in kept]


@atomic
async def _store(rows: list[tuple[Any, ...]], views: list[ProductView]) -> None:
    if not rows:
        return
    async with db.connection() as connection:
        await connection.copy_records_to_table("radar_events", records=rows, columns=COLUMNS)
    parts = (tuple(views[start : start + VIEWS_PER_EVENT]) for start in range(0, len(views), VIEWS_PER_EVENT))
    await outbox.publish(*(ProductsViewed(part) for part in parts))


def _row(member_id: UUID, seen: Seen, now: datetime) -> tuple[Any, ...]:
    properties = {} if seen.seconds is None else {"seconds": seen.seconds}
    facts = orjson.dumps(properties).decode()
    return new_id(), member_id, seen.kind.value, seen.product_id, facts, min(seen.at, now)


_sheets: MicroBatch[Sheet, int] = MicroBatch("radar events", _flush, max_items=REQUESTS_PER_BATCH)
