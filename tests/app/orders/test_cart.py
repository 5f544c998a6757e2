from uuid import UUID

import orjson
import pytest

from app.catalog.shelve import shelve
from app.catalog.states import Shelf
from app.inventory.import_goods import import_goods
from app.kernel import db
from app.kernel.ids import new_id
from app.orders import cart
from app.orders.cart import put_in_cart, take_out_of_cart
from app.orders.errors import CartFull, GoodsUnavailable, TooManyPieces
from app.orders.models import CartLine
from tests.app.catalog.factory import goods_csv, row, stocked


async def items(member_id: UUID) -> list[dict[str, object]]:
    found: list[dict[str, object]] = orjson.loads(await cart.read(member_id))["items"]
    return found


async def test_a_cart_shows_goods_prices_and_stock_of_now(database: None) -> None:
    goods, member = await stocked(stock=8), new_id()
    await put_in_cart(member, goods.sku_id, 2)
    await put_in_cart(member, goods.sku_id, 3)
    (line,) = await items(member)
    assert line == {
        **{"sku_id": str(goods.sku_id), "product_id": str(goods.product_id), "title": "龙井 1 号", "spec": "50 克"},
        **{"image_url": "", "quantity": 3, "price": 1290, "price_seen": 1290, "price_change": 0, "stock": 8},
        **{"problem": None, "problem_text": None, "notes": []},
    }
    assert orjson.loads(await cart.read(member))["total"] == 3 * 1290
    assert await items(new_id()) == []


async def test_a_price_change_since_putting_in_is_told(database: None) -> None:
    goods, member = await stocked(), new_id()
    await put_in_cart(member, goods.sku_id, 1)
    await import_goods(goods_csv([row(price_yuan="10.00")]))
    (line,) = await items(member)
    assert (line["price"], line["price_seen"], line["price_change"]) == (1_000, 1_290, -290)


async def test_lines_that_cannot_be_bought_are_explained_and_not_counted(database: None) -> None:
    member = new_id()
    short, hidden, gone, fine = [await stocked(stock=2, number=n) for n in range(4)]
    for goods, pieces in ((short, 3), (hidden, 1), (gone, 1), (fine, 1)):
        await put_in_cart(member, goods.sku_id, pieces)
    await shelve(hidden.product_id, Shelf.OFF)
    await db.execute("DELETE FROM skus WHERE id = $1", gone.sku_id)
    found = {line["sku_id"]: (line["problem"], line["problem_text"]) for line in await items(member)}
    assert found == {
        str(short.sku_id): ("short", "库存不足，仅剩 2 件"),
        str(hidden.sku_id): ("off_shelf", "商品已下架"),
        str(gone.sku_id): ("gone", "商品不存在"),
        str(fine.sku_id): (None, None),
    }
    assert orjson.loads(await cart.read(member))["total"] == 1_290


async def test_only_goods_on_the_shelf_go_in(database: None) -> None:
    goods, member = await stocked(), new_id()
    await shelve(goods.product_id, Shelf.OFF)
    for sku_id in (goods.sku_id, new_id()):
        with pytest.raises(GoodsUnavailable):
            await put_in_cart(member, sku_id, 1)
    for pieces in (0, -1, 1_000):
        with pytest.raises(TooManyPieces):
            await put_in_cart(member, goods.sku_id, pieces)
    assert not await CartLine.exists()


async def test_a_full_cart_takes_no_more_and_still_changes_quantities(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cart, "MOST_LINES", 2)
    tea, cup, pot = [await stocked(number=n) for n in range(3)]
    member = new_id()
    await put_in_cart(member, tea.sku_id, 1)
    await put_in_cart(member, cup.sku_id, 1)
    with pytest.raises(CartFull):
        await put_in_cart(member, pot.sku_id, 1)
    await put_in_cart(member, cup.sku_id, 5)
    await take_out_of_cart(member, tea.sku_id)
    await take_out_of_cart(member, tea.sku_id)
    await put_in_cart(member, pot.sku_id, 1)
    assert {line["quantity"] for line in await items(member)} == {1, 5}
