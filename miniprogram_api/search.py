"""Searching goods by words. No session is needed."""

from typing import Self

from pydantic import Field, model_validator

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.showcase import search as goods
from app.showcase import suggest
from app.showcase.states import Sort
from miniprogram_api.products import AtStore

HIGHEST_FEN = 10**12


class SearchPage(AtStore):
    """`next_cursor` is null after the 1,000th hit: narrow the question instead of paging on."""

    q: str = Field(min_length=1, max_length=goods.LONGEST_TEXT, description="搜索词：中文、拼音或首字母")
    sort: Sort = Sort.RELEVANCE
    category: str | None = Field(None, max_length=255, description="分类名称或路径，含下级分类")
    brand: str | None = Field(None, max_length=64)
    price_min: int | None = Field(None, ge=0, le=HIGHEST_FEN, description="最低价，单位分")
    price_max: int | None = Field(None, ge=0, le=HIGHEST_FEN, description="最高价，单位分")
    in_stock: bool = Field(False, description="只看有货；带 store_id 时指该店有货")
    cursor: int = Field(0, ge=0, le=goods.MOST_OFFSET, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=100)

    @model_validator(mode="after")
    def _prices_in_order(self) -> Self:
        if self.price_min is not None and self.price_max is not None and self.price_min > self.price_max:
            raise ValueError("最低价不能高于最高价")
        return self


class Beginning(Body):
    q: str = Field(min_length=1, max_length=goods.LONGEST_TEXT, description="已输入的文字、拼音或首字母")
    limit: int = Field(10, ge=1, le=20)


async def search_goods(call: Call) -> bytes:
    page = call.query
    return await goods.search(
        goods.Search(
            text=page.q,
            sort=page.sort,
            category=page.category or None,
            brand=page.brand or None,
            price_min=page.price_min,
            price_max=page.price_max,
            store_id=page.store_id,
            in_stock=page.in_stock,
            offset=page.cursor,
            limit=page.limit,
        )
    )


async def suggest_terms(call: Call) -> bytes:
    return await suggest.suggestions(call.query.q, call.query.limit)


ROUTES: list[Route] = [
    Route("GET", "/search", search_goods, query=SearchPage, summary="搜索商品"),
    Route("GET", "/search/suggestions", suggest_terms, query=Beginning, summary="搜索联想"),
]
