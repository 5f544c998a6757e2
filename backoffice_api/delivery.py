"""Freight templates and stores' delivery in their city."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.delivery import city_terms, freight_templates
from app.delivery.states import Basis
from app.delivery.terms import NewCityTerms, NewFreightTemplate
from app.http.routes import Call, Route
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery


class FreightLine(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    basis: Basis
    is_default: bool
    promise_days: int
    updated_at: datetime


class Freight(FreightLine):
    """Region codes as prefixes; fees in fen."""

    zones: list[dict[str, Any]]
    no_delivery: list[str]


class FreightLines(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[FreightLine]
    next_cursor: UUID | None


class City(BaseModel):
    """Fees in fen, distances in metres, times of day in Shanghai."""

    model_config = ConfigDict(from_attributes=True)

    store_id: UUID
    bands: list[dict[str, int]]
    slots: list[dict[str, Any]]
    cut_off_minutes: int
    flash_minutes: int
    updated_at: datetime


async def add_template(call: Call) -> Freight:
    return await _freight(await freight_templates.add(call.body))


async def list_templates(call: Call) -> FreightLines:
    return FreightLines.model_validate(await freight_templates.page(call.query.cursor, call.query.limit))


async def read_template(_: Call, template_id: UUID) -> Freight:
    return await _freight(template_id)


async def replace_template(call: Call, template_id: UUID) -> Freight:
    await freight_templates.replace(template_id, call.body)
    return await _freight(template_id)


async def remove_template(_: Call, template_id: UUID) -> None:
    await freight_templates.remove(template_id)


async def put_city(call: Call, store_id: UUID) -> City:
    await city_terms.put(store_id, call.body)
    return await read_city(call, store_id)


async def read_city(_: Call, store_id: UUID) -> City:
    return City.model_validate(await city_terms.read(store_id))


async def remove_city(_: Call, store_id: UUID) -> None:
    await city_terms.remove(store_id)


async def _freight(template_id: UUID) -> Freight:
    return Freight.model_validate(await freight_templates.read(template_id))


ALL, ONE = "/freight-templates", "/freight-templates/<template_id:uuid>"
CITY = "/stores/<store_id:uuid>/city-terms"
ROUTES: list[Route] = [
    staff_route(
        "POST",
        ALL,
        add_template,
        MERCHANDISERS,
        "新建运费模板",
        body=NewFreightTemplate,
        returns=Freight,
        status=201,
    ),
    staff_route("GET", ALL, list_templates, MERCHANDISERS, "运费模板列表", query=PageQuery, returns=FreightLines),
    staff_route("GET", ONE, read_template, MERCHANDISERS, "运费模板详情", returns=Freight),
    staff_route("PUT", ONE, replace_template, MERCHANDISERS, "修改运费模板", body=NewFreightTemplate, returns=Freight),
    staff_route("DELETE", ONE, remove_template, MERCHANDISERS, "删除运费模板", status=204),
    staff_route("PUT", CITY, put_city, MERCHANDISERS, "设置门店同城配送", body=NewCityTerms, returns=City),
    staff_route("GET", CITY, read_city, MERCHANDISERS, "门店同城配送设置", returns=City),
    staff_route("DELETE", CITY, remove_city, MERCHANDISERS, "停止门店同城配送", status=204),
]
