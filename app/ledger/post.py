"""Post transfers: many at once, or one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

import asyncpg

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.ledger import sql
from app.ledger.errors import BalanceTooLow, PostingDiffers
from app.ledger.states import MAY_BE_NEGATIVE, AccountKind

HOUSE = UUID(int=0)

Owned: TypeAlias = tuple[AccountKind, UUID]


@dataclass(frozen=True, slots=True)
class Transfer:
    """`amount` > 0 moves from the debited to the credited account, once per `source_ref`."""

    source_ref: str
    debit: Owned
    credit: Owned
    amount: int


async def post(source_ref: str, *, debit: Owned, credit: Owned, amount: int) -> bool:
    """Post one transfer; False when it had happened before. Raises what `post_many` raises."""
    return bool(await post_many([Transfer(source_ref, debit, credit, amount)]))


@atomic
async def post_many(transfers: Sequence[Transfer]) -> set[str]:
    """Move all amounts at once, in one statement; accounts are opened on first use.

    Each happens once per `source_ref`; the answer has those that happened now. Accounts are locked in the order of
    their ids, the house's last, so that opposite transfers never wait for each other. Raises BalanceTooLow when an
    account would fall below zero and its kind does not allow it, PostingDiffers when a source_ref was another
    transfer: both must end the transaction.
    """
    if any(each.amount <= 0 or each.debit == each.credit for each in transfers):
        raise ValueError("a posting moves a positive amount between two accounts")
    if not transfers:
        return set()
    done = await _post(transfers)
    if done["known"] < len(transfers):
        await _open({side for each in transfers for side in (each.debit, each.credit)})
        done = await _post(transfers)
    if done["too_low"]:
        raise BalanceTooLow
    posted = set(done["posted"] or ())
    await _must_be_same([each for each in transfers if each.source_ref not in posted])
    return posted


async def _post(transfers: Sequence[Transfer]) -> asyncpg.Record:
    ids = [new_id() for _ in transfers]
    done = await db.fetch_one(sql.POST, ids, *_columns(transfers), clock.now(), sorted(MAY_BE_NEGATIVE), HOUSE)
    assert done is not None
    return done


async def _open(accounts: set[Owned]) -> None:
    wanted = sorted(accounts)
    await db.execute(
        sql.OPEN_ACCOUNTS,
        [new_id() for _ in wanted],
        [kind.value for kind, _ in wanted],
        [owner for _, owner in wanted],
    )


async def _must_be_same(transfers: Sequence[Transfer]) -> None:
    if transfers and await db.fetch_value(sql.SAME_POSTINGS, *_columns(transfers)) != len(transfers):
        raise PostingDiffers([each.source_ref for each in transfers])


def _columns(
    transfers: Sequence[Transfer],
) -> tuple[list[str], list[str], list[UUID], list[str], list[UUID], list[int]]:
    return (
        [each.source_ref for each in transfers],
        [each.debit[0].value for each in transfers],
        [each.debit[1] for each in transfers],
        [each.credit[0].value for each in transfers],
        [each.credit[1] for each in transfers],
        [each.amount for each in transfers],
    )
