"""Tags of customers (标签): the library, and who has which."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.tags import queries
from app.tags.edit_library import create_group, create_tag, delete_group, delete_tag, edit_group, edit_tag
from app.tags.give import MOST_TAGS, give, take
from app.tags.states import Origin, Source
from backoffice_api.access import MANAGERS, staff_route
from backoffice_api.pages import PageQuery

# 企业微信 add_corp_tag (page 92117): names of 30 characters, an order that is an unsigned number of 32 bits.
Name = Annotated[str, Field(min_length=1, max_length=30)]
Priority = Annotated[int, Field(ge=0, lt=2**32, description="越大越靠前")]


class GroupChange(Body):
    name: Name
    priority: Priority = 0


class NewGroup(GroupChange):
    mirrored: bool = Field(default=True, description="是否同步到企业微信；创建后不可更改")


class TagChange(Body):
    name: Name
    priority: Priority = 0


class NewTag(TagChange):
    group_id: UUID


class TagQuery(PageQuery):
    group_id: UUID | None = None


class GivenTags(Body):
    tag_ids: list[UUID] = Field(min_length=1, max_length=MOST_TAGS)


class TagGroup(BaseModel):
    """`origin` `wecom`: made there, and only to be changed there. `pending`: WeCom does not know the latest yet."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    priority: int
    mirrored: bool
    origin: Origin
    wecom_id: str | None
    pending: bool
    failure: str | None


class TagGroups(BaseModel):
    items: list[TagGroup]
    next_cursor: UUID | None


class Tag(BaseModel):
    """As TagGroup; `failure` says in Chinese what a person must mend."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    group_id: UUID
    name: str
    priority: int
    origin: Origin
    wecom_id: str | None
    pending: bool
    failure: str | None


class Tags(BaseModel):
    items: list[Tag]
    next_cursor: UUID | None


class MemberTag(BaseModel):
    """`put_by` is the staff for `manual`, else the rule or channel code; null for what a guide did at WeCom."""

    model_config = ConfigDict(from_attributes=True)

    tag_id: UUID
    name: str
    group_name: str
    source: Source
    put_by: UUID | None
    put_at: datetime


class PastTag(BaseModel):
    """A tag that was taken off, by what and whom."""

    model_config = ConfigDict(from_attributes=True)

    tag_id: UUID
    name: str
    source: Source
    put_by: UUID | None
    put_at: datetime
    removed_source: Source
    removed_by: UUID | None
    removed_at: datetime


class MemberTags(BaseModel):
    """`past`: the hundred taken off last."""

    items: list[MemberTag]
    past: list[PastTag]


async def list_groups(call: Call) -> TagGroups:
    limit: int = call.query.limit
    found = [TagGroup.model_validate(one) for one in await queries.groups_page(call.query.cursor, limit + 1)]
    return TagGroups(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def new_group(call: Call) -> TagGroup:
    body: NewGroup = call.body
    return await _group(await create_group(body.name, priority=body.priority, mirrored=body.mirrored))


async def change_group(call: Call, group_id: UUID) -> TagGroup:
    await edit_group(group_id, call.body.name, call.body.priority)
    return await _group(group_id)


async def drop_group(_: Call, group_id: UUID) -> None:
    await delete_group(group_id)


async def list_tags(call: Call) -> Tags:
    limit: int = call.query.limit
    page = await queries.tags_page(call.query.group_id, call.query.cursor, limit + 1)
    found = [Tag.model_validate(one) for one in page]
    return Tags(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def new_tag(call: Call) -> Tag:
    return await _tag(await create_tag(call.body.group_id, call.body.name, priority=call.body.priority))


async def change_tag(call: Call, tag_id: UUID) -> Tag:
    await edit_tag(tag_id, call.body.name, call.body.priority)
    return await _tag(tag_id)


async def drop_tag(_: Call, tag_id: UUID) -> None:
    await delete_tag(tag_id)


async def read_member_tags(_: Call, member_id: UUID) -> MemberTags:
    return await _of_member(member_id)


async def give_tags(call: Call, member_id: UUID) -> MemberTags:
    await give([member_id], call.body.tag_ids, Source.MANUAL, call.by.id)
    return await _of_member(member_id)


async def take_tag(call: Call, member_id: UUID, tag_id: UUID) -> None:
    await take([member_id], [tag_id], Source.MANUAL, call.by.id)


async def _group(group_id: UUID) -> TagGroup:
    return TagGroup.model_validate(await queries.group(group_id))


async def _tag(tag_id: UUID) -> Tag:
    return Tag.model_validate(await queries.tag(tag_id))


async def _of_member(member_id: UUID) -> MemberTags:
    now = (await queries.tags_of([member_id])).get(member_id, [])
    past = [PastTag.model_validate(one) for one in await queries.past_tags_of(member_id)]
    return MemberTags(items=[MemberTag.model_validate(one) for one in now], past=past)


GROUP, TAG, OF_MEMBER = "/tag-groups/<group_id:uuid>", "/tags/<tag_id:uuid>", "/members/<member_id:uuid>/tags"
ROUTES: list[Route] = [
    staff_route("GET", "/tag-groups", list_groups, MANAGERS, "标签组列表", query=PageQuery, returns=TagGroups),
    staff_route("POST", "/tag-groups", new_group, MANAGERS, "新建标签组", body=NewGroup, returns=TagGroup, status=201),
    staff_route("PUT", GROUP, change_group, MANAGERS, "修改标签组", body=GroupChange, returns=TagGroup),
    staff_route("DELETE", GROUP, drop_group, MANAGERS, "删除标签组及其标签", status=204),
    staff_route("GET", "/tags", list_tags, MANAGERS, "标签列表", query=TagQuery, returns=Tags),
    staff_route("POST", "/tags", new_tag, MANAGERS, "新建标签", body=NewTag, returns=Tag, status=201),
    staff_route("PUT", TAG, change_tag, MANAGERS, "修改标签", body=TagChange, returns=Tag),
    staff_route("DELETE", TAG, drop_tag, MANAGERS, "删除标签", status=204),
    staff_route("GET", OF_MEMBER, read_member_tags, MANAGERS, "会员的标签", returns=MemberTags),
    staff_route("POST", OF_MEMBER, give_tags, MANAGERS, "给会员打标签", body=GivenTags, returns=MemberTags),
    staff_route("DELETE", f"{OF_MEMBER}/<tag_id:uuid>", take_tag, MANAGERS, "移除会员的标签", status=204),
]
