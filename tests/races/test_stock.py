"""Stock under hands that grab at the same moment: real commits, twenty rounds each, fresh goods every round."""

import asyncio
from collections.abc import Awaitable
from random import Random
from uuid import UUID

import pytest

from app.catalog.models import Sku
from app.inventory import queries, transfer
from app.inventory.apply_push import PushMode, PushRow, Verdict
from app.inventory.count import count
from app.inventory.errors import OutOfStock, TransferOver
from app.inventory.push import push
from app.inventory.queries import Level
from app.inventory.release import release
from app.inventory.sell import sell
from app.inventory.take_back import take_back
from app.kernel import db
from app.kernel.errors import Error
from app.kernel.ids import new_id
from tests.app.inventory.factory import put, skus, take, warehouse
from tests.app.inventory.test_conservation import BOOKS

ROUNDS = 20


async def books_balance(goods: list[UUID]) -> None:
    for row in await db.fetch(BOOKS, goods):
        assert row["on_hand"] == row["moved"] >= 0
        assert row["held"] == row["open_holds"]
        assert 0 <= row["held"] <= row["on_hand"]


async def holders(location_id: UUID, sku_id: UUID, count_: int) -> list[UUID]:
    """Orders that got one piece each, of as many that grabbed."""
    orders = [new_id() for _ in range(count_)]
    grabs = (take(order, location_id, {sku_id: 1}) for order in orders)
    outcomes = await asyncio.gather(*grabs, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} <= {type(None), OutOfStock}
    return [order for order, outcome in zip(orders, outcomes, strict=True) if outcome is None]


async def test_two_hundred_hands_on_the_last_piece_and_one_has_it(database: None) -> None:
    """macrozheng/mall#136, #185, #353, #376 and #883: stock is read, compared and written back, so it is oversold."""
    hub = await warehouse()
    for _ in range(ROUNDS):
        (tea,) = await skus(1)
        await put(hub, {tea: 1})
        assert len(await holders(hub, tea, 200)) == 1
        assert await queries.level(hub, tea) == Level(1, 1, 0)


async def test_every_piece_of_few_finds_exactly_one_order(database: None) -> None:
    """mirumee/saleor#543: two checkouts at once allocate the same last items."""
    hub = await warehouse()
    for _ in range(ROUNDS):
        (tea,) = await skus(1)
        await put(hub, {tea: 7})
        orders = await holders(hub, tea, 30)
        assert len(orders) == 7
        await asyncio.gather(*(sell(order) for order in orders))
        assert await queries.level(hub, tea) == Level(0, 0, 0)
        await books_balance([tea])


async def test_orders_with_the_same_goods_in_crossed_order_never_deadlock(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """django-oscar#2102 and #1811: rows locked in the order of the basket's lines deadlock with each other."""
    monkeypatch.setattr(db, "ATTEMPTS_ON_DEADLOCK", 1)
    hub = await warehouse()
    for _ in range(ROUNDS):
        goods = await skus(6)
        await put(hub, dict.fromkeys(goods, 100))
        orders = [new_id() for _ in range(16)]
        wishes = [goods if n % 2 else goods[::-1] for n in range(16)]
        pairs = zip(orders, wishes, strict=True)
        await asyncio.gather(*(take(order, hub, dict.fromkeys(wish, 1)) for order, wish in pairs))
        ends = [sell(order) if n % 3 else release([order]) for n, order in enumerate(orders)]
        await asyncio.gather(*ends)
        await books_balance(goods)


async def test_transfers_in_opposite_directions_never_deadlock(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "ATTEMPTS_ON_DEADLOCK", 1)
    hubs = [await warehouse("W001"), await warehouse("W002")]
    for _ in range(ROUNDS):
        goods = await skus(5)
        for hub in hubs:
            await put(hub, dict.fromkeys(goods, 10))
        pieces = dict.fromkeys(goods, 1)
        sent = await asyncio.gather(
            *(transfer.send(new_id().hex, hubs[n % 2], hubs[1 - n % 2], pieces) for n in range(10))
        )
        await asyncio.gather(*(transfer.cancel(one) if n % 3 else transfer.arrive(one) for n, one in enumerate(sent)))
        await books_balance(goods)
        assert sum([(await queries.level(hub, goods[0])).on_hand for hub in hubs]) == 20


async def test_a_transfer_ends_once_whoever_ends_it(database: None) -> None:
    hubs = [await warehouse("W001"), await warehouse("W002")]
    for _ in range(ROUNDS):
        (tea,) = await skus(1)
        await put(hubs[0], {tea: 5})
        sent = await transfer.send(new_id().hex, hubs[0], hubs[1], {tea: 5})
        ends = [transfer.cancel(sent) if n % 2 else transfer.arrive(sent) for n in range(6)]
        outcomes = await asyncio.gather(*ends, return_exceptions=True)
        assert sorted(type(one).__name__ for one in outcomes) == ["NoneType"] + [TransferOver.__name__] * 5
        assert sum([(await queries.level(hub, tea)).on_hand for hub in hubs]) == 5
        await books_balance([tea])


async def test_a_hold_is_either_sold_or_given_back(database: None) -> None:
    """vendure-ecommerce/vendure#3508, #1738 and #2702: stock is checked in one place and allocated in another."""
    hub = await warehouse()
    for round_ in range(ROUNDS):
        (tea,) = await skus(1)
        await put(hub, {tea: 1})
        order, next_order = new_id(), new_id()
        await take(order, hub, {tea: 1})
        ends = [sell(order), release([order]), release([order]), sell(order)]
        grab = take(next_order, hub, {tea: 1})
        outcomes = await asyncio.gather(*(ends if round_ % 2 else ends[::-1]), grab, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} <= {int, type(None), OutOfStock}
        sold = sum(one for one in outcomes[:4] if isinstance(one, int))
        assert sold in (0, 1)
        level = await queries.level(hub, tea)
        assert level.on_hand == 1 - sold
        assert level.held == (1 if outcomes[4] is None else 0) <= level.on_hand
        await books_balance([tea])


async def test_one_delivery_told_twenty_times_at_once_counts_once(database: None) -> None:
    hub = await warehouse()
    for _ in range(ROUNDS):
        (tea,) = await skus(1)
        await asyncio.gather(*(take_back(f"return:{tea}", hub, {tea: 2}) for _ in range(20)))
        assert await queries.level(hub, tea) == Level(2, 0, 0)


async def test_one_count_sheet_at_once_from_six_hands_counts_once(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "ATTEMPTS_ON_DEADLOCK", 1)
    hub = await warehouse()
    for _ in range(ROUNDS):
        goods = await skus(40)
        sheets = [count("C1", hub, dict.fromkeys(goods[:: 1 if n % 2 else -1], 4)) for n in range(6)]
        found = await asyncio.gather(*sheets)
        assert sorted(len(one) for one in found) == [0] * 5 + [40]
        await books_balance(goods)


async def test_pushes_of_one_sequence_at_once_count_once(database: None) -> None:
    await warehouse()
    for _ in range(ROUNDS):
        (tea,) = await skus(1)
        code = (await Sku.get(id=tea)).code
        rows = [PushRow("W001", code, 1, PushMode.DELTA, 3)]
        found = await asyncio.gather(*(push("pos", rows) for _ in range(8)))
        assert sorted(one.verdict for (one,) in found) == [Verdict.APPLIED] + [Verdict.STALE] * 7
        await books_balance([tea])


async def test_everything_at_once_keeps_the_books_balanced(database: None) -> None:
    hubs = [await warehouse("W001"), await warehouse("W002")]
    for seed in range(ROUNDS):
        chance, goods = Random(seed), await skus(3)
        codes = {sku.id: sku.code for sku in await Sku.filter(id__in=goods)}
        for hub in hubs:
            await put(hub, dict.fromkeys(goods, 8))
        orders = [new_id() for _ in range(8)]
        doings: list[Awaitable[object]] = [take(order, chance.choice(hubs), pick(chance, goods)) for order in orders]
        doings += [doing(number, chance, hubs, goods, orders, codes) for number in range(24)]
        chance.shuffle(doings)
        outcomes = await asyncio.gather(*doings, return_exceptions=True)
        assert [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, Error)] == []
        await books_balance(goods)


def doing(
    number: int, chance: Random, hubs: list[UUID], goods: list[UUID], orders: list[UUID], codes: dict[UUID, str]
) -> Awaitable[object]:
    """One of everything that touches stock, in turn."""
    hub, other = chance.sample(hubs, 2)
    some, order = pick(chance, goods), chance.choice(orders)
    match number % 6:
        case 0:
            return count(new_id().hex, hub, some)
        case 1:
            return transfer.send(new_id().hex, hub, other, some)
        case 2:
            return sell(order)
        case 3:
            return release([order])
        case 4:
            return take_back(new_id().hex, hub, some)
    code, change = codes[chance.choice(goods)], chance.randint(-4, 4)
    return push("pos", [PushRow("W001", code, chance.randint(1, 4), PushMode.DELTA, change)])


def pick(chance: Random, goods: list[UUID]) -> dict[UUID, int]:
    return {sku_id: chance.randint(1, 5) for sku_id in chance.sample(goods, chance.randint(1, 3))}
