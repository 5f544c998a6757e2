"""Creating a broadcast (official page 92135): who gets it, and which member is asked to send it."""

from typing import TYPE_CHECKING

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.attachments import read_content
from sandbox.wecom.broadcasts import GROUP, SINGLE, Target, Task
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.fields import Fields
from sandbox.wecom.relations import Relation

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

MOST_CUSTOMERS = 10_000
MOST_GROUPS = 2000
MOST_TAGS_PER_GROUP = 100


def add_msg_template(book: "WeComBook", ask: Ask) -> Answer:
    """Gives the members their tasks; `fail_list` names who cannot be sent to, 41048 when nobody can."""
    chat_type = fields.text(ask.body, "chat_type") or SINGLE
    if chat_type not in (SINGLE, GROUP):
        raise WeComError(40058, "chat_type")
    sender = fields.text(ask.body, "sender")
    if sender:
        book.staff.get(sender, 40003)
    allow_select = fields.flag(ask.body, "allow_select", False)
    content = read_content(book, ask.body)
    plan = _plan_groups if chat_type == GROUP else _plan_customers
    tasks, failed = plan(book, ask.body, sender)
    if not tasks:
        raise WeComError(41048)
    broadcast = book.broadcasts.add(chat_type, book.timestamp(), content, tasks, allow_select)
    return ok(fail_list=failed, msgid=broadcast.msgid)


def _plan_groups(book: "WeComBook", body: Fields, sender: str) -> tuple[list[Task], list[str]]:
    """The sender's task; only groups the sender owns can be sent to. Without a list the owner picks later."""
    if not sender:
        raise WeComError(40063, "sender")
    if body.get("external_userid"):
        raise WeComError(40058, "external_userid")
    chat_ids = fields.strings(body, "chat_id_list", most=MOST_GROUPS)
    owned = {group.chat_id for group in book.groups.owned_by(sender)}
    good = [chat_id for chat_id in chat_ids if chat_id in owned]
    if not owned or (chat_ids and not good):
        return [], chat_ids
    return [Task(sender, [Target(chat_id) for chat_id in good])], [one for one in chat_ids if one not in owned]


def _plan_customers(book: "WeComBook", body: Fields, sender: str) -> tuple[list[Task], list[str]]:
    """Each customer from the sender, or else from the member who talked with the customer last."""
    if body.get("chat_id_list"):
        raise WeComError(40058, "chat_id_list")
    named = fields.strings(body, "external_userid", most=MOST_CUSTOMERS)
    tag_groups = _tag_groups(body)
    if not (named or sender or tag_groups):
        raise WeComError(40063, "external_userid, sender and tag_filter")
    chosen: dict[str, Relation] = {}
    for relation in _candidates(book, sender, named):
        other = chosen.get(relation.external_userid)
        if _has_tags(relation, tag_groups) and (other is None or relation.last_contact > other.last_contact):
            chosen[relation.external_userid] = relation
    tasks: dict[str, Task] = {}
    for relation in chosen.values():
        task = tasks.setdefault(relation.userid, Task(relation.userid, []))
        task.targets.append(Target(relation.external_userid))
    return list(tasks.values()), [one for one in named if one not in chosen]


def _candidates(book: "WeComBook", sender: str, named: list[str]) -> list[Relation]:
    """The relations of the sender, or of everybody, with the named customers, or with all."""
    if named:
        relations = [one for external_userid in named for one in book.relations.of_customer(external_userid)]
        return [one for one in relations if sender in ("", one.userid)]
    if sender:
        return book.relations.of_member(sender)
    return [one for one in book.relations.all() if not one.waiting]


def _tag_groups(body: Fields) -> list[set[str]]:
    groups = fields.records(fields.record(body, "tag_filter"), "group_list")
    return [set(fields.strings(group, "tag_list", most=MOST_TAGS_PER_GROUP)) for group in groups]


def _has_tags(relation: Relation, tag_groups: list[set[str]]) -> bool:
    """Any tag of each group: OR inside a group, AND between groups."""
    return all(relation.tag_ids & group for group in tag_groups)
