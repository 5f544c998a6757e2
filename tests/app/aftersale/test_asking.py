"""What may be asked for, of which orders, and what is refused."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.aftersale import decide
from app.aftersale.errors import (
    AfterSaleKeyReused,
    AfterSaleWrongState,
    GiftsFirst,
    NotForAfterSale,
    NothingToReturn,
    UnknownLines,
)
from app.aftersale.models import AfterSale
from app.aftersale.request import Asked, request
from app.aftersale.states import AfterSaleKind, AfterSaleStatus, Reason
from app.fulfilment.models import Parcel
from app.fulfilment.queries import unshipped
from app.fulfilment.ship import Shipment, ship
from app.inventory.queries import default_location
from app.kernel import db
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.states import OrderStatus
from app.orders.turn_due import turn_due
from tests.app.aftersale.factory import CLERK, ask, bought, delivered, line_ids, member, one, refunds_of, send
from tests.app.aftersale.test_refund_only import truths_hold
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import stock_of
from tests.app.promotions.factory import promotion

REFUND_ONLY, RETURN, EXCHANGE = AfterSaleKind.REFUND_ONLY, AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE
S = AfterSaleStatus


async def with_a_gift(buyer: UUID) -> tuple[UUID, UUID, UUID]:
    """(order, line of two pieces, line of the gift they brought)."""
    goods, gift = await stocked(stock=5), await stocked(stock=5, number=2)
    tiers = [{"at": 2, "gift": {"sku_id": str(gift.sku_id), "quantity": 1}}]
    await promotion({"kind": "spend_and_save", "by": "pieces", "tiers": tiers})
    order_id = await delivered(buyer, (goods.sku_id, 2))
    line, gift_line = await line_ids(order_id)
    return order_id, line, gift_line


async def test_nothing_is_asked_of_an_order_that_is_completed(database: None) -> None:
    """yudao has no time limit: an after-sale may be asked for years later."""
    goods, buyer = await stocked(), new_id()
    order_id = await delivered(buyer, (goods.sku_id, 1))
    (line,) = await line_ids(order_id)
    await db.execute("UPDATE orders SET due_at = due_at - $1::interval", timedelta(days=7))
    assert await turn_due() == 1
    for kind in AfterSaleKind:
        with pytest.raises(NotForAfterSale) as refused:
            await ask(order_id, buyer, {line: 1}, kind)
        assert refused.value.facts == {"status": "completed"}
    assert not await AfterSale.exists()


async def test_everything_that_was_bought_does_not_come_back_without_its_gift(database: None) -> None:
    buyer = new_id()
    order_id, line, gift = await with_a_gift(buyer)
    for kind in (REFUND_ONLY, RETURN):
        with pytest.raises(GiftsFirst) as refused:
            await ask(order_id, buyer, {line: 2}, kind)
        assert refused.value.facts == {"order_line_ids": [str(gift)]}
    assert [each.returned for each in await orders.lines_of(order_id)] == [0, 0]
    await ask(order_id, buyer, {line: 1}, RETURN)
    with pytest.raises(GiftsFirst):
        await ask(order_id, buyer, {line: 1}, RETURN)
    await ask(order_id, buyer, {line: 1, gift: 1}, RETURN)


async def test_goods_are_exchanged_though_their_gift_stays(database: None) -> None:
    buyer = new_id()
    order_id, line, _ = await with_a_gift(buyer)
    assert (await one(await ask(order_id, buyer, {line: 2}, EXCHANGE))).status is S.REQUESTED


async def test_asking_for_nothing_is_refused(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    order_id = await bought(buyer, (goods.sku_id, 1))
    with pytest.raises(UnknownLines):
        await ask(order_id, buyer, {})
    assert (await orders.facts(order_id)).open_claims == 0


@pytest.mark.parametrize("other", ["pieces", "kind", "order"])
async def test_a_key_of_another_wish_is_refused(database: None, other: str) -> None:
    goods, buyer = await stocked(), new_id()
    order_id, second = [await delivered(buyer, (goods.sku_id, 2)) for _ in range(2)]
    (line,), (line_of_second,) = await line_ids(order_id), await line_ids(second)
    await request(order_id, member(buyer), Asked(RETURN, {line: 1}, Reason.OTHER), "the-key")
    wishes = {
        "pieces": (order_id, Asked(RETURN, {line: 2}, Reason.OTHER)),
        "kind": (order_id, Asked(REFUND_ONLY, {line: 1}, Reason.OTHER)),
        "order": (second, Asked(RETURN, {line_of_second: 1}, Reason.OTHER)),
    }
    order, asked = wishes[other]
    with pytest.raises(AfterSaleKeyReused):
        await request(order, member(buyer), asked, "the-key")
    assert await AfterSale.all().count() == 1


async def test_the_order_of_a_key_counts_even_when_its_wish_is_the_same(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    order_id, second = [await delivered(buyer, (goods.sku_id, 2)) for _ in range(2)]
    (line,) = await line_ids(order_id)
    asked = Asked(RETURN, {line: 1}, Reason.OTHER)
    await request(order_id, member(buyer), asked, "the-key")
    with pytest.raises(AfterSaleKeyReused):
        await request(second, member(buyer), asked, "the-key")


async def one_of_three_sent(buyer: UUID) -> tuple[UUID, UUID, UUID]:
    """(order, line, sku)."""
    goods = await stocked(stock=5)
    order_id = await bought(buyer, (goods.sku_id, 3))
    (line,), (parcel,) = await line_ids(order_id), await Parcel.filter(order_id=order_id)
    await ship(parcel.id, Shipment("SF", "SF1234567890"), CLERK, {line: 1})
    return order_id, line, goods.sku_id


async def test_only_pieces_that_the_member_has_are_returned(database: None) -> None:
    buyer = new_id()
    order_id, line, _ = await one_of_three_sent(buyer)
    with pytest.raises(NothingToReturn) as refused:
        await ask(order_id, buyer, {line: 2}, RETURN)
    assert refused.value.facts == {"lines": [str(line)]}
    await ask(order_id, buyer, {line: 1}, RETURN)
    with pytest.raises(NothingToReturn):
        await ask(order_id, buyer, {line: 1}, RETURN)


async def test_a_piece_that_comes_back_takes_none_of_those_that_still_wait_to_be_sent(database: None) -> None:
    buyer = new_id()
    order_id, line, sku_id = await one_of_three_sent(buyer)
    asked = await ask(order_id, buyer, {line: 1}, RETURN)
    await decide.approve(asked, CLERK)
    await decide.send_back(asked, member(buyer), "SF", "SF1234567890")
    await decide.accept(asked, CLERK, await default_location())
    assert (await refunds_of(order_id), await stock_of(sku_id)) == ([1_290], (3, 0))
    assert await unshipped(order_id) == {line: 2}
    await send(order_id)
    await truths_hold()


async def test_a_piece_comes_back_though_the_others_were_sent_meanwhile(database: None) -> None:
    buyer = new_id()
    order_id, line, sku_id = await one_of_three_sent(buyer)
    asked = await ask(order_id, buyer, {line: 1}, RETURN)
    await decide.approve(asked, CLERK)
    await decide.send_back(asked, member(buyer), "SF", "SF1234567890")
    await send(order_id)
    await decide.accept(asked, CLERK, await default_location())
    assert (await refunds_of(order_id), await stock_of(sku_id)) == ([1_290], (3, 0))
    await truths_hold()


async def test_a_refund_of_pieces_half_of_which_were_sent_waits_for_the_seller_and_restocks_the_other_half(
    database: None,
) -> None:
    buyer = new_id()
    order_id, line, sku_id = await one_of_three_sent(buyer)
    asked = await ask(order_id, buyer, {line: 3})
    assert ((await one(asked)).status, await refunds_of(order_id)) == (S.REQUESTED, [])
    await decide.approve(asked, CLERK)
    assert (await refunds_of(order_id), await stock_of(sku_id)) == ([3 * 1_290], (4, 0))
    assert (await orders.facts(order_id)).status is OrderStatus.CLOSED
    await truths_hold()


@pytest.mark.parametrize("kind", AfterSaleKind)
async def test_goods_that_are_not_on_their_way_back_are_not_accepted(database: None, kind: AfterSaleKind) -> None:
    """Neither is money given for what nobody sent, nor is what the member keeps on sale again."""
    goods, buyer = await stocked(stock=5), new_id()
    order_id = await delivered(buyer, (goods.sku_id, 1))
    asked = await ask(order_id, buyer, {(await line_ids(order_id))[0]: 1}, kind)
    here = await default_location()
    for step in (decide.accept(asked, CLERK, here), decide.refund_instead(asked, CLERK, here)):
        with pytest.raises(AfterSaleWrongState) as refused:
            await step
        assert refused.value.facts == {"status": "requested"}
    assert ((await one(asked)).kind, await refunds_of(order_id), await stock_of(goods.sku_id)) == (kind, [], (4, 0))


async def test_where_the_goods_go_back_to_is_kept(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    order_id = await delivered(buyer, (goods.sku_id, 1))
    asked = await ask(order_id, buyer, {(await line_ids(order_id))[0]: 1}, RETURN)
    await decide.approve(asked, CLERK, await default_location(), "请寄回中心仓")
    assert (await one(asked)).return_to_location_id == await default_location()
