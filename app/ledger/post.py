"""Post one transfer."""

from typing import TypeAlias
from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.ledger import sql
from app.ledger.errors import BalanceTooLow, PostingDiffers
from app.ledger.states import MAY_BE_NEGATIVE, AccountKind

HOUSE = UUID(int=0)

Owned: TypeAlias = tuple[AccountKind, UUID]


@atomic
async def post(source_ref: str, *, debit: Owned, credit: Owned, amount: int) -> bool:
    """Move `amount` > 0 from the debited to the credited account; both are opened on first use.

    Happens once per `source_ref`: False when it had happened before. Raises BalanceTooLow when the debited account
    would fall below zero and its kind does not allow it, PostingDiffers when the source_ref was another transfer.
    """
    if amount <= 0 or debit == credit:
        raise ValueError("a posting moves a positive amount between two accounts")
    debited, credited = await _accounts(debit, credit)
    if not await db.execute(sql.INSERT_POSTING, new_id(), source_ref, debited, credited, amount, clock.now()):
        if not await db.fetch_value(sql.SAME_POSTING, source_ref, debited, credited, amount):
            raise PostingDiffers(source_ref)
        return False
    # In the order of ids, so that two opposite transfers never wait for each other.
    for account_id, change in sorted([(debited, -amount), (credited, amount)]):
        if not await db.execute(sql.CHANGE_BALANCE, account_id, change, sorted(MAY_BE_NEGATIVE)):
            raise BalanceTooLow
    return True


async def _accounts(debit: Owned, credit: Owned) -> tuple[UUID, UUID]:
    pair = sorted([debit, credit])
    kinds, owners = [kind.value for kind, _ in pair], [owner for _, owner in pair]
    found = await _find(kinds, owners)
    if len(found) < len(pair):
        await db.execute(sql.OPEN_ACCOUNTS, [new_id() for _ in pair], kinds, owners)
        found = await _find(kinds, owners)
    return found[debit], found[credit]


async def _find(kinds: list[str], owners: list[UUID]) -> dict[Owned, UUID]:
    rows = await db.fetch(sql.FIND_ACCOUNTS, kinds, owners)
    return {(AccountKind(row["kind"]), row["owner_id"]): row["id"] for row in rows}
