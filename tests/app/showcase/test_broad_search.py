"""Questions with more hits than are ranked: the limits are made small, so that a few goods are too many."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from app.catalog.index_search import index_search
from app.catalog.models import Product, Sku
from app.catalog.search_dictionary import shop_dictionary
from app.catalog.search_words import question
from app.catalog.states import Shelf
from app.kernel import db
from app.showcase import search, search_sql
from app.showcase.states import Sort
from tests.app.showcase.factory import found, indexed, own_word, put_stock, shop, titles

Limits: TypeAlias = Callable[[int, int], None]
GOODS = 24
PAGE = 5


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Limits:
    """How many hits are ranked, and how many are put in another order; pages end within those ranked."""

    def set_limits(ranked: int, in_order: int) -> None:
        monkeypatch.setattr(search_sql, "MOST_RANKED", ranked)
        monkeypatch.setattr(search, "MOST_OFFSET", ranked - PAGE)
        for name, store in (("ONLINE", ""), ("AT_STORE", "$11")):
            statements = search_sql.statements(store, most_ranked=ranked, most_sorted=in_order)
            monkeypatch.setattr(search_sql, name, statements)

    monkeypatch.setattr(search, "_broad", {})
    return set_limits


async def sold(pieces: dict[str, int]) -> None:
    """Goods with so many pieces sold, in the index."""
    await indexed(*pieces)
    for title, sales in pieces.items():
        await Product.filter(title=title).update(sales=sales, indexed=False)
    await index_search()


async def many() -> None:
    """Goods whose sales, prices and ages are each in another order, with some alike."""
    await indexed(*(f"龙井 {number:02} 号" for number in range(GOODS)))
    await db.execute("UPDATE products SET sales = (substr(title, 4, 2)::int * 7 % 24) ^ 3 / 5, indexed = false")
    await db.execute("""
        UPDATE skus s SET price = 100 + (substr(p.title, 4, 2)::int * 5 % 24) / 3
        FROM products p WHERE p.id = s.product_id
    """)
    await index_search()


async def paged(text: str, **filters: Any) -> list[str]:
    seen: list[str] = []
    cursor: str | None = "0"
    while cursor is not None:
        page = await found(text, offset=int(cursor), limit=PAGE, **filters)
        seen += [item["title"] for item in page["items"]]
        cursor = page["next_cursor"]
    return seen


async def test_of_too_many_hits_the_best_sellers_are_ranked(database: None, limits: Limits) -> None:
    await sold({"龙井甲": 0, "龙井乙": 20, "龙井丙": 300_000, "龙井丁": 2, "龙井戊": 1_500, "龙井己": 0})
    assert await titles("龙井") == ["龙井丙", "龙井戊", "龙井乙", "龙井丁", "龙井己", "龙井甲"]
    limits(2, 2)
    first, remembered = await found("龙井"), await found("龙井")
    assert first == remembered
    assert [item["title"] for item in first["items"]] == ["龙井丙", "龙井戊", "龙井乙"]
    assert (first["total"], first["total_is_more"]) == (2, True)


async def test_among_best_sellers_words_count_more_than_sales(database: None, limits: Limits) -> None:
    await indexed("绿茶 龙井", "安溪铁观音 茶", "龙井绿茶味漱口水")
    await Product.filter(title="龙井绿茶味漱口水").update(category="洗护", sales=9, indexed=False)
    await index_search()
    ranked = await titles("绿茶")
    limits(2, 2)
    assert await titles("绿茶") == ranked
    assert ranked[-1] == "龙井绿茶味漱口水"


async def test_what_is_remembered_of_a_question_does_not_change_its_answer(database: None, limits: Limits) -> None:
    await many()
    limits(10, 10)
    assert (await found("龙井"))["total_is_more"]
    await Product.filter(title__gt="龙井 03 号").update(shelf=Shelf.OFF, indexed=False)
    await index_search()
    remembered = await found("龙井")
    search._broad.clear()
    assert remembered == await found("龙井")
    assert (remembered["total"], remembered["total_is_more"]) == (4, False)
    await Product.all().update(shelf=Shelf.OFF, indexed=False)
    await found("铁观音")
    search._broad.update({key: float("inf") for key in search._broad})
    await index_search()
    assert (await found("龙井"))["match"] == "popular"


async def test_pages_of_the_best_sellers_neither_repeat_nor_lose_one(database: None, limits: Limits) -> None:
    await many()
    rows = await db.fetch("SELECT title FROM products ORDER BY sales DESC LIMIT 15")
    limits(15, 15)
    for turn in ("first", "remembered"):
        seen = await paged("龙井")
        assert len(seen) == len(set(seen)) == 15, turn
        # The worst of them may be exchanged for others of its band.
        assert {row["title"] for row in rows[:9]} <= set(seen), turn


@pytest.mark.parametrize("sort", [sort for sort in Sort if sort != Sort.RELEVANCE])
async def test_pages_of_too_many_hits_in_an_order_are_those_of_all(database: None, limits: Limits, sort: Sort) -> None:
    await many()
    everything = await paged("龙井", sort=sort)
    assert len(set(everything)) == GOODS
    limits(15, 16)
    assert await paged("龙井", sort=sort) == everything[:15]
    answer = await found("龙井", sort=sort, limit=2)
    assert (answer["total"], answer["total_is_more"]) == (15, True)
    assert answer["facets"]["brands"] == [{"name": "云上", "count": 17}]


async def test_goods_without_a_price_do_not_fill_the_first_page_of_the_dearest(database: None, limits: Limits) -> None:
    await many()
    await Sku.filter(product_id__in=[one.id for one in await Product.filter(title__lt="龙井 05 号")]).delete()
    await Product.all().update(indexed=False)
    await index_search()
    dearest = await titles("龙井", sort=Sort.PRICE_DESC, limit=10)
    limits(GOODS, 3)
    assert await titles("龙井", sort=Sort.PRICE_DESC, limit=10) == dearest
    assert min(dearest) >= "龙井 05 号"


@pytest.mark.parametrize("sort", list(Sort))
async def test_filters_hold_however_many_hits_there_are(database: None, limits: Limits, sort: Sort) -> None:
    await many()
    await Product.filter(title__lt="龙井 09 号").update(brand="山下", category="茶叶/绿茶", indexed=False)
    await db.execute("UPDATE stocks SET on_hand = 0 WHERE sku_id IN (SELECT id FROM skus WHERE price % 2 = 0)")
    await index_search()
    asked: list[dict[str, Any]] = [
        *({"brand": "山下"}, {"category": "茶叶"}, {"price_min": 103}, {"price_max": 104}, {"in_stock": True}),
        {"brand": "云上", "price_min": 101, "in_stock": True},
    ]
    all_hits = [set(await titles("龙井", sort=sort, limit=100, **filters)) for filters in asked]
    assert all(0 < len(hits) < GOODS for hits in all_hits)
    # One hit too many, so that what is ranked of them is still all.
    for filters, hits in zip(asked, all_hits, strict=True):
        limits(len(hits) - 1 if sort == Sort.RELEVANCE else GOODS, 3)
        for turn in ("first", "remembered"):
            assert set(await titles("龙井", sort=sort, limit=100, **filters)) == hits, (filters, turn)


@pytest.mark.parametrize("sort", list(Sort))
async def test_at_a_store_too_many_hits_are_its_own_at_its_prices(database: None, limits: Limits, sort: Sort) -> None:
    await many()
    store_id, place = await shop()
    for number, sku in enumerate(await Sku.all().order_by("id")):
        await own_word(store_id, sku.id, sold=number % 3 > 0, price=900 - number % 11)
        await put_stock(sku.id, place, number % 2)
    everything = await paged("龙井", sort=sort, store_id=store_id)
    assert len(set(everything)) == GOODS * 2 // 3
    limits(15, 15)
    seen = await paged("龙井", sort=sort, store_id=store_id)
    if sort not in (Sort.PRICE_ASC, Sort.PRICE_DESC):
        assert seen == everything[:15]
        return
    # Those first by the online price, in the order of the store's own.
    assert len(set(seen)) == 15
    assert seen == [title for title in everything if title in seen]


@pytest.mark.parametrize(
    ("sales", "band"),
    [(0, 0), (1, 1), (3, 1), (4, 2), (15, 2), (16, 3), (262_143, 9), (262_144, 10), (10**15, 10)],
)
async def test_a_band_is_four_times_the_one_below(product: None, sales: int, band: int) -> None:
    words = await db.fetch_value("SELECT with_sales_band('茶:1A', $1)::text", sales)
    assert words == f"'#{band}' '茶':1A"
    assert band <= search_sql.HIGHEST_BAND


@pytest.mark.parametrize("sort", list(Sort))
async def test_every_question_reads_the_index_that_knows_the_bands(product: None, sort: Sort) -> None:
    types = "text, text, text, text, bigint, bigint, boolean, bigint, bigint, text"
    async with db.connection() as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off")
        for at, statement in enumerate({search_sql.ONLINE[sort].found, search_sql.ONLINE[sort].many}):
            await connection.execute(f"PREPARE asked_{sort}_{at} ({types}) AS {statement}")
            values = "'茶', '', NULL, NULL, NULL, NULL, false, 20, 0, '茶'"
            plan = await connection.fetch(f"EXPLAIN EXECUTE asked_{sort}_{at} ({values})")
            told = "\n".join(line[0] for line in plan)
            assert "Bitmap Index Scan on product_search_bands" in told
            await connection.execute(f"DEALLOCATE asked_{sort}_{at}")


async def test_a_band_is_no_word_of_a_question(database: None) -> None:
    await sold({"龙井甲": 1})
    asked = question(await shop_dictionary.ready(), "#1")
    assert "#" not in asked.every
    assert (await found("#1"))["match"] == "popular"
