"""What an order took, as its row keeps it."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import orjson

from app.wallet.lots import Portion


def as_json(portions: Sequence[Portion]) -> str:
    return orjson.dumps([{"lot": str(each.lot_id), "points": each.points} for each in portions]).decode()


def portions_of(spend: asyncpg.Record) -> list[Portion]:
    """The lots of a spend in the order they were taken."""
    return [Portion(UUID(each["lot"]), each["points"]) for each in orjson.loads(spend["lots"])]
