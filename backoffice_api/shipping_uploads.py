"""What WeChat was told of shipped orders (发货信息上报), and what it refused."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.fulfilment import queries
from app.fulfilment.states import UploadStatus
from app.fulfilment.upload_shipping import retry
from app.http.routes import Call, Route
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery


class UploadQuery(PageQuery):
    status: UploadStatus | None = None


class UploadLine(BaseModel):
    """`last_error` as the platform worded it, with its errcode; `sent` is what was told or tried last."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    order_id: UUID
    status: UploadStatus
    sent: dict[str, Any]
    attempts: int
    retry_at: datetime | None
    last_error: str
    uploaded_at: datetime | None


class UploadLines(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[UploadLine]
    next_cursor: UUID | None


async def list_uploads(call: Call) -> UploadLines:
    asked: UploadQuery = call.query
    return UploadLines.model_validate(await queries.upload_page(asked.status, asked.cursor, asked.limit))


async def retry_upload(_: Call, order_id: UUID) -> None:
    await retry(order_id)


ROUTES: list[Route] = [
    staff_route(
        *("GET", "/shipping-uploads", list_uploads, MERCHANDISERS, "发货信息上报记录"),
        query=UploadQuery,
        returns=UploadLines,
    ),
    staff_route(
        "POST", "/shipping-uploads/<order_id:uuid>/retry", retry_upload, MERCHANDISERS, "重新上报发货信息", status=204
    ),
]
