"""What tag tests need to begin with."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.acquisition.friend_added import friend_added
from app.guides.meet import NewFriend
from app.kernel import clock, db
from app.members.recognise import recognise
from app.members.states import IdentityKind
from app.tags.edit_library import create_group, create_tag
from app.tags.gateway import CorpGroup, gateway
from app.tags.models import Tag
from app.tags.queries import tags_of
from app.tags.states import Origin
from app.tags.sync import sync
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

MARK = "externalcontact/mark_tag"


async def make_member(name: str = "小满") -> UUID:
    return await recognise({IdentityKind.OPENID: f"o{name}{clock.now().timestamp()}"})


async def own_tags(*names: str, group: str = "会员等级") -> list[UUID]:
    """Tags that stay here."""
    group_id = await create_group(group, mirrored=False)
    return [await create_tag(group_id, name) for name in names]


async def corp_tags(drain: Drain, *names: str, group: str = "会员等级") -> list[Tag]:
    """Tags of ours that are at WeCom."""
    group_id = await create_group(group)
    ids = [await create_tag(group_id, name) for name in names]
    await drain()
    return [await Tag.get(id=one) for one in ids]


async def console_tags(enterprise: Enterprise, *names: str, group: str = "控制台") -> Any:
    """A group of tags as the administrator makes them in the console, each with its event."""
    return await enterprise.post("/wecom/tags", group_name=group, tags=list(names))


async def friend(enterprise: Enterprise, *userids: str, name: str = "王小明") -> Any:
    """A person who is a friend of these members, recorded; with `member_id`."""
    person = await enterprise.person(name)
    for userid in userids:
        await enterprise.scan(person, await enterprise.contact_way(userid))
        await friend_added(NewFriend(userid, person["external_userid"], clock.now().replace(microsecond=0)))
    member_id = await db.fetch_value(
        "SELECT member_id FROM guide_follows WHERE external_userid = $1 LIMIT 1", person["external_userid"]
    )
    return person | {"member_id": member_id}


async def guide_edits(
    enterprise: Enterprise, drain: Drain, userid: str, person: Any, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> None:
    """The guide changes tags by hand, and the product has heard of it. Two edits of a second have the same event."""
    await enterprise.advance(2)
    before = await db.fetch_value("SELECT count(*) FROM wecom_inbox")
    await enterprise.post(
        f"/wecom/staff/{userid}/edit_customer", person_id=person["id"], add_tag=list(add), remove_tag=list(remove)
    )
    await enterprise.arrived(before + 1)
    await drain()


async def on(member_id: UUID) -> dict[str, str]:
    """The sources of the member's tags by name."""
    return {tag.name: tag.source.value for tag in (await tags_of([member_id])).get(member_id, [])}


async def ours() -> dict[str, dict[str, str]]:
    """The library here: origins of tags by name, by group."""
    rows = await db.fetch(
        """SELECT g.name AS group_name, t.name, t.origin FROM tags t JOIN tag_groups g ON g.id = t.group_id
        WHERE t.deleted_at IS NULL AND g.deleted_at IS NULL ORDER BY g.name, t.name"""
    )
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["group_name"], {})[row["name"]] = Origin(row["origin"]).value
    return found


async def theirs() -> dict[str, list[str]]:
    """The library at WeCom."""
    groups: list[CorpGroup] = await gateway().library()
    return {group.name: sorted(tag.name for tag in group.tags) for group in groups}


async def heard(enterprise: Enterprise, drain: Drain, count: int) -> None:
    """So many callbacks in all have come, and are processed."""
    await enterprise.arrived(count)
    await drain()


__all__ = ["Tag", "sync"]
