"""Stock told by an ERP or a POS, row by row under its own sequence."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.inventory.apply_push import PushMode, PushRow, Verdict
from app.inventory.push import MOST_ROWS, push
from backoffice_api.access import MERCHANDISERS, staff_route

SOURCE = r"^[a-z0-9][a-z0-9_-]{0,31}$"
MOST_PIECES = 10_000_000
LAST_SEQUENCE = 2**63 - 1
MOST_BYTES = 512 * 1024
Whole = Annotated[int, Field(strict=True)]


class Row(Body):
    """`quantity`: absolute what is on hand, never below 0; delta the change. `sequence` grows per SKU and location."""

    location_code: str = Field(min_length=1, max_length=32)
    sku_code: str = Field(min_length=1, max_length=64)
    sequence: Whole = Field(ge=0, le=LAST_SEQUENCE)
    mode: PushMode
    quantity: Whole = Field(ge=-MOST_PIECES, le=MOST_PIECES)

    @model_validator(mode="after")
    def _has_no_less_than_nothing(self) -> "Row":
        if self.mode is PushMode.ABSOLUTE and self.quantity < 0:
            raise ValueError("绝对库存不能为负数")
        return self


class Push(Body):
    source: str = Field(pattern=SOURCE)
    rows: list[Row] = Field(min_length=1, max_length=MOST_ROWS)


class RowResult(BaseModel):
    """`row` counts from 1. `on_hand` and `held` after it; null when the place or the SKU is unknown."""

    model_config = ConfigDict(from_attributes=True)

    row: int
    verdict: Verdict
    on_hand: int | None
    held: int | None


class PushResult(BaseModel):
    """`applied` rows of all; the verdict of each stands beside it."""

    applied: int
    rows: list[RowResult]


async def push_stock(call: Call) -> PushResult:
    told: Push = call.body
    rows = [PushRow(**row.model_dump()) for row in told.rows]
    found = await push(told.source, rows)
    applied = sum(one.verdict is Verdict.APPLIED for one in found)
    return PushResult(applied=applied, rows=[RowResult.model_validate(one) for one in found])


ROUTES: list[Route] = [
    staff_route(
        "POST",
        "/stock/pushes",
        push_stock,
        MERCHANDISERS,
        "推送库存",
        body=Push,
        returns=PushResult,
        max_body=MOST_BYTES,
    ),
]
