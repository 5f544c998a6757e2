from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from app.catalog.shelve import shelve
from app.catalog.states import Shelf
from app.inventory.errors import NobodyServes, OutOfStock
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.orders import facts
from app.orders import place_all as placing
from app.orders.errors import GoodsUnavailable, IdempotencyKeyReused, TooManyPieces
from app.orders.models import CartLine, Order, OrderHistory, OrderLine
from app.orders.place import Placed, place
from app.orders.states import MOVES, OrderStatus
from app.radar import queries as radar
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import shopper, stock_of, wish

KEY = "a-key-of-this-order"


async def place_at_home(member_id: UUID, key: str, *lines: tuple[UUID, int]) -> Placed:
    return await place(member_id, await wish(member_id, *lines), key)


async def test_an_order_takes_price_and_words_from_the_catalogue_and_holds_stock(http: httpx.AsyncClient) -> None:
    tea = await stocked(stock=10, price_yuan="12.90", number=1)
    cup = await stocked(stock=5, price_yuan="30", number=2)
    buyer = await shopper(http)
    placed = await buyer.order((cup.sku_id, 1), (tea.sku_id, 3))
    assert (placed["status"], placed["total"]) == ("unpaid", 3_000 + 3 * 1_290)
    shown = await buyer.read(placed)
    assert [(line["line"], line["title"], line["quantity"], line["amount"]) for line in shown["lines"]] == [
        (1, "龙井 2 号", 1, 3_000),
        (2, "龙井 1 号", 3, 3_870),
    ]
    assert [(step["status"], step["by"]) for step in shown["history"]] == [("unpaid", "member")]
    assert await stock_of(tea.sku_id) == (10, 3)
    order = await Order.get(id=placed["id"])
    assert order.expires_at - order.placed_at == timedelta(minutes=30)


async def test_the_same_key_and_wish_is_the_same_order(database: None) -> None:
    goods, member = await stocked(stock=3), new_id()
    first = await place_at_home(member, KEY, (goods.sku_id, 1), (goods.sku_id, 2))
    assert await place_at_home(member, KEY, (goods.sku_id, 3)) == first
    assert await stock_of(goods.sku_id) == (3, 3)
    await shelve(goods.product_id, Shelf.OFF)
    assert (await place_at_home(member, KEY, (goods.sku_id, 3))).id == first.id
    assert await Order.all().count() == 1


async def test_the_same_key_with_another_wish_is_refused(database: None) -> None:
    goods, member = await stocked(), new_id()
    await place_at_home(member, KEY, (goods.sku_id, 1))
    with pytest.raises(IdempotencyKeyReused):
        await place_at_home(member, KEY, (goods.sku_id, 2))
    with pytest.raises(IdempotencyKeyReused):
        await place_at_home(member, KEY, (goods.sku_id, 900))
    await place_at_home(new_id(), KEY, (goods.sku_id, 2))
    assert await stock_of(goods.sku_id) == (10, 3)


async def test_a_shortage_names_the_sku_and_leaves_nothing(database: None) -> None:
    tea, cup = await stocked(stock=9), await stocked(stock=1, number=2)
    with pytest.raises(OutOfStock) as refused:
        await place_at_home(new_id(), KEY, (tea.sku_id, 1), (cup.sku_id, 2))
    assert refused.value.facts == {"short": [{"sku_id": str(cup.sku_id), "wanted": 2, "available": 1}]}
    for table in (Order, OrderLine, OrderHistory):
        assert not await table.exists()
    assert await stock_of(tea.sku_id) == (9, 0)


async def test_unknown_and_unshelved_goods_are_named(database: None) -> None:
    goods, unknown = await stocked(), new_id()
    await shelve(goods.product_id, Shelf.OFF)
    with pytest.raises(GoodsUnavailable) as refused:
        await place_at_home(new_id(), KEY, (goods.sku_id, 1), (unknown, 1))
    assert refused.value.facts == {"sku_ids": [str(goods.sku_id), str(unknown)]}
    assert not await Order.exists()


@pytest.mark.parametrize("pieces", [[0], [-1], [1_000], [999, 1], [10**30]])
async def test_pieces_are_bounded_in_the_verb_too(database: None, pieces: list[int]) -> None:
    goods = await stocked()
    with pytest.raises(TooManyPieces):
        await place_at_home(new_id(), KEY, *((goods.sku_id, count) for count in pieces))


async def test_without_a_warehouse_nothing_can_be_ordered(database: None) -> None:
    goods = await stocked()
    await db.execute("DELETE FROM stock_locations")
    with pytest.raises(NobodyServes):
        await place_at_home(new_id(), KEY, (goods.sku_id, 1))


async def test_credit_is_frozen_when_the_order_is_placed(database: None) -> None:
    goods, member, guide, old, step = await stocked(), new_id(), new_id(), new_id(), new_id()
    await _attribute(member, guide)
    await _enter(member, "channel", old, hours=80)
    await _enter(member, "sop", step, hours=71)
    placed = await place_at_home(member, KEY, (goods.sku_id, 1))
    order = await Order.get(id=placed.id)
    assert (order.guide_id, order.entrance_kind, order.entrance_source_id) == (guide, "sop", step)
    since = clock.now() - facts.ENTRANCE_WINDOW
    assert await radar.latest_entrance(member, since) == ("sop", step)
    await db.execute("UPDATE guide_attributions SET staff_id = $1", new_id())
    assert (await Order.get(id=placed.id)).guide_id == guide


async def test_an_entrance_older_than_72_hours_earns_no_credit(database: None) -> None:
    goods, member = await stocked(), new_id()
    await _enter(member, "channel", new_id(), hours=73)
    order = await Order.get(id=(await place_at_home(member, KEY, (goods.sku_id, 1))).id)
    assert (order.guide_id, order.entrance_kind, order.entrance_source_id) == (None, None, None)


async def test_what_was_bought_leaves_the_cart(http: httpx.AsyncClient) -> None:
    tea, cup = await stocked(), await stocked(number=2)
    buyer = await shopper(http)
    for goods in (tea, cup):
        await buyer.call("PUT", "/cart", json={"sku_id": str(goods.sku_id), "quantity": 1})
    await buyer.order((tea.sku_id, 1))
    assert [line.sku_id for line in await CartLine.all()] == [cup.sku_id]


async def test_a_taken_order_number_is_drawn_again(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    goods = await stocked()
    taken = (await place_at_home(new_id(), KEY, (goods.sku_id, 1))).number
    drawn = iter([taken, taken, "S-next"])
    monkeypatch.setattr(placing, "new_number", lambda _: next(drawn))
    assert (await place_at_home(new_id(), KEY, (goods.sku_id, 1))).number == "S-next"
    assert await stock_of(goods.sku_id) == (10, 2)


async def test_an_order_of_50_lines_is_placed(database: None) -> None:
    goods = [await stocked(number=n) for n in range(50)]
    placed = await place_at_home(new_id(), KEY, *((one.sku_id, 1) for one in goods))
    assert (placed.total, await OrderLine.filter(order_id=placed.id).count()) == (50 * 1_290, 50)


def test_a_paid_order_never_becomes_unpaid_again_and_ended_ones_stay() -> None:
    assert MOVES[OrderStatus.UNPAID] == {OrderStatus.PAID, OrderStatus.CANCELLED}
    assert not any(
        {OrderStatus.UNPAID, OrderStatus.CANCELLED} & MOVES[status] for status in set(MOVES) - {OrderStatus.UNPAID}
    )
    assert MOVES[OrderStatus.CANCELLED] == MOVES[OrderStatus.CLOSED] == frozenset()


async def _attribute(member_id: UUID, staff_id: UUID) -> None:
    sql = "INSERT INTO guide_attributions (member_id, staff_id, since) VALUES ($1, $2, $3)"
    await db.execute(sql, member_id, staff_id, clock.now())


async def _enter(member_id: UUID, kind: str, source_id: UUID, hours: int) -> None:
    sql = "INSERT INTO radar_entrances (id, member_id, kind, source_id, entered_at) VALUES ($1, $2, $3, $4, $5)"
    await db.execute(sql, new_id(), member_id, kind, source_id, clock.now() - timedelta(hours=hours))
