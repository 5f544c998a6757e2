"""The accounts of a member, and the order in which they are locked.

A member's account of available points is the lock of their lots: whoever changes lots has changed or locked it before,
in the same transaction. Rows of this domain come first, then accounts, then lots.
"""

from uuid import UUID

from app.ledger.post import HOUSE, Owned, Transfer
from app.ledger.states import AccountKind

POINTS = (
    AccountKind.POINTS_PENDING,
    AccountKind.POINTS_AVAILABLE,
    AccountKind.POINTS_HELD,
    AccountKind.POINTS_OWED,
)
STORED = (AccountKind.STORED_PRINCIPAL, AccountKind.STORED_BONUS)
ISSUED: Owned = (AccountKind.POINTS_ISSUED, HOUSE)
MONEY: Owned = (AccountKind.MONEY_RECEIVED, HOUSE)
BONUS_EXPENSE: Owned = (AccountKind.BONUS_EXPENSE, HOUSE)


def move(source_ref: str, member_id: UUID, debit: AccountKind, credit: AccountKind, amount: int) -> Transfer:
    """Between two accounts of one member."""
    return Transfer(source_ref, (debit, member_id), (credit, member_id), amount)


def some(*transfers: Transfer) -> list[Transfer]:
    """Those that move anything."""
    return [each for each in transfers if each.amount]
