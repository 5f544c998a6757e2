"""Any interleaving of everything that moves stock, beside a plain account of what it should come to."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog.models import Sku
from app.inventory import transfer
from app.inventory.apply_push import PushMode, PushRow, Verdict
from app.inventory.count import count
from app.inventory.errors import CountBelowHeld, OutOfStock, TransferOver
from app.inventory.models import Location
from app.inventory.push import push
from app.inventory.receive import Receipt, receive
from app.inventory.release import release
from app.inventory.sell import sell
from app.inventory.set_safety import set_safety
from app.inventory.take_back import take_back
from app.kernel import db
from app.kernel.ids import new_id
from tests.app.inventory.factory import skus, take, warehouse

BOOKS = """
SELECT s.sku_id, s.location_id, s.on_hand, s.held,
    (SELECT coalesce(sum(quantity), 0)::int FROM stock_movements m
     WHERE m.sku_id = s.sku_id AND m.location_id = s.location_id) AS moved,
    (SELECT coalesce(sum(quantity), 0)::int FROM stock_holds h
     WHERE h.sku_id = s.sku_id AND h.location_id = s.location_id AND h.status = 'open') AS open_holds
FROM stocks s WHERE s.sku_id = ANY($1::uuid[])
"""
Place = tuple[int, int]

places = st.tuples(st.integers(0, 1), st.integers(0, 1))
pieces = st.dictionaries(st.integers(0, 1), st.integers(1, 5), min_size=1)
small = st.integers(0, 3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), places, st.integers(1, 9), small),
        st.tuples(st.just("hold"), st.integers(0, 1), pieces),
        st.tuples(st.sampled_from(("release", "sell")), small),
        st.tuples(st.just("take_back"), places, st.integers(1, 3), small),
        st.tuples(st.just("safety"), places, st.integers(0, 4)),
        st.tuples(st.just("count"), places, st.integers(0, 12), small),
        st.tuples(st.just("send"), st.integers(0, 1), pieces),
        st.tuples(st.just("arrive"), small, st.integers(0, 5)),
        st.tuples(st.just("cancel"), small),
        st.tuples(st.just("push"), places, small, st.sampled_from(PushMode), st.integers(0, 6)),
    ),
    max_size=14,
)


@dataclass
class World:
    """Two goods at two places for real, and what they should come to. Every example has fresh ones."""

    goods: list[UUID]
    codes: list[str]
    hubs: list[UUID]
    hub_codes: list[str]
    on_hand: dict[Place, int] = field(default_factory=dict)
    held: dict[Place, int] = field(default_factory=dict)
    safety: dict[Place, int] = field(default_factory=dict)
    seen: set[object] = field(default_factory=set)
    orders: list[tuple[UUID, dict[Place, int]]] = field(default_factory=list)
    transfers: list[tuple[UUID, int, dict[int, int]]] = field(default_factory=list)
    positions: dict[Place, int] = field(default_factory=dict)

    def add(self, place: Place, more: int) -> None:
        self.on_hand[place] = self.on_hand.get(place, 0) + more

    def free(self, place: Place) -> int:
        return self.on_hand.get(place, 0) - self.held.get(place, 0) - self.safety.get(place, 0)

    def sku(self, place: Place) -> UUID:
        return self.goods[place[0]]

    def hub(self, place: Place) -> UUID:
        return self.hubs[place[1]]

    async def receive(self, place: Place, quantity: int, ref: int) -> None:
        await receive(self.hub(place), [Receipt(self.sku(place), quantity, f"{self.goods[0]}:{place}:{ref}")])
        self._once(("receive", place, ref), place, quantity)

    async def take_back(self, place: Place, quantity: int, ref: int) -> None:
        await take_back(f"back:{self.goods[0]}:{place}:{ref}", self.hub(place), {self.sku(place): quantity})
        self._once(("back", place, ref), place, quantity)

    def _once(self, ref: object, place: Place, quantity: int) -> None:
        if ref not in self.seen:
            self.seen.add(ref)
            self.add(place, quantity)

    async def hold(self, hub: int, wanted: dict[int, int]) -> None:
        order, asked = new_id(), {(sku, hub): quantity for sku, quantity in wanted.items()}
        enough = all(self.free(place) >= quantity for place, quantity in asked.items())
        try:
            await take(order, self.hubs[hub], {self.goods[sku]: quantity for sku, quantity in wanted.items()})
        except OutOfStock:
            assert not enough
            return
        assert enough
        self.orders.append((order, asked))
        for place, quantity in asked.items():
            self.held[place] = self.held.get(place, 0) + quantity

    async def release(self, which: int) -> None:
        for order, asked in self._pick(self.orders, which):
            await release([order])
            for place, quantity in asked.items():
                self.held[place] -= quantity
            asked.clear()

    async def sell(self, which: int) -> None:
        for order, asked in self._pick(self.orders, which):
            assert await sell(order) == len(asked)
            for place, quantity in asked.items():
                self.held[place] -= quantity
                self.add(place, -quantity)
            asked.clear()

    async def safety_(self, place: Place, quantity: int) -> None:
        await set_safety(self.hub(place), {self.sku(place): quantity})
        self.safety[place] = quantity

    async def count(self, place: Place, counted: int, sheet: int) -> None:
        ref = ("count", place, sheet)
        try:
            await count(f"{sheet}", self.hub(place), {self.sku(place): counted})
        except CountBelowHeld:
            assert counted < self.held.get(place, 0)
            assert ref not in self.seen
            return
        self._once(ref, place, counted - self.on_hand.get(place, 0))

    async def send(self, source: int, wanted: dict[int, int]) -> None:
        gone = {self.goods[sku]: quantity for sku, quantity in wanted.items()}
        enough = all(
            self.on_hand.get((sku, source), 0) - self.held.get((sku, source), 0) >= quantity
            for sku, quantity in wanted.items()
        )
        try:
            sent = await transfer.send(new_id().hex, self.hubs[source], self.hubs[1 - source], gone)
        except OutOfStock:
            assert not enough
            return
        assert enough
        self.transfers.append((sent, source, dict(wanted)))
        for sku, quantity in wanted.items():
            self.add((sku, source), -quantity)

    async def arrive(self, which: int, most: int) -> None:
        for sent, source, wanted in self._pick(self.transfers, which):
            arrived = {sku: min(most, quantity) for sku, quantity in wanted.items()}
            if await self._ends(transfer.arrive(sent, {self.goods[sku]: n for sku, n in arrived.items()}), wanted):
                for sku, quantity in arrived.items():
                    self.add((sku, 1 - source), quantity)

    async def cancel(self, which: int) -> None:
        for sent, source, wanted in self._pick(self.transfers, which):
            back = dict(wanted)
            if await self._ends(transfer.cancel(sent), wanted):
                for sku, quantity in back.items():
                    self.add((sku, source), quantity)

    async def _ends(self, ending: Any, wanted: dict[int, int]) -> bool:
        try:
            await ending
        except TransferOver:
            assert not wanted
            return False
        assert wanted
        wanted.clear()
        return True

    async def push(self, place: Place, sequence: int, mode: PushMode, quantity: int) -> None:
        change = quantity if mode is PushMode.ABSOLUTE else quantity - 3
        row = PushRow(self.hub_codes[place[1]], self.codes[place[0]], sequence, mode, change)
        (told,) = await push("pos", [row])
        if sequence <= self.positions.get(place, -1):
            assert told.verdict is Verdict.STALE
            return
        held, now = self.held.get(place, 0), self.on_hand.get(place, 0)
        after = change if mode is PushMode.ABSOLUTE else now + change
        assert told.verdict is (Verdict.CONFLICT if after < held else Verdict.APPLIED)
        if after >= held or mode is PushMode.ABSOLUTE:
            self.positions[place] = sequence
            self.on_hand[place] = max(after, held)

    @staticmethod
    def _pick(among: list[Any], which: int) -> list[Any]:
        return [among[which % len(among)]] if among else []

    async def is_as_the_books_say(self) -> None:
        for row in await db.fetch(BOOKS, self.goods):
            place = (self.goods.index(row["sku_id"]), self.hubs.index(row["location_id"]))
            assert row["on_hand"] == row["moved"] == self.on_hand.get(place, 0) >= 0
            assert row["held"] == row["open_holds"] == self.held.get(place, 0)
            assert 0 <= row["held"] <= row["on_hand"]


async def world() -> World:
    goods, codes = await skus(2), [new_id().hex, new_id().hex]
    hubs = [await warehouse(code) for code in codes]
    assert await Location.filter(id__in=hubs).count() == 2
    known = {sku.id: sku.code for sku in await Sku.filter(id__in=goods)}
    return World(goods, [known[sku_id] for sku_id in goods], hubs, codes)


@given(steps)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_stock_is_conserved_by_any_interleaving(product: None, taken: list[tuple[Any, ...]]) -> None:
    real = await world()
    for name, *facts in taken:
        await getattr(real, "safety_" if name == "safety" else name)(*facts)
        await real.is_as_the_books_say()
