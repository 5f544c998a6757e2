"""Reads of guides, their customers and groups."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.guides import sql
from app.guides.bonds import Bond
from app.guides.buttons import texts
from app.guides.models import Attribution, AttributionChange, Follow, GroupChat, GroupMember, Mute, Notice
from app.guides.states import CameByKind, NoticeKind, NoticeStatus
from app.kernel import clock, db


@dataclass(frozen=True, slots=True)
class Group:
    """A customer group; `dismissed_at` null while it lives."""

    chat_id: str
    name: str
    owner_userid: str
    created_at: datetime
    dismissed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Friend:
    """A friendship of a guide and a customer; `ended_at` null while it lasts."""

    staff_id: UUID
    external_userid: str
    member_id: UUID
    channel_code_id: UUID | None
    followed_at: datetime
    ended_at: datetime | None


async def guide_of(member_id: UUID) -> UUID | None:
    """The staff id of the one guide the member belongs to."""
    return (await guides_of([member_id])).get(member_id)


async def guides_of(member_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Staff ids by member id, of those members who have a guide."""
    found = await Attribution.filter(member_id__in=list(member_ids))
    return {one.member_id: one.staff_id for one in found}


@dataclass(frozen=True, slots=True)
class GuideChange:
    """A member's guide became another; null stands for none. `by_staff_id` and `note` when it was done by hand."""

    id: UUID
    from_staff_id: UUID | None
    to_staff_id: UUID | None
    reason: str
    by_staff_id: UUID | None
    note: str
    hand_over_id: UUID | None
    at: datetime


async def bond_of(member_id: UUID) -> Bond | None:
    """The member's guide, since when, and how long locked."""
    found = await Attribution.get_or_none(member_id=member_id)
    return Bond(found.staff_id, found.since, found.locked_until) if found else None


async def guide_changes(member_id: UUID, before: UUID | None, limit: int) -> list[GuideChange]:
    """At most `limit` changes of a member's guide, newest first, older than the given one."""
    found = AttributionChange.filter(member_id=member_id)
    older = found.filter(id__lt=before) if before else found
    columns = list(GuideChange.__slots__)
    return [GuideChange(*row) for row in await older.order_by("-id").limit(limit).values_list(*columns)]


async def friends_of(member_id: UUID) -> list[Friend]:
    """All friendships of a member, past ones too, latest first."""
    found = await Follow.filter(member_id=member_id).order_by("-followed_at").limit(100)
    return [_friend(one) for one in found]


async def lasting_friend(follow_id: UUID) -> Friend | None:
    """A friendship by its id, unless it has ended."""
    found = await Follow.get_or_none(id=follow_id, ended_at=None)
    return _friend(found) if found else None


async def was_handed_over(follow_id: UUID) -> bool:
    """Whether this friendship came by a hand-over, as far as WeCom has said so."""
    return await Follow.filter(id=follow_id, came_by_kind=CameByKind.HAND_OVER).exists()


async def friends_by_code(channel_code_ids: Collection[UUID], since: datetime) -> dict[UUID, dict[UUID, int]]:
    """How many friends each guide has met since then by each of these codes; also those who left again."""
    met: defaultdict[UUID, dict[UUID, int]] = defaultdict(dict)
    for row in await db.fetch(sql.FRIENDS_SINCE, list(channel_code_ids), since):
        met[row["channel_code_id"]][row["staff_id"]] = row["friends"]
    return met


async def groups_by_id(chat_ids: Collection[str]) -> dict[str, Group]:
    """Those known, dismissed ones too, by chat_id."""
    return {one.chat_id: _group(one) for one in await GroupChat.filter(chat_id__in=list(chat_ids))}


async def groups_page(after: str, limit: int) -> list[Group]:
    """At most `limit` living groups in order of chat_id, after the given one ("" for the first)."""
    found = GroupChat.filter(dismissed_at=None, chat_id__gt=after).order_by("chat_id").limit(limit)
    return [_group(one) for one in await found]


async def groups_owned_by(userid: str) -> list[str]:
    """The chat_ids of the living groups of an owner."""
    owned = GroupChat.filter(owner_userid=userid, dismissed_at=None).values_list("chat_id", flat=True)
    return [str(one) for one in await owned]


async def customers_of(staff_id: UUID) -> dict[str, UUID]:
    """Member ids by external_userid of all friends a guide has now, at most some ten thousand."""
    lasting = Follow.filter(staff_id=staff_id, ended_at=None)
    return dict(await lasting.values_list("external_userid", "member_id"))


async def groups_of(external_userids: Collection[str]) -> set[str]:
    """The chat_ids of the groups that one of these customers is in now."""
    inside = GroupMember.filter(external_userid__in=list(external_userids), left_at=None)
    return {str(chat_id) for chat_id in await inside.values_list("chat_id", flat=True)}


async def group_members(chat_id: str) -> list[str]:
    """The external_userids of the customers in a group now; WeCom allows at most 500 people in one."""
    inside = GroupMember.filter(chat_id=chat_id, left_at=None).order_by("joined_at", "external_userid").limit(500)
    return [str(one) for one in await inside.values_list("external_userid", flat=True)]


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """What a guide was told. `buttons` as (key, text); `answer` is the key of the one that was pressed."""

    id: UUID
    kind: NoticeKind
    title: str
    content: str
    buttons: list[tuple[str, str]]
    answer: str | None
    status: NoticeStatus
    created_at: datetime


async def latest_notices(staff_id: UUID, limit: int, before: UUID | None = None) -> list[NoticeShown]:
    """What a guide was told, newest first, older than the given one; with those that wait to be sent."""
    found = Notice.filter(staff_id=staff_id, id__lt=before) if before else Notice.filter(staff_id=staff_id)
    return [
        NoticeShown(
            one.id, one.kind, one.title, one.content, texts(one.buttons), one.answer, one.status, one.created_at
        )
        for one in await found.order_by("-id").limit(limit)
    ]


async def muted_until(staff_id: UUID, member_id: UUID) -> datetime | None:
    """Until when the guide wants to hear nothing of what this customer looks at; None when they do."""
    found = await Mute.get_or_none(staff_id=staff_id, member_id=member_id, until__gt=clock.now())
    return found.until if found else None


def _friend(f: Follow) -> Friend:
    return Friend(f.staff_id, f.external_userid, f.member_id, f.channel_code_id, f.followed_at, f.ended_at)


def _group(chat: GroupChat) -> Group:
    return Group(chat.chat_id, chat.name, chat.owner_userid, chat.created_at, chat.dismissed_at)
