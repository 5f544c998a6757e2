"""The truths about the wallet find what breaks them."""

import pytest

from app.analytics.invariants import INVARIANTS
from app.kernel import db
from app.kernel.ids import new_id
from app.wallet.earn import earn, make_usable
from app.wallet.hold import hold
from app.wallet.spend import spend
from tests.app.wallet.factory import WALLET_TRUTHS, balanced, paid, received, with_points, with_stored_value

BREAKS = {
    "every ledger balance equals its postings": "UPDATE ledger_accounts SET balance = balance + 1 WHERE balance > 0",
    "usable points equal what remains of their lots": "UPDATE point_lots SET remaining = 0 WHERE remaining > 0",
    "what accounts hold equals what unpaid orders hold": (
        "UPDATE wallet_spends SET bonus = bonus + 1 WHERE status = 'held'"
    ),
    "pending points equal what orders have pending": "UPDATE point_earnings SET pending = 1 WHERE pending > 1",
    "burnt points and spent stored value equal what paid orders used": (
        "UPDATE wallet_spends SET points = points + 1 WHERE status = 'spent'"
    ),
    "no account falls below zero but the house's and what members owe": (
        "ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_accounts_sign;"
        "UPDATE ledger_accounts SET balance = -1 WHERE kind = 'points_available'"
    ),
    "money received for stored value equals paid top-ups less what went back": "UPDATE top_ups SET amount = amount + 1",
}


async def some_life() -> None:
    member = await with_stored_value(500, 500, await with_points(200))
    for spent in (True, False):
        order_id = new_id()
        await hold(member, order_id, 50, 400)
        if spent:
            await spend(order_id)
    for is_received in (True, False):
        order = paid(member, 10_000)
        await earn(order)
        if is_received:
            await make_usable(received(order))


def test_every_truth_of_the_wallet_has_a_break() -> None:
    assert set(BREAKS) == set(WALLET_TRUTHS)


async def found_after(sql: str, truth: str) -> int:
    """How many rows break a truth once `sql` ran; it is undone afterwards."""
    async with db.pool().acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(sql)
        found = len(await connection.fetch(INVARIANTS[truth]))
        await transaction.rollback()
        return found


@pytest.mark.parametrize("truth", list(BREAKS))
async def test_a_broken_truth_is_found(database: None, truth: str) -> None:
    await some_life()
    await balanced()
    assert await found_after(BREAKS[truth], truth) > 0
