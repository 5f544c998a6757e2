"""Goods changed from several sides at the same moment, committed for real, several times over."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import pytest

from app.catalog import queries, write_import
from app.catalog.brands import change_brand
from app.catalog.categories import change_category
from app.catalog.create_product import create_product
from app.catalog.errors import OutOfBounds, ProductExists, SkuExists, StorePricesOutside
from app.catalog.models import Brand, Category, Product, Sku, StoreGoods
from app.catalog.product_terms import ProductTerms, SkuTerms
from app.catalog.request_import import keep_file
from app.catalog.set_price import set_bounds
from app.catalog.set_store_goods import set_store_goods
from app.catalog.states import Shelf
from app.catalog.turn_shelves import turn_shelves
from app.events.catalog import GoodsImportRequested
from app.inventory.import_goods import import_goods, run_import
from app.kernel import clock, db
from tests.app.catalog.factory import goods_csv, row, warehouse

ROUNDS = range(20)
DIFFERENT = "SELECT count(DISTINCT price)::int AS prices, count(*)::int AS skus FROM skus WHERE code LIKE $1"


def file_of(round_: int, price: str) -> bytes:
    codes = [f"R{round_}-{number}" for number in range(30)]
    return goods_csv([row(n, product_code=code, stock="3", price_yuan=price) for n, code in enumerate(codes)])


async def test_of_two_imports_at_once_each_row_is_of_the_later_one_and_stock_counts_once(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "ATTEMPTS_ON_DEADLOCK", 1)
    monkeypatch.setattr(write_import, "SLICE", 7)
    await warehouse()
    for round_ in ROUNDS:
        header, *lines = file_of(round_, "20").splitlines(keepends=True)
        backwards = header + b"".join(lines[::-1])
        one, other = await asyncio.gather(import_goods(file_of(round_, "10")), import_goods(backwards))
        assert sorted([one.skus_created, other.skus_created]) == [0, 30]
        assert sorted([one.skus_updated, other.skus_updated]) == [0, 30]
        found = await db.fetch_one(DIFFERENT, f"R{round_}-%")
        assert found is not None
        assert (found["prices"], found["skus"]) == (1, 30)
    assert await db.fetch_value("SELECT sum(on_hand)::int FROM stocks") == 20 * 30 * 3


async def test_two_workers_on_one_import_write_it_once(database: None) -> None:
    await warehouse()
    for round_ in ROUNDS:
        waiting = await keep_file(file_of(round_, "10"), "goods.csv", None)
        await asyncio.gather(*(run_import(GoodsImportRequested(waiting.id)) for _ in range(3)))
        await waiting.refresh_from_db()
        assert (waiting.status, waiting.written, waiting.content) == ("done", 30, None)
        assert waiting.report["skus_created"] == 30
    assert await db.fetch_value("SELECT sum(on_hand)::int FROM stocks") == 20 * 30 * 3
    assert await db.fetch_value("SELECT count(*) FROM goods_import_skus") == 0


async def test_an_import_and_a_form_that_make_the_same_goods_make_them_once(database: None) -> None:
    await warehouse()
    for round_ in ROUNDS:
        code = f"R{round_}-7"

        async def form(code: str = code) -> None:
            with suppress(ProductExists, SkuExists):
                await create_product(ProductTerms(code, "手填"), [SkuTerms(f"{code}-1", 1)])

        await asyncio.gather(import_goods(file_of(round_, "10")), form())
        found = await Product.get(code=code)
        assert await queries.sku_ids(found.id) == [(await Sku.get(code=f"{code}-1")).id]


async def test_no_store_price_slips_out_of_bounds_that_are_being_drawn_in(database: None) -> None:
    for round_ in ROUNDS:
        product_id = await create_product(ProductTerms(f"P{round_}", "茶"), [SkuTerms(f"S{round_}", 1_000)])
        (sku_id,) = await queries.sku_ids(product_id)
        stores = [uuid4() for _ in range(4)]
        done = await asyncio.gather(
            *(set_store_goods(store_id, sku_id, True, 800 + 100 * n) for n, store_id in enumerate(stores)),
            set_bounds(sku_id, 1_000, 2_000),
            return_exceptions=True,
        )
        assert all(each is None or isinstance(each, OutOfBounds | StorePricesOutside) for each in done), done
        lowest = (await Sku.get(id=sku_id)).lowest_price or 0
        assert all((each.price or 0) >= lowest for each in await StoreGoods.filter(sku_id=sku_id))


async def test_products_follow_names_that_change_while_they_are_made(database: None) -> None:
    await create_product(ProductTerms("P", "茶", brand="B", category="A"), [SkuTerms("S", 1)])
    category, brand = await Category.get(path="A"), await Brand.get(name="B")
    for round_ in ROUNDS:
        before = await Category.get(id=category.id), await Brand.get(id=brand.id)
        terms = ProductTerms(f"P{round_}", "茶", brand=before[1].name, category=before[0].path)
        await asyncio.gather(
            create_product(terms, [SkuTerms(f"S{round_}", 1)]),
            change_category(category.id, f"A{round_}", None, 0),
            change_brand(brand.id, f"B{round_}", ""),
        )
        for product in await Product.all():
            assert product.category == (await Category.get(id=product.category_id)).path
            assert product.brand == (await Brand.get(id=product.brand_id)).name


async def test_shelves_turned_by_many_ticks_turn_once(database: None) -> None:
    for round_ in ROUNDS:
        for number in range(10):
            terms = ProductTerms(f"P{round_}-{number}", "茶", shelf=Shelf.OFF, shelf_from=clock.now())
            await create_product(terms, [SkuTerms(f"S{round_}-{number}", 1)])
        assert sum(await asyncio.gather(*(turn_shelves() for _ in range(4)))) == 10
    assert await Product.filter(shelf=Shelf.OFF).count() == 0
