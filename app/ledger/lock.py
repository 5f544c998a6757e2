"""Hold still what an owner has."""

from collections.abc import Collection
from uuid import UUID

from app.kernel import db
from app.ledger import sql
from app.ledger.states import AccountKind


async def lock(owner_id: UUID, kinds: Collection[AccountKind]) -> dict[AccountKind, int]:
    """Balances of an owner, locked until the caller's transaction ends; 0 for an account that was never used."""
    rows = await db.fetch(sql.LOCK_OWNER, owner_id, list(kinds))
    return dict.fromkeys(kinds, 0) | {AccountKind(row["kind"]): row["balance"] for row in rows}


async def lock_kind(kind: AccountKind, owner_ids: Collection[UUID]) -> None:
    """Lock one account of each of many owners, in the order of ids, until the transaction ends."""
    await db.fetch(sql.LOCK_KIND, kind, list(owner_ids))
