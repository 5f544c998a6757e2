"""Store codes (门店活码)."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from app.acquisition import code_queries as queries
from app.acquisition.edit_store_code import create_store_code, delete_store_code, edit_store_code
from app.acquisition.store_code_terms import StoreCodeTerms
from app.http.routes import Call, Route
from backoffice_api.access import MANAGERS, staff_route
from backoffice_api.pages import PageQuery


class StoreCode(StoreCodeTerms):
    """`page` is the mini-program page that the poster's code opens."""

    id: UUID
    page: str
    created_at: datetime


class StoreCodes(BaseModel):
    items: list[StoreCode]
    next_cursor: UUID | None


async def create(call: Call) -> StoreCode:
    return await _detail(await create_store_code(call.body))


async def read(_: Call, code_id: UUID) -> StoreCode:
    return await _detail(code_id)


async def page(call: Call) -> StoreCodes:
    limit: int = call.query.limit
    found = [_shown(one) for one in await queries.store_codes_page(call.query.cursor, limit + 1)]
    return StoreCodes(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def edit(call: Call, code_id: UUID) -> StoreCode:
    await edit_store_code(code_id, call.body)
    return await _detail(code_id)


async def remove(_: Call, code_id: UUID) -> None:
    await delete_store_code(code_id)


async def _detail(code_id: UUID) -> StoreCode:
    return _shown(await queries.store_code(code_id))


def _shown(code: queries.OfStores) -> StoreCode:
    return StoreCode(**code.terms.model_dump(), id=code.id, page=code.page, created_at=code.created_at)


ALL, ONE = "/store-codes", "/store-codes/<code_id:uuid>"
ROUTES: list[Route] = [
    staff_route("POST", ALL, create, MANAGERS, "新建门店活码", body=StoreCodeTerms, returns=StoreCode, status=201),
    staff_route("GET", ALL, page, MANAGERS, "门店活码列表", query=PageQuery, returns=StoreCodes),
    staff_route("GET", ONE, read, MANAGERS, "门店活码详情", returns=StoreCode),
    staff_route("PUT", ONE, edit, MANAGERS, "修改门店活码", body=StoreCodeTerms, returns=StoreCode),
    staff_route("DELETE", ONE, remove, MANAGERS, "删除门店活码", status=204),
]
