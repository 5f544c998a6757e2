"""Give points: a promotion's present, or head office's correction."""

from uuid import UUID

from app.kernel.db import atomic
from app.ledger import queries as ledger
from app.ledger.lock import lock
from app.ledger.post import post_many
from app.ledger.states import AccountKind as Kind
from app.wallet import lots
from app.wallet.accounts import ISSUED, POINTS
from app.wallet.credit import credited


@atomic
async def grant(member_id: UUID, points: int, source_ref: str) -> None:
    """Give `points` > 0, usable at once and for a year, once per `source_ref`. What is owed is settled first."""
    owed = -(await lock(member_id, POINTS))[Kind.POINTS_OWED]
    if await ledger.posted(source_ref, f"{source_ref}:owed"):
        return
    transfers, usable = credited(source_ref, ISSUED, member_id, points, owed)
    if await post_many(transfers) and usable:
        await lots.add(member_id, source_ref, usable)
