"""Any interleaving of what can happen to points and stored value keeps every account right."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.events.orders import OrderPaid
from app.kernel import db
from app.kernel.errors import Conflict
from app.kernel.ids import new_id
from app.wallet.earn import earn, make_usable, reverse
from app.wallet.expire_points import expire_points
from app.wallet.give_back import give_back
from app.wallet.grant import grant
from app.wallet.hold import hold
from app.wallet.release import release
from app.wallet.spend import spend
from tests.app.wallet.factory import balanced, paid, received, refunded, with_stored_value

MEMBERS = 2
STEPS = ("earn", "receive", "refund", "hold", "spend", "release", "give_back", "grant", "top_up", "expire")


class Shop:
    """A few members and what happened to them; each step does something that may happen then."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.members = [new_id() for _ in range(MEMBERS)]
        self.orders: list[OrderPaid] = [paid(self.member(), self.chance.randrange(0, 30_000)) for _ in range(4)]
        self.spends: list[UUID] = [new_id()]

    def member(self) -> UUID:
        return self.chance.choice(self.members)

    async def step(self, name: str) -> None:
        """A refusal is an answer as good as any, as long as the accounts stay right."""
        try:
            await self._step(name, self.chance.choice(self.orders), self.chance.choice(self.spends))
        except Conflict:
            return

    async def _step(self, name: str, order: OrderPaid, order_id: UUID) -> None:
        some = self.chance.randrange(1, 400)
        news: dict[str, Callable[[], Awaitable[object]]] = {
            "earn": lambda: earn(order),
            "receive": lambda: make_usable(received(order)),
            "refund": lambda: reverse(refunded(order, self.chance.randrange(0, 9_000))),
            "hold": lambda: self._hold(some),
            "spend": lambda: spend(order_id),
            "release": lambda: release([order_id, self.chance.choice(self.spends)]),
            "give_back": lambda: give_back(order_id, self.chance.randrange(0, 90), some, f"return:{new_id()}"),
            "grant": lambda: grant(self.member(), some, f"gift:{new_id()}"),
            "top_up": lambda: with_stored_value(some, some // 3, self.member()),
            "expire": self._expire,
        }
        await news[name]()

    async def _hold(self, some: int) -> None:
        self.spends.append(new_id())
        await hold(self.member(), self.spends[-1], self.chance.randrange(0, 90), some)

    async def _expire(self) -> None:
        await db.execute("UPDATE point_lots SET expires_at = earned_at WHERE remaining % 3 = 0")
        await expire_points()


async def all_is_right() -> None:
    await balanced()
    assert await db.fetch_value("SELECT coalesce(sum(balance), 0) FROM ledger_accounts") == 0
    assert (
        await db.fetch(
            "SELECT * FROM point_earnings WHERE reversed > points OR (received_at IS NOT NULL AND pending > 0)"
        )
        == []
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), min_size=5, max_size=40), seed=st.integers(0, 10_000))
async def test_one_after_the_other(database: None, steps: list[str], seed: int) -> None:
    shop = Shop(seed)
    for name in steps:
        await shop.step(name)
    await all_is_right()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rounds=st.lists(st.lists(st.sampled_from(STEPS), min_size=2, max_size=6), min_size=2, max_size=8),
    seed=st.integers(0, 10_000),
)
async def test_many_at_once(database: None, rounds: list[list[str]], seed: int) -> None:
    shop = Shop(seed)
    for name in ["grant", "top_up", "earn"] * 3:
        await shop.step(name)
    for names in rounds:
        await asyncio.gather(*(shop.step(name) for name in names))
    await all_is_right()
