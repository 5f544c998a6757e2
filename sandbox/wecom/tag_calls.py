"""Calls on the corp's tag library (official page 92117)."""

from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.fields import Fields
from sandbox.wecom.tags import Tag, TagGroup

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

NAME_CHARS = 30


def get_corp_tag_list(book: "WeComBook", ask: Ask) -> Answer:
    """All groups; with group_id these groups whole, otherwise with tag_id only these tags. Unknown ids are skipped."""
    group_ids, tag_ids = fields.strings(ask.body, "group_id"), fields.strings(ask.body, "tag_id")
    groups = sorted(book.tags.groups.values(), key=lambda group: -group.order)
    if group_ids:
        return ok(tag_group=[group.json() for group in groups if group.id in group_ids])
    if tag_ids:
        picked = [(group, [tag for tag in group.tags.values() if tag.id in tag_ids]) for group in groups]
        return ok(tag_group=[group.json(tags) for group, tags in picked if tags])
    return ok(tag_group=[group.json() for group in groups])


def add_corp_tag(book: "WeComBook", ask: Ask) -> Answer:
    wanted = _wanted_tags(ask.body)
    group = _target_group(book, ask)
    return ok(tag_group=group.json(book.tags.add(group, wanted, ask.app, book.timestamp())))


def edit_corp_tag(book: "WeComBook", ask: Ask) -> Answer:
    subject, siblings = _subject(book, fields.needed(ask.body, "id"))
    name = fields.text(ask.body, "name", chars=NAME_CHARS)
    order = fields.number(ask.body, "order", subject.order, most=2**32 - 1)
    _own(subject, ask.app)
    if any(one.name == name and one is not subject for one in siblings):
        raise WeComError(40071)
    subject.name = name or subject.name
    subject.order = order
    return ok()


def del_corp_tag(book: "WeComBook", ask: Ask) -> Answer:
    """All or nothing: every id must exist and belong to the calling application."""
    tag_ids, group_ids = fields.strings(ask.body, "tag_id"), fields.strings(ask.body, "group_id")
    if not tag_ids and not group_ids:
        raise WeComError(40063, "tag_id and group_id")
    doomed = {tag_id: book.tags.get(tag_id)[1] for tag_id in tag_ids}
    for group_id in group_ids:
        if group_id not in book.tags.groups:
            raise WeComError(40068, group_id)
        _own(book.tags.groups[group_id], ask.app)
        doomed.update(book.tags.groups[group_id].tags)
    for tag in doomed.values():
        _own(tag, ask.app)
    for tag_id in doomed:
        book.tags.remove(tag_id)
    for relation in book.relations.all():
        relation.tag_ids -= doomed.keys()
    return ok()


def _wanted_tags(body: Fields) -> list[tuple[str, int]]:
    tags = fields.records(body, "tag")
    if not tags:
        raise WeComError(40063, "tag")
    return [(fields.needed(tag, "name", chars=NAME_CHARS), fields.number(tag, "order", 0)) for tag in tags]


def _target_group(book: "WeComBook", ask: Ask) -> TagGroup:
    """The group by id, else by name, else a new one."""
    group_id = fields.text(ask.body, "group_id")
    if group_id:
        if group_id not in book.tags.groups:
            raise WeComError(40068, group_id)
        return book.tags.groups[group_id]
    name = fields.needed(ask.body, "group_name", chars=NAME_CHARS)
    order = fields.number(ask.body, "order", 0)
    return book.tags.group_named(name) or book.tags.open_group(name, order, ask.app, book.timestamp())


def _subject(book: "WeComBook", subject_id: str) -> tuple[Tag | TagGroup, list[Any]]:
    """`(tag or group, those among which its name must be unique)`."""
    if subject_id in book.tags.groups:
        return book.tags.groups[subject_id], list(book.tags.groups.values())
    group, tag = book.tags.get(subject_id)
    return tag, list(group.tags.values())


def _own(subject: Tag | TagGroup, app: str) -> None:
    if subject.owner != app:
        raise WeComError(81011)
