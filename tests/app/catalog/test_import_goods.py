import asyncpg
import pytest

from app.catalog import queries
from app.catalog.errors import ProductNotFound, TooManyRows
from app.catalog.models import Product, Sku
from app.catalog.shelve import shelve
from app.catalog.states import Shelf
from app.inventory import queries as inventory
from app.inventory.errors import LocationNotFound
from app.inventory.import_goods import import_goods
from app.kernel import db
from demo.catalogue import BAD_ROWS, STOCK, catalogue_csv
from tests.app.catalog.factory import goods_csv, row, warehouse


async def test_a_thousand_skus_come_in_and_each_bad_row_is_reported(database: None) -> None:
    location = await warehouse()
    report = await import_goods(catalogue_csv(faulty=True))
    assert (report.products_created, report.skus_created) == (250, 1_000)
    assert (report.products_updated, report.skus_updated) == (0, 0)
    assert report.faulty == len(BAD_ROWS)
    assert [(fault.row, fault.field) for fault in report.faults] == [
        (1_002 + index, field) for index, (_, field) in enumerate(BAD_ROWS)
    ]
    quoted = await Product.get(code="T0007")
    assert '"手工"款, 限量' in quoted.title
    sku = await Sku.get(code="T0001-2")
    assert sku.price == (1_990 + 37) * 2
    assert await inventory.level(location, sku.id) == inventory.Level(STOCK, 0, 0)
    assert await db.fetch_value("SELECT sum(on_hand)::int FROM stocks") == 1_000 * STOCK


async def test_the_same_file_again_changes_nothing_and_adds_no_stock(database: None) -> None:
    await warehouse()
    content = goods_csv([row(n, stock="7") for n in range(20)])
    await import_goods(content)
    again = await import_goods(content)
    assert (again.skus_created, again.skus_updated, again.products_updated) == (0, 0, 0)
    assert await db.fetch_value("SELECT sum(on_hand)::int FROM stocks") == 140
    assert await db.fetch_value("SELECT count(*) FROM stock_movements") == 20


async def test_an_import_changes_price_and_words_and_leaves_the_shelf_alone(database: None) -> None:
    await import_goods(goods_csv([row(title="龙井")]))
    product_id = await queries.product_id_of("P0001")
    await shelve(product_id, Shelf.OFF)
    await import_goods(goods_csv([row(title="明前龙井", price_yuan="20")]))
    product = await Product.get(id=product_id)
    assert (product.title, product.shelf) == ("明前龙井", Shelf.OFF)
    assert (await Sku.get(code="P0001-1")).price == 2_000


async def test_a_sku_never_moves_to_another_product(database: None) -> None:
    await import_goods(goods_csv([row(1)]))
    report = await import_goods(goods_csv([row(2, sku_code="P0001-1"), row(3)]))
    assert [(fault.row, fault.field, fault.reason) for fault in report.faults] == [
        (2, "sku_code", "该规格编码已属于商品 P0001")
    ]
    assert (report.products_created, report.skus_created) == (1, 1)
    assert not await Product.exists(code="P0002")


async def test_a_refused_file_writes_nothing(database: None) -> None:
    with pytest.raises(TooManyRows):
        await import_goods(goods_csv([row(n) for n in range(100_001)]))
    with pytest.raises(LocationNotFound):
        await import_goods(goods_csv([row(stock="5")]))
    assert await Product.all().count() == await Sku.all().count() == 0


async def test_an_import_that_breaks_half_way_leaves_nothing(database: None) -> None:
    await db.execute("ALTER TABLE skus ADD CONSTRAINT breaks CHECK (code <> 'P0002-1')")
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await import_goods(goods_csv([row(1), row(2)]))
    finally:
        await db.execute("ALTER TABLE skus DROP CONSTRAINT breaks")
    assert await Product.all().count() == await Sku.all().count() == 0


async def test_at_most_1000_faults_are_kept_and_all_are_counted(database: None) -> None:
    report = await import_goods(goods_csv([row(n, price_yuan="?") for n in range(2_300)]))
    assert (report.faulty, len(report.faults)) == (2_300, 1_000)


async def test_unknown_products_are_not_found(database: None) -> None:
    with pytest.raises(ProductNotFound):
        await queries.product_id_of("nothing")
    await import_goods(goods_csv([row()]))
    product_id = await queries.product_id_of("P0001")
    assert (await queries.card(product_id)).price_from == 1290
    await shelve(product_id, Shelf.OFF)
    with pytest.raises(ProductNotFound):
        await queries.card(product_id)
    assert await queries.titles([product_id]) == {product_id: "龙井 1 号"}
