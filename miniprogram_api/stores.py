"""Stores as a shopper looks for them."""

import re
from uuid import UUID

from pydantic import Field, field_validator, model_validator

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.inventory.stores_with import stores_with
from app.stores import queries
from app.stores.nearby import START, Search, stores_nearby
from app.stores.states import StoreOffer

AFTER = re.compile(r"\d{1,8}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


class StoreSearch(Body):
    """Coordinates are GCJ-02, as wx.getLocation gives them. With `sku_id` only stores that can sell it now."""

    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    service: StoreOffer | None = None
    open_now: bool = False
    delivers_here: bool = Field(False, description="只看能送到当前位置的门店")
    region: str = Field("", pattern=r"^\d{0,6}$", description="行政区划代码的前几位")
    sku_id: UUID | None = None
    cursor: str | None = Field(None, max_length=48, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=50)

    @field_validator("cursor")
    @classmethod
    def _is_ours(cls, cursor: str | None) -> str | None:
        if cursor is not None and AFTER.fullmatch(cursor) is None:
            raise ValueError("请使用上一页返回的 next_cursor")
        return cursor

    @model_validator(mode="after")
    def _is_somewhere_or_nowhere(self) -> "StoreSearch":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("经度与纬度须同时提供")
        if self.delivers_here and self.latitude is None:
            raise ValueError("筛选可配送门店需要当前位置")
        return self

    def search(self) -> Search:
        wanted = self.model_dump(exclude={"sku_id", "cursor"})
        metres, _, store_id = (self.cursor or "").partition(".")
        return Search(**wanted, after=(int(metres), UUID(store_id)) if self.cursor else START)


async def list_stores(call: Call) -> bytes:
    wanted: StoreSearch = call.query
    if wanted.sku_id is not None:
        return await stores_with(wanted.sku_id, wanted.search())
    return await stores_nearby(wanted.search())


async def show_store(_: Call, store_id: UUID) -> bytes:
    return await queries.detail(store_id)


ROUTES: list[Route] = [
    Route("GET", "/stores", list_stores, query=StoreSearch, summary="附近门店"),
    Route("GET", "/stores/<store_id:uuid>", show_store, summary="门店详情"),
]
