"""Reads of the wallet."""

from dataclasses import dataclass
from uuid import UUID

from app.kernel import clock, db
from app.wallet import sql
from app.wallet.accounts import POINTS, STORED


@dataclass(frozen=True, slots=True)
class Balances:
    """What a member has. Points as they can be used now; stored value in fen."""

    points: int = 0
    points_pending: int = 0
    points_owed: int = 0
    principal: int = 0
    bonus: int = 0

    @property
    def stored_value(self) -> int:
        return self.principal + self.bonus


async def balances(member_id: UUID) -> Balances:
    """Zeros for a member who never had anything."""
    row = await db.fetch_one(sql.BALANCES, member_id, [*POINTS, *STORED], clock.now())
    return Balances(**row) if row else Balances()
