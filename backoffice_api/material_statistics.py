"""What became of what guides sent (素材使用与转化)."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.analytics.content_sends import Chosen, Dimension, content_statistics
from app.http.bodies import Body
from app.http.moments import Day
from app.http.routes import Call, Route
from backoffice_api.access import MANAGERS, staff_route

MOST_DAYS = 92


class StatisticsQuery(Body):
    """Sendings of these days, Shanghai time, both included, at most 92. `cursor` is the `next_cursor` before."""

    by: Dimension = Dimension.MATERIAL
    since: Day
    until: Day
    material_id: UUID | None = None
    staff_id: UUID | None = None
    store_id: UUID | None = None
    cursor: str | None = Field(None, max_length=36)
    limit: int = Field(50, ge=1, le=100)

    @model_validator(mode="after")
    def _is_bounded(self) -> Self:
        if not 0 <= (self.until - self.since).days < MOST_DAYS:
            raise ValueError(f"日期范围须为 1–{MOST_DAYS} 天")
        return self


class MaterialLine(BaseModel):
    """`key`: the id of the material, subject, guide or store, the day, or "" for sendings of none.

    `opens` of cards and codes by `openers` people; paid `orders` of `buyers` people who came by one: `paid` fen, of
    which `returned` went back.
    """

    model_config = ConfigDict(from_attributes=True)

    key: str
    prepared: int
    sent: int
    opens: int
    openers: int
    orders: int
    buyers: int
    paid: int
    returned: int


class MaterialStatistics(BaseModel):
    items: list[MaterialLine]
    next_cursor: str | None


async def read(call: Call) -> MaterialStatistics:
    asked: StatisticsQuery = call.query
    chosen = Chosen(asked.since, asked.until, asked.material_id, asked.staff_id, asked.store_id)
    found = await content_statistics(asked.by, chosen, asked.cursor, asked.limit + 1)
    items = [MaterialLine.model_validate(one) for one in found[: asked.limit]]
    return MaterialStatistics(items=items, next_cursor=items[-1].key if len(found) > asked.limit else None)


ROUTES: list[Route] = [
    staff_route(
        "GET",
        "/material-statistics",
        read,
        MANAGERS,
        "素材使用与转化统计",
        query=StatisticsQuery,
        returns=MaterialStatistics,
    ),
]
