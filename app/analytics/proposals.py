"""What guides proposed to customers, and whether an order came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson

from app.content.errors import ProposalNotFound
from app.kernel import clock, db

# The order is the first that came by one of the proposal's cards, a living one before a cancelled one.
_PROPOSALS = """
SELECT p.id, p.staff_id, g.name AS guide, p.store_id, p.member_id, m.nickname, p.lines::text AS lines, p.note,
    p.created_at, p.expires_at, s.sent_at, o.id AS order_id, o.status AS order_status, o.total AS order_total
FROM content_proposals p JOIN staff g ON g.id = p.staff_id JOIN members m ON m.id = p.member_id
LEFT JOIN LATERAL (
    SELECT min(sent_at) AS sent_at FROM content_sends WHERE subject_id = p.id AND kind = 'proposal') s ON true
LEFT JOIN LATERAL (
    SELECT o.id, o.status, o.total FROM content_sends c
    JOIN orders o ON o.entrance_source_id = c.id AND o.entrance_kind = 'guide' AND o.member_id = p.member_id
    WHERE c.subject_id = p.id AND c.kind = 'proposal' ORDER BY o.status = 'cancelled', o.placed_at LIMIT 1) o ON true
WHERE {which}
"""
# $1 proposal, $2 guide
OF_GUIDE = _PROPOSALS.format(which="p.id = $1 AND p.staff_id = $2")
# $1 proposal, $2 member
FOR_MEMBER = _PROPOSALS.format(which="p.id = $1 AND p.member_id = $2")
# $1 guide, $2 older than this one or null, $3 how many
PAGE = _PROPOSALS.format(
    which="p.staff_id = $1 AND p.id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')"
    " ORDER BY p.id DESC LIMIT $3"
)


class ProposalState(StrEnum):
    """ORDERED also after its end, and when that order was cancelled. OPEN: may be ordered still."""

    OPEN = "open"
    ORDERED = "ordered"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class ProposalSeen:
    """`pieces` by SKU. `sent_at` null until WeCom took a card of it. `order_total` in fen."""

    id: UUID
    staff_id: UUID
    guide: str
    store_id: UUID | None
    member_id: UUID
    nickname: str
    pieces: dict[UUID, int]
    note: str
    created_at: datetime
    expires_at: datetime
    sent_at: datetime | None
    order_id: UUID | None
    order_status: str | None
    order_total: int | None
    state: ProposalState


async def proposal_of(staff_id: UUID, proposal_id: UUID) -> ProposalSeen:
    """A guide's own. Raises ProposalNotFound."""
    return _one(await db.fetch_one(OF_GUIDE, proposal_id, staff_id))


async def proposal_for(member_id: UUID, proposal_id: UUID) -> ProposalSeen:
    """As the customer sees it for whom it is. Raises ProposalNotFound, also for anybody else."""
    return _one(await db.fetch_one(FOR_MEMBER, proposal_id, member_id))


async def proposals_page(staff_id: UUID, before: UUID | None, limit: int) -> list[ProposalSeen]:
    """At most `limit` of a guide's own, newest first, older than the given one."""
    return [_seen(row) for row in await db.fetch(PAGE, staff_id, before, limit)]


def _one(row: Any) -> ProposalSeen:
    if row is None:
        raise ProposalNotFound
    return _seen(row)


def _seen(row: Any) -> ProposalSeen:
    pieces = {UUID(line["sku_id"]): line["quantity"] for line in orjson.loads(row["lines"])}
    facts = {name: value for name, value in row.items() if name != "lines"}
    return ProposalSeen(**facts, pieces=pieces, state=_state(row))


def _state(row: Any) -> ProposalState:
    if row["order_id"]:
        return ProposalState.ORDERED
    return ProposalState.OPEN if row["expires_at"] > clock.now() else ProposalState.EXPIRED
