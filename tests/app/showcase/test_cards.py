"""A list shows each card as the tables say now, whichever verb changed them and however many did so at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson
import pytest

from app.catalog.brands import change_brand, create_brand
from app.catalog.categories import change_category, create_category
from app.catalog.create_product import create_product
from app.catalog.edit_product import edit_product
from app.catalog.models import Product, Sku
from app.catalog.product_terms import ProductTerms, SkuTerms
from app.catalog.set_price import set_bounds, set_price
from app.catalog.set_sales import set_sales
from app.inventory.import_goods import import_goods
from app.inventory.models import Location, Stock
from app.inventory.open_location import open_location
from app.inventory.states import LocationKind
from app.kernel import db
from app.showcase.products import product_list
from tests.app.catalog.factory import goods_csv, row, warehouse
from tests.app.showcase.factory import put_stock

TEXTS = ("title", "subtitle", "brand", "category", "image_url", "sales")
ODD = '引号" 反斜杠\\ 换行\n 制表\t 表情🍵 </script> \u2028 \x01'
ROUNDS = 20

pytestmark = pytest.mark.usefixtures("database")


class Shop:
    """A product with a cheap and a dear SKU, the dear one in stock; and one without any SKU."""

    product: UUID
    brand: UUID
    category: UUID
    skus: list[UUID]
    place: UUID

    async def open(self) -> None:
        self.place = await warehouse()
        self.brand = (await create_brand("云上", "")).id
        self.category = (await create_category("茶叶", None, 0)).id
        terms = ProductTerms(code="P1", title="龙井", brand="云上", category="茶叶")
        self.product = await create_product(terms, [SkuTerms("P1-1", 900, list_price=1_500), SkuTerms("P1-2", 1_000)])
        await create_product(ProductTerms(code="P0", title="空"), [])
        self.skus = [sku.id for sku in await Sku.filter(product_id=self.product).order_by("code")]
        await put_stock(self.skus[1], self.place, 3)


Change = Callable[[Shop], Awaitable[object]]


async def _edit(shop: Shop) -> None:
    terms = ProductTerms(code="P1", title=ODD, subtitle="明前", image_url="https://a/1")
    await edit_product(shop.product, terms, [SkuTerms("P1-1", 950), SkuTerms("P1-3", 800, list_price=1_000)])


async def _import(shop: Shop) -> None:
    files = [[row(1, product_code="P1", sku_code="P1-1", price_yuan="7.77")], [row(2, product_code="P9")]]
    for lines in files:
        await import_goods(goods_csv(lines))


async def _nowhere_else(shop: Shop) -> None:
    await put_stock(shop.skus[0], await open_location("V001", "供应商", LocationKind.SUPPLIER), 1)
    await Location.filter(id=shop.place).update(active=False)


CHANGES: dict[str, Change] = {
    "nothing": lambda shop: asyncio.sleep(0),
    "words and SKUs edited": _edit,
    "goods imported": _import,
    "brand renamed": lambda shop: change_brand(shop.brand, "高山", ""),
    "category moved": lambda shop: change_category(shop.category, "茗茶", None, 0),
    "sold": lambda shop: set_sales({shop.product: 12}),
    "cheapest dearer": lambda shop: set_price(shop.skus[0], 1_100, 1_500),
    "dearest cheapest": lambda shop: set_price(shop.skus[1], 1, None),
    "list price gone": lambda shop: set_price(shop.skus[0], 900, None),
    "as cheap, with a lower list price": lambda shop: set_price(shop.skus[1], 900, 1_200),
    "as cheap, without one": lambda shop: set_price(shop.skus[1], 900, None),
    "bounds set": lambda shop: set_bounds(shop.skus[0], 1, 2_000),
    "SKU gone": lambda shop: Sku.filter(id=shop.skus[0]).delete(),
    "all SKUs gone": lambda shop: Sku.filter(product_id=shop.product).delete(),
    "SKU another product's": lambda shop: db.execute(
        "UPDATE skus SET product_id = (SELECT id FROM products WHERE code = 'P0') WHERE code = 'P1-1'"
    ),
    "all held": lambda shop: db.execute("UPDATE stocks SET held = on_hand"),
    "all kept for safety": lambda shop: db.execute("UPDATE stocks SET safety = 3"),
    "only the cheap one": lambda shop: Stock.filter(sku_id=shop.skus[1]).update(sku_id=shop.skus[0]),
    "another place serves": _nowhere_else,
    "no place serves": lambda shop: Location.filter(id=shop.place).update(active=False),
}


SILENT = {"nothing", "bounds set", "only the cheap one", "another place serves"}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_card_follows_each_change(name: str) -> None:
    shop = Shop()
    await shop.open()
    before = await listed()
    await CHANGES[name](shop)
    assert await listed() == await told_by_tables()
    assert (await listed() == before) == (name in SILENT)


async def test_of_prices_set_at_once_none_is_lost() -> None:
    shop = Shop()
    await shop.open()
    for price in range(1, ROUNDS):
        await asyncio.gather(set_price(shop.skus[0], 700 - price, None), set_price(shop.skus[1], 600 + price, 2_000))
        await asyncio.gather(set_price(shop.skus[0], 900 + price, None), set_price(shop.skus[1], 901 - price, 3_000))
        assert await listed() == await told_by_tables()


async def test_a_full_page_names_the_next_and_a_short_one_does_not() -> None:
    shop = Shop()
    await shop.open()
    full = orjson.loads(await product_list(None, None, 2))
    last = full["items"][-1]["id"]
    assert full["next_cursor"] == last
    assert orjson.loads(await product_list(None, UUID(last), 2)) == {"items": [], "next_cursor": None}
    assert orjson.loads(await product_list(None, None, 3))["next_cursor"] is None


async def listed() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = orjson.loads(await product_list(None, None, 20))["items"]
    return items


async def told_by_tables() -> list[dict[str, Any]]:
    """The cards as the tables say, read one by one through the ORM."""
    return [await _card(one) for one in await Product.all().order_by("-id")]


async def _card(one: Product) -> dict[str, Any]:
    skus = sorted(await Sku.filter(product_id=one.id), key=lambda sku: (sku.price, sku.list_price or -1))
    serving = [location.id for location in await Location.filter(active=True)]
    stocks = await Stock.filter(sku_id__in=[sku.id for sku in skus] or [one.id], location_id__in=serving or [one.id])
    return {
        "id": str(one.id),
        **{name: getattr(one, name) for name in TEXTS},
        "price_from": skus[0].price if skus else None,
        "list_price": skus[0].list_price if skus else None,
        "in_stock": any(stock.on_hand - stock.held - stock.safety > 0 for stock in stocks),
    }
