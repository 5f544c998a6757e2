"""What became of those who came by channel codes (渠道活码统计)."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.analytics import channel_codes as statistics
from app.http.bodies import Body
from app.http.moments import Day
from app.http.routes import Call, Route
from backoffice_api.access import MANAGERS, staff_route


class Period(Body):
    """Days on which people became friends, Shanghai time, both included; without them all."""

    since: Day | None = None
    until: Day | None = None


class PeriodPage(Period):
    cursor: UUID | None = None
    limit: int = Field(default=20, ge=1, le=100)


class Funnel(BaseModel):
    """People, each once per code; `value_90` in fen. WeCom tells of scans that end in a friendship only."""

    model_config = ConfigDict(from_attributes=True)

    scans: int
    friends: int
    kept: int
    members: int
    joined: int
    first_orders: int
    buyers: int
    value_90: int


class Share(BaseModel):
    """`id` of the store or guide; null for guides of no store."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID | None
    funnel: Funnel


class CodeStatistics(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code_id: UUID
    name: str
    campaign: str
    ad: str
    store_id: UUID | None
    total: Funnel
    stores: list[Share]
    guides: list[Share]


class CodesStatistics(BaseModel):
    items: list[CodeStatistics]
    next_cursor: UUID | None


async def read(call: Call, code_id: UUID) -> CodeStatistics:
    found = await statistics.code_statistics(code_id, call.query.since, call.query.until)
    return CodeStatistics.model_validate(found)


async def page(call: Call) -> CodesStatistics:
    asked: PeriodPage = call.query
    found = await statistics.codes_statistics(asked.cursor, asked.limit + 1, asked.since, asked.until)
    shown = [CodeStatistics.model_validate(one) for one in found[: asked.limit]]
    return CodesStatistics(items=shown, next_cursor=shown[-1].code_id if len(found) > asked.limit else None)


ROUTES: list[Route] = [
    staff_route(
        "GET",
        "/channel-codes/statistics",
        page,
        MANAGERS,
        "各渠道活码统计",
        query=PeriodPage,
        returns=CodesStatistics,
    ),
    staff_route(
        "GET",
        "/channel-codes/<code_id:uuid>/statistics",
        read,
        MANAGERS,
        "渠道活码统计",
        query=Period,
        returns=CodeStatistics,
    ),
]
