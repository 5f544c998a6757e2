from uuid import UUID

import pytest

from app.inventory import queries, transfer
from app.inventory.count import Difference, count
from app.inventory.errors import (
    CountBelowHeld,
    LocationCodeTaken,
    LocationNotFound,
    OutOfStock,
    TransferNotFound,
    TransferNumberTaken,
    TransferOver,
    TransferToItself,
    UnknownSkus,
    WrongArrival,
)
from app.inventory.models import Movement, Transfer
from app.inventory.open_location import edit_location, open_location
from app.inventory.queries import Level
from app.inventory.set_safety import set_safety
from app.inventory.source import Destination, Wish, source
from app.inventory.states import LocationKind, MovementKind, TransferStatus
from app.inventory.take_back import take_back
from app.kernel.ids import new_id
from tests.app.inventory.factory import free, place, skus, take, warehouse


async def moved(location_id: UUID, sku_id: UUID) -> list[tuple[str, int]]:
    found = await Movement.filter(location_id=location_id, sku_id=sku_id).order_by("id")
    return [(movement.kind.value, movement.quantity) for movement in found]


async def test_returned_goods_are_on_hand_again_once(database: None) -> None:
    tea, cup = await skus(2)
    hub = await warehouse(pieces={tea: 1})
    for _ in range(2):
        await take_back("return:1", hub, {tea: 2, cup: 1})
    assert await queries.level(hub, tea) == Level(3, 0, 0)
    assert await moved(hub, cup) == [(MovementKind.RETURN, 1)]
    with pytest.raises(LocationNotFound):
        await take_back("return:2", new_id(), {tea: 2})


async def test_safety_stock_is_kept_back_also_before_there_is_any(database: None) -> None:
    tea, cup = await skus(2)
    hub = await warehouse(pieces={tea: 5})
    await set_safety(hub, {tea: 2, cup: 3})
    assert (await free(hub, tea), await free(hub, cup)) == (3, 0)
    await set_safety(hub, {tea: 9})
    assert await queries.level(hub, tea) == Level(5, 0, 9)
    with pytest.raises(UnknownSkus):
        await set_safety(hub, {new_id(): 1})
    with pytest.raises(ValueError, match="negative"):
        await set_safety(hub, {tea: -1})


async def test_a_count_moves_the_difference_once_per_sheet(database: None) -> None:
    tea, cup, pot = await skus(3)
    hub = await warehouse(pieces={tea: 10, cup: 4})
    await take(new_id(), hub, {tea: 3})
    found = await count("C1", hub, {tea: 7, cup: 4, pot: 2})
    assert found == [Difference(tea, 10, 3, 7), Difference(cup, 4, 0, 4), Difference(pot, 0, 0, 2)]
    assert await moved(hub, tea) == [(MovementKind.RECEIPT, 10), (MovementKind.COUNT, -3)]
    assert await count("C1", hub, {tea: 9, cup: 9}) == []
    assert await queries.level(hub, tea) == Level(7, 3, 0)
    assert await queries.level(hub, cup) == Level(4, 0, 0)


async def test_a_count_below_what_orders_hold_is_refused_whole(database: None) -> None:
    tea, cup = await skus(2)
    hub = await warehouse(pieces={tea: 10, cup: 4})
    await take(new_id(), hub, {tea: 3})
    with pytest.raises(CountBelowHeld) as refused:
        await count("C1", hub, {tea: 2, cup: 1})
    assert refused.value.facts == {"below": [{"sku_id": str(tea), "counted": 2, "held": 3}]}
    assert await queries.level(hub, cup) == Level(4, 0, 0)
    assert await count("C1", hub, {tea: 3}) == [Difference(tea, 10, 3, 3)]


async def test_a_transfer_leaves_at_once_and_arrives_later(database: None) -> None:
    tea, cup = await skus(2)
    hub, other = await warehouse(pieces={tea: 10, cup: 1}), await warehouse("W002")
    sent = await transfer.send("T1", hub, other, {tea: 4, cup: 1})
    assert (await free(hub, tea), await free(hub, cup), await free(other, tea)) == (6, 0, 0)
    assert await transfer.send("T1", hub, other, {tea: 4, cup: 1}) == sent
    await transfer.arrive(sent)
    assert (await free(other, tea), await free(other, cup), await free(hub, tea)) == (4, 1, 6)
    with pytest.raises(TransferOver):
        await transfer.arrive(sent)
    with pytest.raises(TransferOver):
        await transfer.cancel(sent)
    assert await transfer.send("T1", hub, other, {tea: 4, cup: 1}) == sent
    assert (await free(hub, tea), await free(other, tea)) == (6, 4)


async def test_what_did_not_arrive_stays_on_the_transfer(database: None) -> None:
    tea, cup = await skus(2)
    hub, other = await warehouse(pieces={tea: 10, cup: 1}), await warehouse("W002")
    sent = await transfer.send("T1", hub, other, {tea: 4, cup: 1})
    for wrong in ({tea: 5}, {tea: -1}, {new_id(): 1}):
        with pytest.raises(WrongArrival):
            await transfer.arrive(sent, wrong)
    await transfer.arrive(sent, {tea: 3})
    assert (await free(other, tea), await free(other, cup)) == (3, 0)
    ended = await Transfer.get(id=sent)
    assert ended.status is TransferStatus.RECEIVED
    assert {line["sku_id"]: (line["sent"], line["received"]) for line in ended.lines} == {
        str(tea): (4, 3),
        str(cup): (1, 0),
    }


async def test_a_cancelled_transfer_puts_everything_back(database: None) -> None:
    (tea,) = await skus(1)
    hub, other = await warehouse(pieces={tea: 10}), await warehouse("W002")
    sent = await transfer.send("T1", hub, other, {tea: 4})
    await transfer.cancel(sent)
    assert (await free(hub, tea), await free(other, tea)) == (10, 0)
    assert [quantity for _, quantity in await moved(hub, tea)] == [10, -4, 4]
    with pytest.raises(TransferOver):
        await transfer.arrive(sent)
    with pytest.raises(TransferNotFound):
        await transfer.cancel(new_id())


async def test_a_transfer_takes_no_piece_that_is_promised_but_may_take_safety_stock(database: None) -> None:
    (tea,) = await skus(1)
    hub, other = await warehouse(pieces={tea: 10}), await warehouse("W002")
    await set_safety(hub, {tea: 2})
    await take(new_id(), hub, {tea: 3})
    with pytest.raises(OutOfStock) as refused:
        await transfer.send("T1", hub, other, {tea: 8})
    assert refused.value.facts["short"] == [{"sku_id": str(tea), "wanted": 8, "available": 7}]
    assert not await Transfer.exists()
    await transfer.send("T1", hub, other, {tea: 7})
    assert await queries.level(hub, tea) == Level(3, 3, 2)


async def test_transfers_that_make_no_sense_are_refused(database: None) -> None:
    (tea,) = await skus(1)
    hub, other = await warehouse(pieces={tea: 10}), await warehouse("W002")
    with pytest.raises(TransferToItself):
        await transfer.send("T1", hub, hub, {tea: 1})
    for source_id, target_id in ((hub, new_id()), (new_id(), hub)):
        with pytest.raises(LocationNotFound):
            await transfer.send("T1", source_id, target_id, {tea: 1})
    await transfer.send("T1", hub, other, {tea: 1})
    for pieces, target in (({tea: 2}, other), ({tea: 1}, await warehouse("W003"))):
        with pytest.raises(TransferNumberTaken):
            await transfer.send("T1", hub, target, pieces)
    assert await free(hub, tea) == 9


async def test_one_code_is_one_place(database: None) -> None:
    hub = await warehouse()
    assert await warehouse() == hub
    with pytest.raises(LocationCodeTaken):
        await place("W001", LocationKind.SUPPLIER)
    with pytest.raises(LocationCodeTaken):
        await open_location("W001", "别的仓", LocationKind.WAREHOUSE)
    with pytest.raises(LocationNotFound):
        await edit_location(new_id(), "仓", None, None, True)


async def test_a_place_that_is_not_active_serves_nobody_and_keeps_its_stock(database: None) -> None:
    (tea,) = await skus(1)
    hub, other = await warehouse(pieces={tea: 5}), await warehouse("W002", {tea: 5})
    await edit_location(hub, "老仓", 31.2, 121.4, False)
    assert (await source([Wish(tea, 1)], Destination("express"))).allocations[0].location_id == other
    assert await queries.level(hub, tea) == Level(5, 0, 0)
