"""A small shop in which everything that can happen to an order happens, and an account of what it should come to."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import msgspec

from app.aftersale import decide
from app.aftersale.models import AfterSale, AfterSaleLine
from app.aftersale.reactions import refund_arrived
from app.aftersale.states import AfterSaleKind, AfterSaleStatus, Reason
from app.aftersale.turn_due import turn_due
from app.analytics.invariants import INVARIANTS
from app.delivery.states import Fulfilment
from app.events.payments import RefundSucceeded
from app.fulfilment.hand_over import redeem
from app.fulfilment.models import Parcel, ParcelLine
from app.fulfilment.queries import unshipped
from app.fulfilment.ship import Shipment, ship
from app.inventory import transfer
from app.inventory.queries import default_location
from app.kernel import clock, db, outbox
from app.kernel.actor import SYSTEM, Actor
from app.kernel.errors import Error
from app.kernel.ids import new_id
from app.ledger.queries import balance
from app.ledger.states import AccountKind
from app.orders import queries as orders
from app.orders.cancel import cancel
from app.orders.expire import expire
from app.orders.mark_paid import mark_paid
from app.orders.place import place
from app.orders.queries import OrderFacts
from app.orders.receive import receive
from app.orders.states import OrderStatus
from app.payments.models import Payment, Refund
from app.payments.start import owe
from app.wallet.queries import Balances, balances
from jobs.subscriptions import SUBSCRIPTIONS
from tests.app.aftersale.factory import CLERK, PAID, ask, given_back, member, one, refunds_of
from tests.app.catalog.factory import stocked
from tests.app.inventory.factory import put, store
from tests.app.orders.factory import stock_of, wish
from tests.app.promotions.coupons.factory import coupon, status_of
from tests.app.wallet.factory import with_points
from tests.app.wallet.top_ups import paid_for

BROKEN = " UNION ALL ".join(
    f"SELECT '{truth.replace(chr(39), '')}' AS truth WHERE EXISTS ({sql})" for truth, sql in INVARIANTS.items()
)
# Who hears what happens; the others ask outside platforms.
EARS = ("app.wallet", "app.referral", "app.aftersale", "app.fulfilment.make_parcels", "app.fulfilment.resend")
HEARD: dict[str, tuple[type, Callable[[Any], Awaitable[None]]]] = {
    outbox.job_name(event, reaction): (event, reaction)
    for event, reactions in SUBSCRIPTIONS.items()
    for reaction in reactions
    if reaction.__module__.startswith(EARS)
}
POINTS, PRINCIPAL, BONUS = 400, 2_000, 333
PIECES = 6
OPEN = (AfterSaleStatus.REQUESTED, AfterSaleStatus.AWAITING_RETURN, AfterSaleStatus.RETURNING)
GRANTED = (AfterSaleStatus.REFUNDING, AfterSaleStatus.RESENDING, AfterSaleStatus.DONE)
_numbers = count(1)


@dataclass
class Shop:
    """Two goods, a warehouse and a store with stock of them, two members with a coupon, points and stored value."""

    guide: UUID
    goods: list[UUID]
    store_id: UUID
    places: list[UUID]
    members: list[UUID]
    coupons: list[UUID]
    received: dict[UUID, int]
    placed: list[UUID] = field(default_factory=list)
    asked: list[UUID] = field(default_factory=list)
    restocked: set[UUID] = field(default_factory=set)

    async def step(self, name: str, *facts: int) -> None:
        """A refusal is as good an answer as any, as long as every truth holds after it."""
        with suppress(Error):
            await getattr(self, name)(*facts)
        await self.tell()
        assert [row["truth"] for row in await db.fetch(BROKEN)] == [], name

    async def place(self, who: int, tea: int, cup: int, mix: int) -> None:
        """`mix` has a bit each for: the coupon, points, stored value, fetching it at the store."""
        lines = [(sku, pieces) for sku, pieces in zip(self.goods, (tea, cup), strict=True) if pieces]
        more: dict[str, Any] = {"coupon_ids": (self.coupons[who],)} if mix & 1 else {}
        more |= {"points": 150 * bool(mix & 2), "stored_value": bool(mix & 4)}
        if mix & 8:
            more |= {"fulfilment": Fulfilment.PICK_UP, "store_id": self.store_id, "address_id": None}
        placed = await place(self.members[who], await wish(self.members[who], *lines, **more), str(new_id()))
        self.placed.append(placed.id)

    async def pay(self, which: int) -> None:
        for order in await self._orders(which):
            if order.status is OrderStatus.UNPAID:
                await owe(order.id, order.member_id, "o-payer", order.payable, "测试", clock.now())
                await db.execute(PAID, order.id, clock.now())
            assert await mark_paid(order.id, clock.now()) is (order.status is OrderStatus.UNPAID)

    async def cancel(self, which: int) -> None:
        for order in await self._orders(which):
            await cancel(order.id, member(order.member_id))

    async def expire(self, which: int) -> None:
        for order in await self._orders(which):
            await db.execute("UPDATE orders SET expires_at = placed_at WHERE id = $1", order.id)
            await expire()

    async def ship(self, which: int, whole: int) -> None:
        """The next waiting parcel of an order leaves, or one piece of it."""
        for order in await self._orders(which):
            for parcel in (await Parcel.filter(order_id=order.id, status="waiting").order_by("id"))[:1]:
                if parcel.pick_up_code:
                    await redeem(parcel.pick_up_code, self.store_id, CLERK)
                    return
                held = await ParcelLine.filter(parcel_id=parcel.id, quantity__gt=0).first()
                part = None if whole or held is None else {held.order_line_id: 1}
                await ship(parcel.id, Shipment("SF", f"SF{new_id().int % 10**12:012d}"), CLERK, part)

    async def deliver(self, which: int) -> None:
        for order in await self._orders(which):
            if order.status is OrderStatus.SHIPPED:
                await receive(order.id, SYSTEM)

    async def ask(self, which: int, line: int, pieces: int, kind: int) -> None:
        for order in await self._orders(which):
            lines = await orders.lines_of(order.id)
            wanted = {lines[line % len(lines)].id: pieces}
            self.asked.append(await ask(order.id, order.member_id, wanted, list(AfterSaleKind)[kind], Reason.QUALITY))

    async def decide(self, which: int, word: int) -> None:
        """The seller's or the member's next word on an after-sale, fitting or not."""
        for asked in self.asked[which % len(self.asked) :][:1] if self.asked else []:
            await self._words(asked, member((await one(asked)).member_id))[word]()

    def _words(self, asked: UUID, by: Actor) -> list[Callable[[], Awaitable[None]]]:
        return [
            lambda: decide.approve(asked, CLERK, self.places[0]),
            lambda: decide.send_back(asked, by, "SF", "SF1234567890"),
            lambda: self._accept(asked),
            lambda: decide.accept(asked, CLERK, None),
            lambda: decide.refund_instead(asked, CLERK, None),
            lambda: decide.reject(asked, CLERK, "不符合售后条件"),
            lambda: decide.withdraw(asked, by),
        ]

    async def silence(self) -> None:
        await db.execute("UPDATE after_sales SET due_at = $1 WHERE due_at IS NOT NULL", clock.now())
        await turn_due()

    async def refunded(self) -> None:
        """The channel gives back everything it was asked for, and says so twice."""
        for refund in await Refund.filter(status="requested"):
            await Refund.filter(id=refund.id).update(status="done")
            for _ in range(2):
                await refund_arrived(RefundSucceeded(refund.id, refund.payment_id, refund.source_ref, refund.amount))

    async def restock(self, which: int, pieces: int) -> None:
        await put(self.places[0], {self.goods[which]: pieces})
        self.received[self.goods[which]] += pieces

    async def transfer(self, source: int, which: int, pieces: int) -> None:
        sent = await transfer.send(
            new_id().hex, self.places[source], self.places[1 - source], {self.goods[which]: pieces}
        )
        await transfer.arrive(sent)

    async def tell(self) -> None:
        """Every job runs twice, and so do those that it causes."""
        while rows := await db.fetch("DELETE FROM pgqueuer RETURNING id, entrypoint, payload"):
            for row in sorted(rows, key=lambda job: job["id"]):
                if row["entrypoint"] in HEARD:
                    event, reaction = HEARD[row["entrypoint"]]
                    for _ in range(2):
                        await reaction(msgspec.json.decode(row["payload"], type=event))

    async def _accept(self, asked: UUID) -> None:
        await decide.accept(asked, CLERK, self.places[0])
        self.restocked.add(asked)

    async def _orders(self, which: int) -> list[OrderFacts]:
        return [await orders.facts(self.placed[which % len(self.placed)])] if self.placed else []

    async def give_everything_back(self) -> None:
        """Open after-sales end, unpaid orders are cancelled, and all that was bought comes back."""
        for asked in await AfterSale.filter(id__in=self.asked, status__in=OPEN):
            if asked.status is not AfterSaleStatus.RETURNING:
                await decide.withdraw(asked.id, SYSTEM)
            else:
                await decide.refund_instead(asked.id, CLERK, self.places[0])
                self.restocked.add(asked.id)
        for parcel in await Parcel.filter(order_id__in=self.placed, status="waiting", after_sale_id__isnull=False):
            if parcel.pick_up_code:
                await redeem(parcel.pick_up_code, self.store_id, CLERK)
            else:
                await ship(parcel.id, Shipment("SF", f"SF{new_id().int % 10**12:012d}"), CLERK)
        await self.tell()
        for order_id in self.placed:
            await self._give_back(await orders.facts(order_id))
        await self.refunded()
        await self.tell()

    async def _give_back(self, order: OrderFacts) -> None:
        if order.status is OrderStatus.UNPAID:
            await cancel(order.id, member(order.member_id))
        waiting = await unshipped(order.id)
        left = {line.id: line.quantity - line.returned for line in await orders.lines_of(order.id)}
        if order.status in (OrderStatus.CANCELLED, OrderStatus.UNPAID):
            return
        unsent = {line: min(pieces, waiting.get(line, 0)) for line, pieces in left.items()}
        if any(unsent.values()):
            await self._ask_all(order, unsent, AfterSaleKind.REFUND_ONLY)
        sent = {line: pieces - unsent[line] for line, pieces in left.items()}
        if any(sent.values()):
            asked = await self._ask_all(order, sent, AfterSaleKind.RETURN)
            await decide.approve(asked, CLERK, self.places[0])
            await decide.send_back(asked, member(order.member_id), "SF", "SF1234567890")
            await self._accept(asked)

    async def _ask_all(self, order: OrderFacts, pieces: dict[UUID, int], kind: AfterSaleKind) -> UUID:
        some = {line: quantity for line, quantity in pieces.items() if quantity}
        asked = await ask(order.id, order.member_id, some, kind, Reason.QUALITY)
        self.asked.append(asked)
        return asked

    async def is_as_at_the_start(self) -> None:
        """Every fen, point, coupon and piece is where it was before anything was bought."""
        for order_id in self.placed:
            order = await orders.facts(order_id)
            paid = await Payment.exists(subject_id=order_id) or order.paid_at is not None
            assert order.status is (OrderStatus.CLOSED if paid else OrderStatus.CANCELLED)
            assert await given_back(order_id) == ((order.payable, order.stored_value) if paid else (0, 0))
            assert sum(await refunds_of(order_id)) == (order.payable if paid else 0)
        assert [await status_of(each) for each in self.coupons] == ["ready"] * len(self.coupons)
        for each in self.members:
            assert await balances(each) == Balances(points=POINTS, principal=PRINCIPAL, bonus=BONUS)
        assert await self._stock() == {sku: (pieces, 0) for sku, pieces in (await self._expected()).items()}
        assert not await balance(AccountKind.COMMISSION_FROZEN, self.guide)

    async def _stock(self) -> dict[UUID, tuple[int, int]]:
        return {sku: await stock_of(sku) for sku in self.goods}

    async def _expected(self) -> dict[UUID, int]:
        """What came in less what was given back or exchanged without coming back for sale."""
        expected = dict(self.received)
        granted = await AfterSale.filter(id__in=self.asked, status__in=GRANTED)
        for line in await AfterSaleLine.filter(after_sale_id__in=[each.id for each in granted]):
            if line.after_sale_id not in self.restocked:
                expected[line.sku_id] -= line.quantity - line.unshipped
        return expected


async def open_shop() -> Shop:
    """A fresh one; what earlier ones left does not touch it."""
    guide, goods = new_id(), []
    for price in ("12.90", "7.77"):
        goods.append((await stocked(PIECES, price, next(_numbers))).sku_id)
    store_id, place_id = await store(f"S{next(_numbers)}", {sku: PIECES for sku in goods})
    members = [await with_points(POINTS) for _ in range(2)]
    for each in members:
        await paid_for(each, PRINCIPAL, BONUS)
        await db.execute(
            "INSERT INTO guide_attributions (member_id, staff_id, since) VALUES ($1, $2, $3)",
            *(each, guide, clock.now()),
        )
    terms = {"kind": "fixed", "amount": 555, "threshold": 0}
    coupons = [await coupon(each, terms=terms, valid_days=90) for each in members]
    places = [await default_location(), place_id]
    return Shop(guide, goods, store_id, places, members, coupons, dict.fromkeys(goods, 2 * PIECES))
