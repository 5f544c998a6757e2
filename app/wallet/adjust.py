"""Head office corrects a member's points."""

from uuid import UUID

from app.kernel.db import atomic
from app.ledger import queries as ledger
from app.ledger.errors import BalanceTooLow
from app.ledger.lock import lock
from app.ledger.post import Transfer, post_many
from app.ledger.states import AccountKind as Kind
from app.members import queries as members
from app.wallet import lots
from app.wallet.accounts import ISSUED, POINTS
from app.wallet.grant import grant

MOST_POINTS = 1_000_000


@atomic
async def adjust(member_id: UUID, points: int, key: str) -> None:
    """Give points, or with a negative number take usable ones away; once per member and `key`.

    At most MOST_POINTS. Raises MemberNotFound, or BalanceTooLow when the member has fewer.
    """
    await members.profile(member_id)
    source_ref = f"points:adjusted:{member_id}:{key}"
    if points > 0:
        await grant(member_id, points, source_ref)
    elif points < 0:
        await _take(member_id, -points, source_ref)


async def _take(member_id: UUID, points: int, source_ref: str) -> None:
    await lock(member_id, POINTS)
    if await ledger.posted(source_ref):
        return
    taken = sum(each.points for each in await lots.take(member_id, points))
    if taken < points:
        raise BalanceTooLow(points=taken)
    await post_many([Transfer(source_ref, (Kind.POINTS_AVAILABLE, member_id), ISSUED, points)])
