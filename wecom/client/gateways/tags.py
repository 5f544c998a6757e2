"""The library of tags as the product needs it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.kernel.errors import PermanentFailure, QuotaExceeded
from app.tags.gateway import CorpGroup, CorpTag, GoneAtWeCom, LibraryFull, MadeByOthers, NameTaken
from wecom.client import tags
from wecom.client.corp import Corp

KINDS: dict[int | str | None, type[PermanentFailure]] = {40068: GoneAtWeCom, 40071: NameTaken, 81011: MadeByOthers}
FULL = 40126


class TagsOverWeCom:
    """The corp's tags, with the customer application's rights."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def library(self, *, group_ids: Sequence[str] = (), tag_ids: Sequence[str] = ()) -> list[CorpGroup]:
        found = await tags.library(self._corp.contact, group_ids=group_ids, tag_ids=tag_ids)
        return [_group(one) for one in found if not one.deleted]

    async def add(self, name: str, priority: int, *, group_id: str = "", group_name: str = "") -> CorpGroup:
        with _told_apart():
            new = [tags.NewTag(name, priority)]
            return _group(await tags.add(self._corp.contact, new, group_id=group_id, group_name=group_name))

    async def edit(self, subject_id: str, name: str, priority: int) -> None:
        with _told_apart():
            await tags.edit(self._corp.contact, subject_id, name=name, order=priority)

    async def delete(self, *, tag_id: str = "", group_id: str = "") -> None:
        with _told_apart():
            await tags.delete(
                self._corp.contact,
                tag_ids=[tag_id] if tag_id else [],
                group_ids=[group_id] if group_id else [],
            )


def _group(group: tags.TagGroup) -> CorpGroup:
    """Without the tags that WeCom still names although they are deleted; names cut to what ours hold."""
    living = tuple(CorpTag(one.id, one.name[: tags.NAME_CHARS], one.order) for one in group.tag if not one.deleted)
    return CorpGroup(group.group_id, group.group_name[: tags.NAME_CHARS], group.order, living)


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except PermanentFailure as refused:
        kind = KINDS.get(refused.code)
        if kind is None:
            raise
        raise kind(refused.reason, code=refused.code) from refused
    except QuotaExceeded as refused:
        if refused.code != FULL:
            raise
        raise LibraryFull(refused.reason, code=refused.code) from refused
