"""Coupon templates and their codes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.promotions.coupons import windows
from app.promotions.coupons.create_template import create_template
from app.promotions.coupons.make_codes import MOST_CODES, make_codes
from app.promotions.coupons.states import CouponKind, IssueMode
from app.promotions.coupons.stop_template import stop_template
from app.promotions.coupons.terms import NewTemplate
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery


class NewCodes(Body):
    count: int = Field(ge=1, le=MOST_CODES)


class CodeQuery(Body):
    cursor: UUID | None = None
    limit: int = Field(100, ge=1, le=1000)


class TemplateLine(BaseModel):
    """Amounts in fen, `issued` of `stock` are with members or were."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: CouponKind
    title: str
    mode: IssueMode
    active: bool
    stock: int
    issued: int
    issue_from: datetime
    issue_until: datetime
    created_at: datetime


class Counts(BaseModel):
    """Coupons by what became of them; `void` were taken back with a refunded order."""

    model_config = ConfigDict(from_attributes=True)

    ready: int
    locked: int
    used: int
    expired: int
    void: int


class Template(TemplateLine):
    terms: dict[str, Any]
    scope: dict[str, Any]
    stacking_group: str
    per_member: int
    least_paid: int
    valid_days: int | None
    valid_from: datetime | None
    valid_until: datetime | None
    return_on_refund: bool


class TemplateDetail(Template):
    coupons: Counts


class Templates(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[TemplateLine]
    next_cursor: UUID | None


class Code(BaseModel):
    """`used_by` is the member who redeemed it."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    used_by: UUID | None
    used_at: datetime | None


class Codes(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[Code]
    next_cursor: UUID | None


async def create(call: Call) -> TemplateDetail:
    return await _detail(await create_template(call.body))


async def list_templates(call: Call) -> Templates:
    return Templates.model_validate(await windows.templates(call.query.cursor, call.query.limit))


async def read_template(_: Call, template_id: UUID) -> TemplateDetail:
    return await _detail(template_id)


async def stop(_: Call, template_id: UUID) -> TemplateDetail:
    await stop_template(template_id)
    return await _detail(template_id)


async def add_codes(call: Call, template_id: UUID) -> None:
    await make_codes(template_id, call.body.count)


async def list_codes(call: Call, template_id: UUID) -> Codes:
    return Codes.model_validate(await windows.codes(template_id, call.query.cursor, call.query.limit))


async def _detail(template_id: UUID) -> TemplateDetail:
    template = Template.model_validate(await windows.template(template_id))
    counts = Counts.model_validate(await windows.counts(template_id))
    return TemplateDetail(**template.model_dump(), coupons=counts)


ONE = "/coupon-templates/<template_id:uuid>"
ROUTES: list[Route] = [
    staff_route(
        "POST",
        "/coupon-templates",
        create,
        MERCHANDISERS,
        "新建优惠券",
        body=NewTemplate,
        returns=TemplateDetail,
        status=201,
    ),
    staff_route(
        "GET", "/coupon-templates", list_templates, MERCHANDISERS, "优惠券列表", query=PageQuery, returns=Templates
    ),
    staff_route("GET", ONE, read_template, MERCHANDISERS, "优惠券详情与领用统计", returns=TemplateDetail),
    staff_route("POST", f"{ONE}/stop", stop, MERCHANDISERS, "停止发放优惠券", returns=TemplateDetail),
    staff_route("POST", f"{ONE}/codes", add_codes, MERCHANDISERS, "生成兑换码", body=NewCodes, status=204),
    staff_route("GET", f"{ONE}/codes", list_codes, MERCHANDISERS, "兑换码列表", query=CodeQuery, returns=Codes),
]
