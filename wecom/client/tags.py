"""The corp's library of customer tags (page 92117): groups of tags, at most 10,000 tags in all.

An application may change only the tags that it made (81011), and hears nothing back of its own changes.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from wecom.client.api import Api
from wecom.client.wire import Nothing

NAME_CHARS = 30


class Tag(msgspec.Struct):
    """The higher `order`, the further in front. `create_time` is a unix second."""

    id: str
    name: str
    create_time: int = 0
    order: int = 0
    deleted: bool = False


class TagGroup(msgspec.Struct):
    """A group lives as long as it has tags."""

    group_id: str
    group_name: str
    create_time: int = 0
    order: int = 0
    deleted: bool = False
    tag: list[Tag] = []


class Library(msgspec.Struct):
    tag_group: list[TagGroup] = []


class Added(msgspec.Struct):
    tag_group: TagGroup


class NewTag(msgspec.Struct):
    """`name` holds at most 30 characters."""

    name: str
    order: int = 0


async def library(api: Api, *, group_ids: Sequence[str] = (), tag_ids: Sequence[str] = ()) -> list[TagGroup]:
    """All groups; or these groups whole; or, without `group_ids`, only these tags. Unknown ids are left out."""
    body: dict[str, Any] = {"group_id": list(group_ids)} if group_ids else {"tag_id": list(tag_ids)}
    return (
        await api.read(Library, "externalcontact/get_corp_tag_list", body if group_ids or tag_ids else {})
    ).tag_group


async def add(
    api: Api, tags: Sequence[NewTag], *, group_id: str = "", group_name: str = "", order: int = 0
) -> TagGroup:
    """Add tags to a group by its id, or else by its name, making the group if there is none of that name.

    The group is returned with the new tags only. PermanentFailure 40071 for a name the group has, QuotaExceeded 40126
    above 10,000 tags.
    """
    group = {"group_id": group_id} if group_id else {"group_name": group_name, "order": order}
    body = group | {"tag": [{"name": one.name, "order": one.order} for one in tags]}
    return (await api.act(Added, "externalcontact/add_corp_tag", body)).tag_group


async def edit(api: Api, subject_id: str, *, name: str | None = None, order: int | None = None) -> None:
    """Rename or move a tag or a group. Repeatable. PermanentFailure 40071 for a name another one has."""
    change = {"name": name, "order": order}
    body = {"id": subject_id} | {field: value for field, value in change.items() if value is not None}
    await api.act(Nothing, "externalcontact/edit_corp_tag", body, repeatable=True)


async def delete(api: Api, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()) -> None:
    """Delete tags, and groups with all their tags; all or nothing. PermanentFailure 40068 for what is gone already."""
    body = {"tag_id": list(tag_ids), "group_id": list(group_ids)}
    await api.act(Nothing, "externalcontact/del_corp_tag", body)
