from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog.index_search import index_search, refresh_search
from app.catalog.models import Product, Sku
from app.catalog.search_words import normalised
from app.catalog.shelve import shelve
from app.catalog.states import Shelf
from app.kernel import db
from app.showcase.products import product_list
from app.showcase.states import Sort
from tests.app.showcase.factory import found, indexed, own_word, put_stock, shop, titles

TEAS = ("西湖龙井绿茶", "安溪铁观音", "云南普洱茶饼", "福鼎白牡丹", "茉莉花茶 100g", "iPhone 手机壳")


async def test_goods_are_found_by_words_in_any_order(database: None) -> None:
    await indexed(*TEAS, category="")
    assert await titles("龙井") == ["西湖龙井绿茶"]
    assert await titles("绿茶 西湖") == ["西湖龙井绿茶"]
    assert await titles("ＩＰＨ") == ["iPhone 手机壳"]
    assert set(await titles("茶")) == {"西湖龙井绿茶", "云南普洱茶饼", "茉莉花茶 100g"}


async def test_a_hit_is_shown_as_the_list_shows_it(database: None) -> None:
    await indexed("西湖龙井", subtitle="明前", sales=3)
    store_id, _ = await shop()
    for store in (None, store_id):
        listed = orjson.loads(await product_list(None, None, 20, store))["items"]
        assert (await found("龙井", store_id=store))["items"] == listed


async def test_a_word_in_the_title_outranks_one_in_the_category_and_both_outrank_a_mere_piece(database: None) -> None:
    await indexed("商品和服务手册", "素色浴衣", "日式和服", category="", brand="")
    await db.execute("UPDATE products SET category = '和服配件', indexed = false WHERE title = '素色浴衣'")
    await index_search()
    assert await titles("和服") == ["日式和服", "素色浴衣", "商品和服务手册"]


async def test_a_question_that_names_a_category_means_its_goods(database: None) -> None:
    await indexed("绿茶洁面乳", "绿茶味漱口水", category="洗护")
    await indexed("西湖龙井", category="茶叶/绿茶")
    assert (await titles("绿茶"))[0] == "西湖龙井"


async def test_whatever_like_finds_is_found_by_words_of_one_and_two_characters(database: None) -> None:
    await indexed(*TEAS, "商品和服务", "阿克苏冰糖心苹果", "三只松鼠每日坚果", category="食品/茶叶")
    texts = [normalised(product.title) for product in await Product.all()]
    pieces = {text[at : at + size] for text in texts for at in range(len(text)) for size in (1, 2)}
    for piece in sorted(piece for piece in pieces if not piece.isascii() and " " not in piece):
        like = await db.fetch("SELECT title FROM products WHERE title LIKE '%' || $1 || '%'", piece)
        assert {row["title"] for row in like} <= set(await titles(piece, limit=100)), piece


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("longjing", "龙井"),
        ("lj", "龙井"),
        ("xihu longjing", "西湖龙井"),
        ("龙景", "龙井"),
        ("铁关音", "铁观音"),
        ("longjin", "龙井"),
    ],
)
async def test_pinyin_initials_homophones_and_slips_find_what_is_meant(database: None, typed: str, meant: str) -> None:
    await indexed(*TEAS)
    answer = await found(typed)
    assert (answer["match"], answer["read_as"], answer["did_you_mean"]) == ("read_as", meant, meant)
    assert all(meant in item["title"] for item in answer["items"])


async def test_without_goods_for_all_words_some_do_and_without_any_the_popular_are_shown(database: None) -> None:
    await indexed("西湖龙井", "安溪铁观音", category="", brand="")
    await db.execute("UPDATE products SET sales = 9, indexed = false WHERE title = '安溪铁观音'")
    await index_search()
    some = await found("龙井拖拉机")
    assert (some["match"], [item["title"] for item in some["items"]]) == ("some_words", ["西湖龙井"])
    for nothing in ("拖拉机", "！！！", "' | !(", "\\", ":*"):
        answer = await found(nothing)
        assert answer["match"] == "popular", nothing
        assert [item["title"] for item in answer["items"]] == ["安溪铁观音", "西湖龙井"]


async def test_filters_narrow_and_facets_count(database: None) -> None:
    await indexed("龙井一号", "龙井二号", category="茶叶/绿茶", brand="云上")
    await Product.filter(title="龙井二号").update(brand="山下", category="茶叶礼盒", indexed=False)
    await db.execute("UPDATE skus SET price = 5000 FROM products p WHERE p.id = product_id AND p.title = '龙井二号'")
    await index_search()
    answer = await found("龙井")
    assert answer["facets"] == {
        "brands": [{"name": "云上", "count": 1}, {"name": "山下", "count": 1}],
        "categories": [{"name": "茶叶/绿茶", "count": 1}, {"name": "茶叶礼盒", "count": 1}],
    }
    for filters in ({"category": "茶叶"}, {"brand": "云上"}, {"price_max": 4999}):
        assert await titles("龙井", **filters) == ["龙井一号"], filters
    assert await titles("龙井", price_min=4999) == ["龙井二号"]
    assert await titles("龙井", category="茶") == []


@pytest.mark.parametrize(
    ("sort", "order"), [("price_asc", "012"), ("price_desc", "210"), ("sales", "120"), ("newest", "210")]
)
async def test_each_sort_has_its_order(database: None, sort: str, order: str) -> None:
    await indexed("龙井0", "龙井1", "龙井2")
    for number, sales in enumerate((1, 3, 2)):
        product = await Product.get(title=f"龙井{number}")
        await Product.filter(id=product.id).update(sales=sales, indexed=False)
        await Sku.filter(product_id=product.id).update(price=100 + number)
    await index_search()
    answer = await found("龙井", sort=Sort(sort))
    assert [item["title"][-1] for item in answer["items"]] == list(order)
    assert (answer["total"], answer["total_is_more"]) == (3, False)


async def test_pages_neither_repeat_nor_lose_hits_and_end(database: None) -> None:
    await indexed(*(f"龙井 {number} 号" for number in range(25)))
    seen: list[str] = []
    cursor: str | None = "0"
    while cursor is not None:
        page = await found("龙井", offset=int(cursor), limit=10)
        seen += [item["id"] for item in page["items"]]
        assert (page["facets"] is None) == (cursor != "0")
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 25


async def test_at_a_store_its_assortment_price_and_stock_count(database: None) -> None:
    await indexed("龙井甲", "龙井乙", "龙井丙")
    store_id, place = await shop()
    skus = {title: await _sku(title) for title in ("龙井甲", "龙井乙", "龙井丙")}
    await own_word(store_id, skus["龙井甲"], sold=False)
    await own_word(store_id, skus["龙井乙"], price=100)
    await put_stock(skus["龙井甲"], place, 5)
    await put_stock(skus["龙井丙"], place, 5)
    answer = await found("龙井", store_id=store_id, sort=Sort.PRICE_ASC)
    shown = [(item["title"], item["price_from"], item["in_stock"]) for item in answer["items"]]
    assert shown == [("龙井乙", 100, False), ("龙井丙", 1290, True)]
    assert await titles("龙井", store_id=store_id, in_stock=True) == ["龙井丙"]
    assert await titles("龙井", store_id=store_id, price_max=100) == ["龙井乙"]
    assert len(await titles("龙井", in_stock=True)) == 3


async def test_the_index_follows_title_shelf_and_removal(database: None) -> None:
    await indexed("西湖龙井")
    product = await Product.get(title="西湖龙井")
    await Product.filter(id=product.id).update(title="安溪铁观音", indexed=False)
    assert await index_search() == 1
    assert await titles("铁观音") == ["安溪铁观音"]
    assert (await found("西湖"))["match"] == "popular"
    await shelve(product.id, Shelf.OFF)
    assert (await found("铁观音"))["items"] == []
    await Product.filter(id=product.id).update(indexed=False)
    await index_search()
    assert await db.fetch_value("SELECT count(*) FROM product_search") == 0
    assert await index_search() == 0


async def test_prices_sales_and_weights_that_moved_alone_are_refreshed(database: None) -> None:
    await indexed("西湖龙井", "西湖藕粉")
    await db.execute("UPDATE products SET sales = 7; ")
    await db.execute("UPDATE skus SET price = 1")
    await db.execute("UPDATE search_terms SET weight = 99 WHERE term = '西湖'")
    await db.execute("DELETE FROM product_search WHERE title = '西湖藕粉'")
    await refresh_search()
    rows = await db.fetch("SELECT sales, price_from FROM product_search")
    assert [tuple(row) for row in rows] == [(7, 1)]
    weights = {row["term"]: row["weight"] for row in await db.fetch("SELECT term, weight FROM search_terms")}
    assert weights["西湖"] == 1
    assert "藕粉" not in weights


@given(text=st.text(min_size=1, max_size=64).filter(lambda text: "\x00" not in text and text.isprintable()))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_text_at_all_breaks_a_search(product: None, text: str) -> None:
    assert (await found(text, limit=1))["match"]


async def _sku(title: str) -> UUID:
    product = await Product.get(title=title)
    return (await Sku.get(product_id=product.id)).id
