"""Shelves that turn by themselves, the tree of categories, brands, barcodes, and prices within bounds."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.catalog import queries
from app.catalog.brands import change_brand, create_brand
from app.catalog.categories import change_category, create_category
from app.catalog.create_product import create_product
from app.catalog.edit_product import edit_product
from app.catalog.errors import (
    BarcodeNotFound,
    BrandExists,
    CategoryExists,
    CategoryInsideItself,
    CategoryTooDeep,
    OutOfBounds,
    ProductExists,
    SkuExists,
    StorePricesOutside,
)
from app.catalog.models import Brand, Category, Product, Sku
from app.catalog.product_terms import ProductTerms, SkuTerms
from app.catalog.set_price import set_bounds, set_price
from app.catalog.set_store_goods import clear_store_goods, set_store_goods
from app.catalog.shelve import shelve
from app.catalog.states import Shelf
from app.catalog.turn_shelves import turn_shelves
from app.kernel import clock


async def product(code: str = "P1", skus: Sequence[SkuTerms] = (), **terms: Any) -> UUID:
    """A product whose words the search index is said to have."""
    made = await create_product(ProductTerms(code=code, title="龙井", **terms), skus or [SkuTerms(f"{code}-1", 1_000)])
    await Product.filter(id=made).update(indexed=True)
    return made


async def sku_of(product_id: UUID) -> UUID:
    return (await queries.sku_ids(product_id))[0]


@pytest.mark.parametrize(
    ("start", "since", "until", "after"),
    [
        (Shelf.OFF, -1, None, (Shelf.ON, True, True)),
        (Shelf.ON, None, -1, (Shelf.OFF, True, True)),
        (Shelf.OFF, -2, -1, (Shelf.OFF, True, True)),
        (Shelf.ON, -1, -2, (Shelf.ON, True, True)),
        (Shelf.OFF, -1, 1, (Shelf.ON, True, False)),
        (Shelf.OFF, 1, 2, (Shelf.OFF, False, False)),
    ],
)
async def test_a_shelf_turns_at_its_time_and_once(
    database: None, start: Shelf, since: int | None, until: int | None, after: tuple[Shelf, bool, bool]
) -> None:
    now = clock.now()
    times = {"shelf_from": since, "shelf_until": until}
    due: dict[str, Any] = {name: now + timedelta(hours=hours) for name, hours in times.items() if hours is not None}
    product_id = await product(shelf=start, **due)
    turned = 0 if after == (start, False, False) else 1
    assert await turn_shelves() == turned
    found = await Product.get(id=product_id)
    assert (found.shelf, found.shelf_from is None, found.shelf_until is None) == after
    assert found.indexed == (turned == 0)
    await shelve(product_id, Shelf.ON)
    assert await turn_shelves() == 0
    assert (await Product.get(id=product_id)).shelf == Shelf.ON


async def test_a_category_takes_its_products_along_when_it_is_renamed_or_moved(database: None) -> None:
    leaf, other = await product(category="茶叶/绿茶/龙井"), await product("P2", category="茶叶x/红茶")
    green, tea = await Category.get(path="茶叶/绿茶"), await Category.get(path="茶叶")
    await change_category(tea.id, "好茶", None, 0)
    found = await Product.get(id=leaf)
    assert (found.category, found.indexed) == ("好茶/绿茶/龙井", False)
    await change_category(green.id, "绿", None, 0)
    assert (await Product.get(id=leaf)).category == (await Category.get(name="龙井")).path == "绿/龙井"
    untouched = await Product.get(id=other)
    assert (untouched.category, untouched.indexed) == ("茶叶x/红茶", True)
    assert {each.path for each in await Category.all()} == {"好茶", "绿", "绿/龙井", "茶叶x", "茶叶x/红茶"}


async def test_a_tree_stays_a_tree(database: None) -> None:
    await product(category="a/b/c/d")
    a, b = await Category.get(path="a"), await Category.get(path="a/b")
    with pytest.raises(CategoryInsideItself):
        await change_category(a.id, "a", b.id, 0)
    with pytest.raises(CategoryExists):
        await create_category("b", a.id, 0)
    z = await create_category("z", None, 0)
    y = await create_category("y", z.id, 0)
    with pytest.raises(CategoryTooDeep):
        await change_category(a.id, "a", y.id, 0)
    with pytest.raises(CategoryExists):
        await change_category(z.id, "a", None, 0)
    assert (await Category.get(id=b.id)).path == "a/b"


async def test_a_brand_renamed_is_renamed_on_its_products(database: None) -> None:
    product_id = await product(brand="云上")
    brand = await Brand.get(name="云上")
    await create_brand("花间", "")
    with pytest.raises(BrandExists):
        await change_brand(brand.id, "花间", "")
    await change_brand(brand.id, "云上茶社", "")
    found = await Product.get(id=product_id)
    assert (found.brand, found.brand_id, found.indexed) == ("云上茶社", brand.id, False)


async def test_a_barcode_finds_what_is_on_the_shelf(database: None) -> None:
    product_id = await product(skus=[SkuTerms("S", 1, barcode="690")])
    assert await queries.by_barcode("690") == (product_id, await sku_of(product_id))
    await shelve(product_id, Shelf.OFF)
    for barcode in ("690", "691", ""):
        with pytest.raises(BarcodeNotFound):
            await queries.by_barcode(barcode)


async def test_a_store_price_stays_within_the_bounds(database: None) -> None:
    sku_id, store_id = await sku_of(await product()), uuid4()
    await set_bounds(sku_id, 900, 1_100)
    for price in (899, 1_101):
        with pytest.raises(OutOfBounds):
            await set_store_goods(store_id, sku_id, True, price)
    await set_store_goods(store_id, sku_id, True, 900)
    with pytest.raises(StorePricesOutside) as refused:
        await set_bounds(sku_id, 901, None)
    assert refused.value.facts == {"stores": 1, "examples": [{"store_id": str(store_id), "price": 900}]}
    assert (await Sku.get(id=sku_id)).lowest_price == 900
    await clear_store_goods(store_id, sku_id)
    await set_bounds(sku_id, 901, None)


async def test_codes_of_others_are_not_taken(database: None) -> None:
    first, _ = await product("P1"), await product("P2")
    with pytest.raises(ProductExists):
        await product("P2", [SkuTerms("new", 1)])
    with pytest.raises(SkuExists):
        await edit_product(first, ProductTerms("P1", "龙井"), [SkuTerms("P2-1", 1)])
    with pytest.raises(ProductExists):
        await edit_product(first, ProductTerms("P2", "龙井"), [])
    assert sorted([sku.code for sku in await Sku.all()]) == ["P1-1", "P2-1"]


async def test_everything_that_search_shows_asks_to_be_indexed_again(database: None) -> None:
    product_id = await product()
    sku_id = await sku_of(product_id)
    changes: list[Callable[[], Awaitable[None]]] = [
        lambda: set_price(sku_id, 1, None),
        lambda: shelve(product_id, Shelf.OFF),
        lambda: edit_product(product_id, ProductTerms("P1", "红茶"), []),
    ]
    for change in changes:
        await Product.filter(id=product_id).update(indexed=True)
        await change()
        assert not (await Product.get(id=product_id)).indexed
