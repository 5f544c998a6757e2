"""Calls that change a member's notes and tags on a customer (official pages 92115, 92118).

Changes made by an application through these calls give no callback.
"""

from typing import TYPE_CHECKING

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.customers import known_person
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.fields import Fields
from sandbox.wecom.relations import Relation

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

NOTES = {"remark": 20, "description": 150, "remark_company": 20}
MOST_MOBILES = 5


def remark(book: "WeComBook", ask: Ask) -> Answer:
    """Changes only what is given; one empty element in remark_mobiles clears the numbers."""
    relation = _relation(book, ask.body)
    given = {name: fields.text(ask.body, name, chars=chars) for name, chars in NOTES.items() if name in ask.body}
    mobiles = fields.strings(ask.body, "remark_mobiles", most=MOST_MOBILES)
    picture = fields.text(ask.body, "remark_pic_mediaid")
    if not given and not mobiles and not picture:
        raise WeComError(40063, "remark")
    if picture:
        book.media.expect(picture, "image", book.timestamp())
    relation.remark = given.get("remark", relation.remark)
    relation.description = given.get("description", relation.description)
    relation.remark_corp_name = given.get("remark_company", relation.remark_corp_name)
    if mobiles:
        relation.remark_mobiles = [mobile for mobile in mobiles if mobile]
    return ok()


def mark_tag(book: "WeComBook", ask: Ask) -> Answer:
    relation = _relation(book, ask.body)
    add, remove = fields.strings(ask.body, "add_tag"), fields.strings(ask.body, "remove_tag")
    if not add and not remove:
        raise WeComError(40063, "add_tag and remove_tag")
    for tag_id in [*add, *remove]:
        book.tags.get(tag_id)
    relation.tag_ids = (relation.tag_ids | set(add)) - set(remove)
    return ok()


def _relation(book: "WeComBook", body: Fields) -> Relation:
    member = book.staff.get(fields.needed(body, "userid"), 40003)
    person = known_person(book, fields.needed(body, "external_userid"))
    return book.relations.get(member.userid, person.external_userid)
