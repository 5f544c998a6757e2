"""Points come to a member: first they settle what the member owes, the rest can be used."""

from uuid import UUID

from app.ledger.post import Owned, Transfer
from app.ledger.states import AccountKind as Kind
from app.wallet.accounts import some


def credited(source_ref: str, debit: Owned, member_id: UUID, points: int, owed: int) -> tuple[list[Transfer], int]:
    """The transfers that bring `points` to a member who owes `owed`, and how many of them are left to use."""
    settled = min(points, owed)
    transfers = some(
        Transfer(f"{source_ref}:owed", debit, (Kind.POINTS_OWED, member_id), settled),
        Transfer(source_ref, debit, (Kind.POINTS_AVAILABLE, member_id), points - settled),
    )
    return transfers, points - settled
