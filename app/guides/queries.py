"""Reads of guides, their customers and groups."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.guides.code_terms import CodeTerms
from app.guides.errors import ChannelCodeNotFound
from app.guides.models import Attribution, ChannelCode, Follow, GroupChat, GroupMember
from app.guides.states import ChannelCodeStatus


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


@dataclass(frozen=True, slots=True)
class Code:
    """A channel code. `qr_code` is null until it is live; `failure` says why it could not be made or changed.

    `on_duty`: the userids WeCom has confirmed last, null while that is not known.
    """

    id: UUID
    state: str
    terms: CodeTerms
    on_duty: list[str] | None
    status: ChannelCodeStatus
    config_id: str | None
    qr_code: str | None
    failure: str | None
    created_at: datetime


async def guide_of(member_id: UUID) -> UUID | None:
    """The staff id of the one guide the member belongs to."""
    return (await guides_of([member_id])).get(member_id)


async def guides_of(member_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Staff ids by member id, of those members who have a guide."""
    found = await Attribution.filter(member_id__in=list(member_ids))
    return {one.member_id: one.staff_id for one in found}


async def friends_of(member_id: UUID) -> list[Friend]:
    """All friendships of a member, past ones too, latest first."""
    found = await Follow.filter(member_id=member_id).order_by("-followed_at").limit(100)
    return [
        Friend(f.staff_id, f.external_userid, f.member_id, f.channel_code_id, f.followed_at, f.ended_at) for f in found
    ]


async def groups_by_id(chat_ids: Collection[str]) -> dict[str, Group]:
    """Those known, dismissed ones too, by chat_id."""
    return {one.chat_id: _group(one) for one in await GroupChat.filter(chat_id__in=list(chat_ids))}


async def groups_page(after: str, limit: int) -> list[Group]:
    """At most `limit` living groups in order of chat_id, after the given one ("" for the first)."""
    found = GroupChat.filter(dismissed_at=None, chat_id__gt=after).order_by("chat_id").limit(limit)
    return [_group(one) for one in await found]


async def groups_of(external_userids: Collection[str]) -> set[str]:
    """The chat_ids of the groups that one of these customers is in now."""
    inside = GroupMember.filter(external_userid__in=list(external_userids), left_at=None)
    return {str(chat_id) for chat_id in await inside.values_list("chat_id", flat=True)}


async def group_members(chat_id: str) -> list[str]:
    """The external_userids of the customers in a group now; WeCom allows at most 500 people in one."""
    inside = GroupMember.filter(chat_id=chat_id, left_at=None).order_by("joined_at", "external_userid").limit(500)
    return [str(one) for one in await inside.values_list("external_userid", flat=True)]


async def channel_code(code_id: UUID) -> Code:
    """Raises ChannelCodeNotFound."""
    code = await ChannelCode.get_or_none(id=code_id)
    if code is None:
        raise ChannelCodeNotFound
    return _code(code)


async def channel_codes_page(before: UUID | None, limit: int) -> list[Code]:
    """At most `limit` codes that are not deleted, newest first, older than the given one."""
    found = ChannelCode.exclude(status=ChannelCodeStatus.DELETED)
    found = found.filter(id__lt=before) if before else found
    return [_code(one) for one in await found.order_by("-id").limit(limit)]


def _group(chat: GroupChat) -> Group:
    return Group(chat.chat_id, chat.name, chat.owner_userid, chat.created_at, chat.dismissed_at)


def _code(code: ChannelCode) -> Code:
    terms = CodeTerms.model_validate({name: getattr(code, name) for name in CodeTerms.model_fields})
    return Code(
        code.id,
        code.state,
        terms,
        list(code.told["users"]) if code.told else None,
        code.status,
        code.config_id,
        code.qr_code,
        code.failure,
        code.created_at,
    )
