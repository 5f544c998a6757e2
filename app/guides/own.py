"""What a guide may call their own: customers who are their friends or belong to them, groups they own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from app.guides.queries import Group
from app.kernel import db

# Who is meant is told by the platform's name or by ours. $1 staff, $2 who.
_OWN = """
SELECT w.member_id, coalesce(f.external_userid, w.external_userid) AS external_userid, f.followed_at, f.channel_code_id,
    a.member_id IS NOT NULL AS attributed
FROM ({wanted}) AS w
LEFT JOIN LATERAL (
    SELECT external_userid, followed_at, channel_code_id FROM guide_follows
    WHERE staff_id = $1 AND {friend} AND ended_at IS NULL ORDER BY followed_at DESC LIMIT 1) f ON true
LEFT JOIN guide_attributions a ON a.member_id = w.member_id AND a.staff_id = $1
WHERE f.external_userid IS NOT NULL OR a.member_id IS NOT NULL
"""
OWN_BY_EXTERNAL_USERID = _OWN.format(
    wanted="""
    SELECT member_id, value AS external_userid FROM member_identities WHERE kind = 'external_userid' AND value = $2""",
    friend="external_userid = $2",
)
OWN_BY_MEMBER = _OWN.format(
    wanted="""
    SELECT m.id AS member_id, (SELECT min(value) FROM member_identities i
        WHERE i.member_id = m.id AND i.kind = 'external_userid') AS external_userid
    FROM members m WHERE m.id = $2""",
    friend="member_id = $2",
)
# $1 userid, $2 chat
OWN_GROUP = """
SELECT chat_id, name, owner_userid, created_at, dismissed_at FROM group_chats
WHERE chat_id = $2 AND owner_userid = $1 AND dismissed_at IS NULL
"""
# $1 userid, $2 after chat, $3 how many
OWN_GROUPS = """
WITH page AS (
    SELECT chat_id, name, owner_userid, created_at, dismissed_at FROM group_chats
    WHERE owner_userid = $1 AND dismissed_at IS NULL AND chat_id > $2 ORDER BY chat_id LIMIT $3
)
SELECT page.*, (SELECT count(*) FROM group_members m WHERE m.chat_id = page.chat_id AND m.left_at IS NULL) AS inside
FROM page ORDER BY chat_id
"""


@dataclass(frozen=True, slots=True)
class OwnCustomer:
    """A guide's customer. `followed_at` is null for one who belongs to them and is no friend (any more).

    `external_userid` is that of the friendship, else one the member has, null when WeCom does not know them.
    """

    member_id: UUID
    external_userid: str | None
    followed_at: datetime | None
    channel_code_id: UUID | None
    attributed: bool


async def own_customer(staff_id: UUID, who: str | UUID) -> OwnCustomer | None:
    """By external_userid (text) or member id: a live friendship with the guide, or belonging to them. Else None."""
    query = OWN_BY_MEMBER if isinstance(who, UUID) else OWN_BY_EXTERNAL_USERID
    row = await db.fetch_one(query, staff_id, who)
    return OwnCustomer(**row) if row else None


async def own_group(userid: str, chat_id: str) -> Group | None:
    """A living group whose owner has this userid. Else None."""
    row = await db.fetch_one(OWN_GROUP, userid, chat_id)
    return Group(**row) if row else None


async def own_groups(userid: str, after: str, limit: int) -> list[tuple[Group, int]]:
    """At most `limit` living groups in order of chat_id, after the given one, each with its customers' number."""
    return [(_group(row), row["inside"]) for row in await db.fetch(OWN_GROUPS, userid, after, limit)]


def _group(row: Record) -> Group:
    return Group(**{name: row[name] for name in Group.__dataclass_fields__})
