"""After-sales as the seller decides on them."""

from uuid import UUID

from pydantic import Field

from app.aftersale import decide, queries
from app.aftersale.states import AfterSaleStatus
from app.http.bodies import Body
from app.http.routes import Call
from backoffice_api.access import MERCHANDISERS, staff_route


class AfterSaleQuery(Body):
    status: AfterSaleStatus | None = None
    order_id: UUID | None = None
    cursor: UUID | None = None
    limit: int = Field(20, ge=1, le=100)


class Approval(Body):
    """`return_to`: the location that goods are to be sent back to."""

    return_to: UUID | None = None
    note: str = Field("", max_length=200)


class Refusal(Body):
    reason: str = Field(min_length=2, max_length=200, description="会展示给顾客")


class Acceptance(Body):
    """`restock_at`: where the returned goods can be sold again; null when they cannot."""

    restock_at: UUID | None = None
    note: str = Field("", max_length=200)


async def list_after_sales(call: Call) -> bytes:
    asked = call.query
    return await queries.page(None, asked.status, asked.order_id, asked.cursor, asked.limit)


async def show_after_sale(_: Call, after_sale_id: UUID) -> bytes:
    return await queries.detail(after_sale_id)


async def approve(call: Call, after_sale_id: UUID) -> bytes:
    await decide.approve(after_sale_id, call.by, call.body.return_to, call.body.note)
    return await queries.detail(after_sale_id)


async def reject(call: Call, after_sale_id: UUID) -> bytes:
    await decide.reject(after_sale_id, call.by, call.body.reason)
    return await queries.detail(after_sale_id)


async def accept(call: Call, after_sale_id: UUID) -> bytes:
    await decide.accept(after_sale_id, call.by, call.body.restock_at, call.body.note)
    return await queries.detail(after_sale_id)


async def refund_instead(call: Call, after_sale_id: UUID) -> bytes:
    await decide.refund_instead(after_sale_id, call.by, call.body.restock_at, call.body.note)
    return await queries.detail(after_sale_id)


ONE = "/after-sales/<after_sale_id:uuid>"
ROUTES = [
    staff_route("GET", "/after-sales", list_after_sales, MERCHANDISERS, "售后列表", query=AfterSaleQuery),
    staff_route("GET", ONE, show_after_sale, MERCHANDISERS, "售后详情"),
    staff_route("POST", f"{ONE}/approve", approve, MERCHANDISERS, "同意售后", body=Approval),
    staff_route("POST", f"{ONE}/reject", reject, MERCHANDISERS, "拒绝售后", body=Refusal),
    staff_route("POST", f"{ONE}/accept", accept, MERCHANDISERS, "确认收到退货", body=Acceptance),
    staff_route("POST", f"{ONE}/refund-instead", refund_instead, MERCHANDISERS, "换货改退款", body=Acceptance),
]
