"""Reads of the ledger."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel import db
from app.ledger import sql
from app.ledger.states import AccountKind

LAST = UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A posting as its owner sees it. `debited` and `credited` are None when that account is not one they asked for."""

    id: UUID
    source_ref: str
    amount: int
    posted_at: datetime
    debited: AccountKind | None
    credited: AccountKind | None

    def change(self, *kinds: AccountKind) -> int:
        """What the posting adds to these accounts of the owner; negative when it takes."""
        return self.amount * ((self.credited in kinds) - (self.debited in kinds))


async def balance(kind: AccountKind, owner_id: UUID) -> int:
    """Points or fen, by the kind; 0 for an account that was never used."""
    return int(await db.fetch_value(sql.BALANCE, kind.value, owner_id) or 0)


async def balances(owner_id: UUID, kinds: Collection[AccountKind]) -> dict[AccountKind, int]:
    """Several balances of an owner at one moment; 0 for an account that was never used."""
    rows = await db.fetch(sql.BALANCES, owner_id, list(kinds))
    return dict.fromkeys(kinds, 0) | {AccountKind(row["kind"]): row["balance"] for row in rows}


async def posted(*source_refs: str) -> bool:
    """Whether any of these happened."""
    return bool(await db.fetch_value(sql.POSTED, list(source_refs)))


async def entries(owner_id: UUID, kinds: Collection[AccountKind], before: UUID | None, limit: int) -> list[Entry]:
    """Postings of some of an owner's accounts, newest first, older than the posting `before`."""
    rows = await db.fetch(sql.ENTRIES, owner_id, list(kinds), before or LAST, limit)
    return [Entry(**row) for row in rows]
