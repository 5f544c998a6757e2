"""The shop window's statements say what the tables say, read through the ORM."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from app.catalog.errors import ProductNotFound
from app.catalog.models import Product, Sku, StoreGoods
from app.catalog.shelve import shelve
from app.catalog.states import Shelf
from app.inventory.models import Stock
from app.inventory.open_location import open_location
from app.inventory.queries import default_location
from app.inventory.states import LocationKind
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.showcase.products import by_barcode, product, product_list, read_product
from tests.app.catalog.factory import Goods, stocked, warehouse
from tests.app.showcase.factory import own_word, put_stock, shop

WORDS = ("code", "title", "subtitle", "brand", "category", "description", "image_url", "media", "sales")


async def test_the_statement_says_what_the_tables_say(database: None) -> None:
    goods = await stocked(stock=8, description='两行\n"引号"')
    await db.execute("UPDATE stocks SET held = 2, safety = 1")
    await Product.filter(id=goods.product_id).update(subtitle="明前", media=[{"kind": "image", "url": "https://a/1"}])
    await Sku.filter(id=goods.sku_id).update(list_price=1990, options={"净含量": "50 克"}, barcode="6901234567892")
    shown = await read(goods.product_id)
    product, sku = await Product.get(id=goods.product_id), await Sku.get(id=goods.sku_id)
    stock = await Stock.get(sku_id=sku.id, location_id=await default_location())
    assert {name: shown[name] for name in WORDS} == {name: getattr(product, name) for name in WORDS}
    free = stock.on_hand - stock.held - stock.safety
    told = {
        name: getattr(sku, name) for name in ("code", "spec", "options", "barcode", "price", "list_price", "image_url")
    }
    assert shown["skus"] == [{"id": str(sku.id), **told, "stock": free}]
    assert free == 5


async def test_goods_without_stock_show_zero(database: None) -> None:
    goods = await stocked(stock=0)
    assert (await read(goods.product_id))["skus"][0]["stock"] == 0


async def test_what_is_off_the_shelf_or_unknown_is_not_shown(database: None) -> None:
    goods = await stocked()
    await shelve(goods.product_id, Shelf.OFF)
    assert await read_product((goods.product_id, None)) is None
    with pytest.raises(ProductNotFound):
        await product(new_id())


async def test_stock_online_is_what_all_active_locations_have_free_together(database: None) -> None:
    goods = await stocked(stock=3)
    supplier = await open_location("V001", "供应商", LocationKind.SUPPLIER)
    closed = await open_location("W009", "停用仓", LocationKind.WAREHOUSE)
    (store_id, place), (elsewhere, _) = await shop(), await shop("S002")
    await put_stock(goods.sku_id, supplier, 4)
    await put_stock(goods.sku_id, place, 2)
    await put_stock(goods.sku_id, closed, 100)
    await db.execute("UPDATE stock_locations SET active = false WHERE id = $1", closed)
    # One location in debt does not eat what another has.
    await db.execute("UPDATE stocks SET safety = 9 WHERE location_id = $1", await default_location())
    assert (await read(goods.product_id))["skus"][0]["stock"] == 6
    assert (await read(goods.product_id, store_id))["skus"][0]["stock"] == 2
    assert (await read(goods.product_id, elsewhere))["skus"][0]["stock"] == 0


async def test_a_store_shows_its_own_price_stock_and_assortment(database: None) -> None:
    goods, hidden = await stocked(stock=9, number=1), await stocked(stock=9, number=2)
    store_id, place = await shop()
    await put_stock(goods.sku_id, place, 2)
    await own_word(store_id, goods.sku_id, price=990)
    await own_word(store_id, hidden.sku_id, sold=False)
    (sku,) = (await read(goods.product_id, store_id))["skus"]
    assert (sku["price"], sku["stock"]) == (990, 2)
    assert (await read(hidden.product_id, store_id))["skus"] == []
    (card,) = orjson.loads(await product_list(None, None, 20, store_id))["items"]
    assert (card["id"], card["price_from"], card["in_stock"]) == (str(goods.product_id), 990, True)
    assert await StoreGoods.all().count() == 2


async def test_a_card_says_what_the_tables_say(database: None) -> None:
    goods = await stocked(stock=1)
    now = clock.now()
    await Sku.create(
        id=new_id(), product_id=goods.product_id, code="x", price=900, list_price=1500, created_at=now, updated_at=now
    )
    (card,) = orjson.loads(await product_list(None, None, 20))["items"]
    one = await Product.get(id=goods.product_id)
    names = ("title", "subtitle", "image_url", "brand", "category", "sales")
    assert {name: card[name] for name in names} == {name: getattr(one, name) for name in names}
    cheapest = await Sku.filter(product_id=one.id).order_by("price").first()
    assert cheapest is not None
    assert (card["price_from"], card["list_price"], card["in_stock"]) == (cheapest.price, 1500, True)
    await db.execute("UPDATE stocks SET held = on_hand")
    assert orjson.loads(await product_list(None, None, 20))["items"][0]["in_stock"] is False


async def test_the_list_goes_newest_first_page_by_page_through_a_category_and_those_below(database: None) -> None:
    await warehouse()
    made = [await stocked(number=n, category="茶叶/绿茶" if n % 2 else "茶叶") for n in range(5)]
    await stocked(number=9, category="茶叶礼盒")
    await stocked(number=10, category="茶具")
    await shelve(made[2].product_id, Shelf.OFF)
    first = orjson.loads(await product_list("茶叶", None, 3))
    rest = orjson.loads(await product_list("茶叶", UUID(first["next_cursor"]), 3))
    assert [item["id"] for item in first["items"] + rest["items"]] == _ids(made[4], made[3], made[1], made[0])
    assert rest["next_cursor"] is None
    assert first["items"][0]["price_from"] == 1290
    assert len(orjson.loads(await product_list(None, None, 100))["items"]) == 6
    assert len(orjson.loads(await product_list("茶叶/绿茶", None, 100))["items"]) == 2
    assert orjson.loads(await product_list("茶叶/", None, 100))["items"] == []


async def test_a_store_lists_a_category_at_its_prices(database: None) -> None:
    goods = await stocked(number=1, category="绿茶")
    await stocked(number=2, category="茶具")
    store_id, _ = await shop()
    await own_word(store_id, goods.sku_id, price=1)
    (card,) = orjson.loads(await product_list("绿茶", None, 20, store_id))["items"]
    assert (card["price_from"], card["in_stock"]) == (1, False)


async def test_an_empty_shop_has_an_empty_list(database: None) -> None:
    assert orjson.loads(await product_list(None, None, 20)) == {"items": [], "next_cursor": None}


async def test_a_scanned_barcode_shows_the_sku_at_the_store(database: None) -> None:
    goods = await stocked(barcode="6901234567892")
    await stocked(number=2)
    store_id, _ = await shop()
    await own_word(store_id, goods.sku_id, price=700)
    shown = orjson.loads(await by_barcode("6901234567892", store_id))
    assert shown["sku_id"] == str(goods.sku_id)
    assert shown["product"]["skus"][0]["price"] == 700
    await own_word(store_id, goods.sku_id, sold=False)
    for barcode, store in [("6901234567892", store_id), ("", None), ("690", None)]:
        with pytest.raises(ProductNotFound):
            await by_barcode(barcode, store)


async def read(product_id: UUID, store_id: UUID | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(await read_product((product_id, store_id)) or b"null")
    return answer


def _ids(*goods: Goods) -> list[str]:
    return [str(one.product_id) for one in goods]
