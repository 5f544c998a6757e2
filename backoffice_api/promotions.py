"""Promotions: made and ended, never edited."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.http.routes import Call, Route
from app.promotions import windows
from app.promotions.create import create
from app.promotions.end import end
from app.promotions.states import Phase, PromotionKind
from app.promotions.terms import NewPromotion
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery


class Promotion(BaseModel):
    """`terms` and `scope` as they were given, without what was left empty. The phase is as of now."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: PromotionKind
    title: str
    priority: int
    exclusion_group: str
    scope: dict[str, Any]
    terms: dict[str, Any]
    starts_at: datetime
    ends_at: datetime
    phase: Phase
    created_at: datetime


class Promotions(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[Promotion]
    next_cursor: UUID | None


async def create_promotion(call: Call) -> Promotion:
    return await _detail(await create(call.body))


async def list_promotions(call: Call) -> Promotions:
    return Promotions.model_validate(await windows.promotions(call.query.cursor, call.query.limit))


async def read_promotion(_: Call, promotion_id: UUID) -> Promotion:
    return await _detail(promotion_id)


async def end_promotion(_: Call, promotion_id: UUID) -> Promotion:
    await end(promotion_id)
    return await _detail(promotion_id)


async def _detail(promotion_id: UUID) -> Promotion:
    return Promotion.model_validate(await windows.promotion(promotion_id))


ROUTES: list[Route] = [
    staff_route(
        "POST",
        "/promotions",
        create_promotion,
        MERCHANDISERS,
        "新建促销活动",
        body=NewPromotion,
        returns=Promotion,
        status=201,
    ),
    staff_route(
        "GET",
        "/promotions",
        list_promotions,
        MERCHANDISERS,
        "促销活动列表",
        query=PageQuery,
        returns=Promotions,
    ),
    staff_route(
        "GET",
        "/promotions/<promotion_id:uuid>",
        read_promotion,
        MERCHANDISERS,
        "促销活动详情",
        returns=Promotion,
    ),
    staff_route(
        "POST",
        "/promotions/<promotion_id:uuid>/end",
        end_promotion,
        MERCHANDISERS,
        "提前结束促销活动",
        returns=Promotion,
    ),
]
