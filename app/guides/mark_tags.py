"""Keep the tags of guides' customers at WeCom as they are here."""

from dataclasses import dataclass
from uuid import UUID

from app.events.guides import FriendAdded
from app.events.tags import MarksOwed, TagsGiven, TagsTaken
from app.guides.gateway import NotFriends, TagGone, gateway
from app.guides.models import Follow
from app.guides.queries import guide_of
from app.staff.queries import staff_by_ids
from app.tags import marking
from app.tags.errors import MarkingBusy
from app.tags.sync import sync_tags

MOST_ROUNDS = 5
MOST_FOLLOWS = 100


@dataclass(frozen=True, slots=True)
class _Change:
    """What to change on one guide's customer: our ids of tags by WeCom's."""

    staff_id: UUID
    userid: str
    external_userid: str
    put: dict[str, UUID]
    taken: dict[str, UUID]


async def mark_given(given: TagsGiven) -> None:
    """Reaction: see `mark`."""
    await mark(given.member_id)


async def mark_taken(taken: TagsTaken) -> None:
    """Reaction: see `mark`."""
    await mark(taken.member_id)


async def mark_owed(owed: MarksOwed) -> None:
    """Reaction: see `mark`."""
    await mark(owed.member_id)


async def mark_for_friend(added: FriendAdded) -> None:
    """Reaction: tags that the member got before having a friend among us are marked now."""
    await mark(added.member_id)


async def mark(member_id: UUID) -> None:
    """Tell WeCom what differs, if anything does: on the customer of the member's guide, else of every guide.

    Looks at what is, not at what happened, so jobs may come in any order and twice. A tag that is gone at WeCom ends
    here too. Raises MarkingBusy while another job is at it, and what may pass by itself.
    """
    if not await _owed(member_id, without=set()):
        return
    held = await marking.claim(member_id)
    try:
        await _carry_out(member_id)
    finally:
        await marking.release(member_id, held)


async def _carry_out(member_id: UUID) -> None:
    parted: set[UUID] = set()
    for _ in range(MOST_ROUNDS):
        changes = await _owed(member_id, without=parted)
        if not changes:
            return
        for change in changes:
            try:
                await _tell(member_id, change)
            except NotFriends:
                # The end of this friendship is on its way to us.
                parted.add(change.staff_id)
            except TagGone:
                await sync_tags([*change.put, *change.taken])
    raise MarkingBusy


async def _tell(member_id: UUID, change: _Change) -> None:
    await gateway().mark_customer(change.userid, change.external_userid, list(change.put), list(change.taken))
    await marking.marked(member_id, change.staff_id, change.put.values(), change.taken.values())


async def _owed(member_id: UUID, *, without: set[UUID]) -> list[_Change]:
    """What WeCom must be told of guides' customers, leaving these guides out."""
    standings = await marking.standings(member_id)
    if not standings:
        return []
    follows = await Follow.filter(member_id=member_id, ended_at=None).order_by("followed_at").limit(MOST_FOLLOWS)
    staff = await staff_by_ids([follow.staff_id for follow in follows])
    guides = {
        follow.staff_id: follow
        for follow in follows
        if follow.staff_id not in without and follow.staff_id in staff and staff[follow.staff_id].active
    }
    own = await guide_of(member_id)
    targets = {own} if own in guides else set(guides)
    changes = []
    for staff_id, follow in guides.items():
        decided = [(one, one.owed_on(staff_id, targets=targets)) for one in standings]
        put = {one.wecom_id: one.tag_id for one, wanted in decided if wanted is True}
        taken = {one.wecom_id: one.tag_id for one, wanted in decided if wanted is False}
        if put or taken:
            changes.append(_Change(staff_id, staff[staff_id].userid, follow.external_userid, put, taken))
    return changes
