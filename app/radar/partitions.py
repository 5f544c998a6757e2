"""Months of the event stream, one partition each."""

from collections.abc import Iterable
from datetime import UTC, datetime

from app.kernel import db, locks
from app.kernel.db import atomic
from app.radar.sql import CREATE_PARTITION


@atomic
async def open_months(moments: Iterable[datetime]) -> None:
    """Make the partitions these moments fall in, where they do not exist. Months are those of UTC."""
    for year, month in sorted({(at.year, at.month) for at in (moment.astimezone(UTC) for moment in moments)}):
        await locks.hold("radar partition", year, month)
        start = datetime(year, month, 1, tzinfo=UTC)
        end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        await db.execute(CREATE_PARTITION.format(name=f"{start:%Y_%m}", start=start.isoformat(), end=end.isoformat()))
