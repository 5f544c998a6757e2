import orjson

from app.catalog import queries
from app.catalog.models import Product, Sku
from app.catalog.shelve import shelve
from app.catalog.states import Shelf
from app.inventory import showcase
from app.inventory.models import Stock
from app.inventory.queries import default_location
from app.kernel import db
from app.kernel.ids import new_id
from tests.app.catalog.factory import Goods, stocked, warehouse


async def test_the_statement_says_what_the_tables_say(database: None) -> None:
    goods = await stocked(stock=8, description='两行\n"引号"')
    await db.execute("UPDATE stocks SET held = 2, safety = 1")
    shown = orjson.loads(await showcase.read_product(goods.product_id) or b"")
    product, sku = await Product.get(id=goods.product_id), await Sku.get(id=goods.sku_id)
    stock = await Stock.get(sku_id=sku.id, location_id=await default_location())
    names = ("code", "title", "brand", "category", "description", "image_url")
    assert {name: shown[name] for name in names} == {name: getattr(product, name) for name in names}
    free = stock.on_hand - stock.held - stock.safety
    line = {"id": str(sku.id), "code": sku.code, "spec": sku.spec, "barcode": "", "price": sku.price, "stock": free}
    assert shown["skus"] == [line]
    assert free == 5


async def test_goods_without_stock_show_zero(database: None) -> None:
    goods = await stocked(stock=0)
    assert orjson.loads(await showcase.read_product(goods.product_id) or b"")["skus"][0]["stock"] == 0


async def test_what_is_off_the_shelf_or_unknown_is_not_shown(database: None) -> None:
    goods = await stocked()
    await shelve(goods.product_id, Shelf.OFF)
    assert await showcase.read_product(goods.product_id) is None
    assert await showcase.product.get(new_id()) is None


async def test_the_list_goes_newest_first_page_by_page_through_one_category(database: None) -> None:
    await warehouse()
    made = [await stocked(number=n, category="绿茶") for n in range(5)]
    await stocked(number=9, category="茶具")
    await shelve(made[2].product_id, Shelf.OFF)
    first = orjson.loads(await queries.product_list("绿茶", None, 3))
    rest = orjson.loads(await queries.product_list("绿茶", first["next_cursor"], 3))
    assert [item["id"] for item in first["items"] + rest["items"]] == _ids(made[4], made[3], made[1], made[0])
    assert rest["next_cursor"] is None
    assert first["items"][0]["price_from"] == 1290
    assert len(orjson.loads(await queries.product_list(None, None, 100))["items"]) == 5


async def test_an_empty_shop_has_an_empty_list(database: None) -> None:
    assert orjson.loads(await queries.product_list(None, None, 20)) == {"items": [], "next_cursor": None}


def _ids(*goods: Goods) -> list[str]:
    return [str(one.product_id) for one in goods]
