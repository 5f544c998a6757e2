"""Control API: the administrator keeps the tag library in the console, each change with its callback (page 92130).

What applications change by calls gives them no callback; no application owns what is made here.
"""

from sanic import Blueprint, HTTPResponse, Request, empty, json

from sandbox.bodies import control_object, control_text
from sandbox.errors import ControlError
from sandbox.wecom import events
from sandbox.wecom.book import WeComBook
from sandbox.wecom.tags import Tag, TagGroup
from sandbox.world import world_of

blueprint = Blueprint("wecom_tags", url_prefix="/_sandbox/wecom/tags")

CONSOLE = "console"
TAG, GROUP = "tag", "tag_group"


@blueprint.post("/")
async def add(request: Request) -> HTTPResponse:
    """`tags` are names, added to the group of this name or to a new one."""
    book, body = world_of(request).wecom, control_object(request)
    name, names = control_text(body, "group_name"), body.get("tags")
    if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
        raise ControlError(400, "tags must be a list of names")
    known = book.tags.group_named(name)
    group = known or book.tags.open_group(name, 0, CONSOLE, book.timestamp())
    added = book.tags.add(group, [(one, 0) for one in names], CONSOLE, book.timestamp())
    if known is None:
        book.callbacks.emit(events.tag("create", group.id, GROUP))
    for tag in added:
        book.callbacks.emit(events.tag("create", tag.id, TAG))
    return json(group.json())


@blueprint.post("/shuffle")
async def shuffle(request: Request) -> HTTPResponse:
    """Another order of the tags of `group_id`, or without it of the groups: the last one comes first."""
    book, group_id = world_of(request).wecom, str(control_object(request).get("group_id", ""))
    if group_id and group_id not in book.tags.groups:
        raise ControlError(404, f"no tag group {group_id}")
    ordered: list[Tag | TagGroup] = list(book.tags.groups.values())
    if group_id:
        ordered = list(book.tags.groups[group_id].tags.values())
    for order, one in enumerate(ordered):
        one.order = order
    book.callbacks.emit(events.tags_shuffled(group_id))
    return empty()


@blueprint.post("/<subject_id:str>")
async def rename(request: Request, subject_id: str) -> HTTPResponse:
    book = world_of(request).wecom
    subject, kind = _subject(book, subject_id)
    subject.name = control_text(control_object(request), "name")
    book.callbacks.emit(events.tag("update", subject_id, kind))
    return empty()


@blueprint.delete("/<subject_id:str>")
async def delete(request: Request, subject_id: str) -> HTTPResponse:
    """A tag, or a group with one event for all of its tags; customers lose them."""
    book = world_of(request).wecom
    subject, kind = _subject(book, subject_id)
    doomed = set(subject.tags) if isinstance(subject, TagGroup) else {subject.id}
    for tag_id in doomed:
        book.tags.remove(tag_id)
    for relation in book.relations.all():
        relation.tag_ids -= doomed
    book.callbacks.emit(events.tag("delete", subject_id, kind))
    return empty()


def _subject(book: WeComBook, subject_id: str) -> tuple[Tag | TagGroup, str]:
    """The tag or the group of this id, and which it is; 404 when neither."""
    if subject_id in book.tags.groups:
        return book.tags.groups[subject_id], GROUP
    found = book.tags.find(subject_id)
    if found is None:
        raise ControlError(404, f"no tag {subject_id}")
    return found[1], TAG
