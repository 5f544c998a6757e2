"""Reads of the ledger."""

from uuid import UUID

from app.kernel import db
from app.ledger import sql
from app.ledger.states import AccountKind


async def balance(kind: AccountKind, owner_id: UUID) -> int:
    """Points or fen, by the kind; 0 for an account that was never used."""
    return int(await db.fetch_value(sql.BALANCE, kind.value, owner_id) or 0)
