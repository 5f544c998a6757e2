"""Calls that read customers (official pages 92113, 92114, 92994)."""

from typing import TYPE_CHECKING, Any

from sandbox.people import Person
from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.paging import cursor_at, page, place_of
from sandbox.wecom.relations import ADD_WAY_LINK, ADD_WAY_QR, Relation

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

FOLLOWERS_PER_PAGE = 500
PLACES = 10**9


def get_follow_user_list(book: "WeComBook", ask: Ask) -> Answer:
    return ok(follow_user=[member.userid for member in book.staff.all() if member.may_serve])


def list_customers(book: "WeComBook", ask: Ask) -> Answer:
    member = book.staff.get(fields.needed(ask.query, "userid"), 40003)
    relations = book.relations.of_member(member.userid)
    if not relations:
        raise WeComError(84061)
    return ok(external_userid=[relation.external_userid for relation in relations])


def get_customer(book: "WeComBook", ask: Ask) -> Answer:
    person = known_person(book, fields.needed(ask.query, "external_userid"))
    relations = book.relations.of_customer(person.external_userid)
    if not relations:
        raise WeComError(84061)
    followers, cursor = page(relations, ask.query.get("cursor", ""), FOLLOWERS_PER_PAGE)
    answer = ok(external_contact=_contact(book, person), follow_user=[_follower(book, one) for one in followers])
    return answer | {"next_cursor": cursor} if cursor else answer


def batch_get_by_user(book: "WeComBook", ask: Ask) -> Answer:
    userids = fields.strings(ask.body, "userid_list", most=100)
    if not userids:
        raise WeComError(40063, "userid_list")
    for userid in userids:
        book.staff.get(userid, 40003)
    limit = min(fields.number(ask.body, "limit", 50, least=1), 100)
    shown, cursor = _page_of_members(book, userids, place_of(fields.text(ask.body, "cursor")), limit)
    rows = [
        {"external_contact": _contact(book, known_person(book, one.external_userid)), "follow_info": _follow_info(one)}
        for one in shown
    ]
    return ok(external_contact_list=rows, next_cursor=cursor, fail_info={"unlicensed_userid_list": []})


def _page_of_members(book: "WeComBook", userids: list[str], place: int, limit: int) -> tuple[list[Relation], str]:
    """A page over the customers of these members in turn.

    A place counts members in PLACES and their customers below that, so that a page touches its own members only.
    """
    turn, start = divmod(place, PLACES)
    shown: list[Relation] = []
    while turn < len(userids):
        relations = book.relations.of_member(userids[turn])
        end = start + limit - len(shown)
        shown += relations[start:end]
        if end < len(relations):
            return shown, cursor_at(turn * PLACES + end)
        turn, start = turn + 1, 0
        if len(shown) == limit and any(book.relations.of_member(userid) for userid in userids[turn:]):
            return shown, cursor_at(turn * PLACES)
    return shown, ""


def known_person(book: "WeComBook", external_userid: str) -> Person:
    """40096 for an id of nobody."""
    person = book.world.people.by_external_userid(external_userid)
    if person is None:
        raise WeComError(40096, external_userid)
    return person


def _contact(book: "WeComBook", person: Person) -> dict[str, Any]:
    contact = {
        "external_userid": person.external_userid,
        "name": person.name,
        "avatar": f"https://wx.qlogo.cn/mmhead/{person.id}/0",
        "type": 1,
        "gender": 0,
    }
    return contact | ({"unionid": person.unionid} if book.settings.developer_bound else {})


def _common(relation: Relation) -> dict[str, Any]:
    asked = relation.state or relation.add_way in (ADD_WAY_QR, ADD_WAY_LINK)
    shown = {
        "userid": relation.userid,
        "remark": relation.remark,
        "description": relation.description,
        "createtime": relation.createtime,
        "remark_corp_name": relation.remark_corp_name,
        "remark_mobiles": relation.remark_mobiles,
        "oper_userid": relation.external_userid if asked else relation.userid,
        "add_way": relation.add_way,
    }
    return shown | {"state": relation.state} if relation.state else shown


def _follow_info(relation: Relation) -> dict[str, Any]:
    return {**_common(relation), "tag_id": sorted(relation.tag_ids)}


def _follower(book: "WeComBook", relation: Relation) -> dict[str, Any]:
    tags = []
    for tag_id in sorted(relation.tag_ids):
        group, tag = book.tags.get(tag_id)
        tags.append({"group_name": group.name, "tag_name": tag.name, "tag_id": tag.id, "type": 1})
    return {**_common(relation), "tags": tags}
