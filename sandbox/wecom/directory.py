"""Calls on members, departments, tokens, tickets and web login (protocol pages 90196, 90506, 91335)."""

from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields, jsapi
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.staff import ROOT_DEPARTMENT, Department, Member

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook


def gettoken(book: "WeComBook", ask: Ask) -> Answer:
    token = book.tokens.get(ask.query.get("corpid", ""), ask.query.get("corpsecret", ""))
    return ok(access_token=token.value, expires_in=book.tokens.remaining(token))


def get_jsapi_ticket(book: "WeComBook", ask: Ask) -> Answer:
    ticket, expires_in = book.tickets.get(jsapi.CORP)
    return ok(ticket=ticket, expires_in=expires_in)


def ticket_get(book: "WeComBook", ask: Ask) -> Answer:
    if ask.query.get("type") != jsapi.AGENT_CONFIG:
        raise WeComError(91040)
    ticket, expires_in = book.tickets.get(jsapi.AGENT_CONFIG)
    return ok(ticket=ticket, expires_in=expires_in)


def getuserinfo(book: "WeComBook", ask: Ask) -> Answer:
    return ok(userid=book.login_codes.use(ask.query.get("code", ""), book.timestamp()))


def user_get(book: "WeComBook", ask: Ask) -> Answer:
    return ok(**_shown(book.staff.get(fields.needed(ask.query, "userid"))))


def user_list(book: "WeComBook", ask: Ask) -> Answer:
    members = book.staff.of_department(fields.number(ask.query, "department_id", -1))
    return ok(userlist=[_shown(member) for member in members])


def user_simplelist(book: "WeComBook", ask: Ask) -> Answer:
    members = book.staff.of_department(fields.number(ask.query, "department_id", -1))
    names = [{"userid": one.userid, "name": one.name, "department": one.department} for one in members]
    return ok(userlist=names)


def department_list(book: "WeComBook", ask: Ask) -> Answer:
    """The department with its sub-departments, all of them without an id."""
    top = fields.number(ask.query, "id", ROOT_DEPARTMENT)
    if top not in book.staff.departments:
        raise WeComError(60123, str(top))
    below = [one for one in book.staff.departments.values() if top in _line(book, one)]
    return ok(department=[_department(one) for one in below])


def _line(book: "WeComBook", department: Department) -> list[int]:
    """The department and all above it."""
    line = [department.id]
    while (parent := book.staff.departments.get(department.parentid)) is not None:
        line.append(parent.id)
        department = parent
    return line


def _department(one: Department) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "parentid": one.parentid, "order": 100000000 - one.id}


def _shown(member: Member) -> dict[str, Any]:
    """What an application made after 2022-06-20 sees: no mobile, mail, gender, avatar or address."""
    return {
        "userid": member.userid,
        "name": member.name,
        "department": member.department,
        "order": [0] * len(member.department),
        "position": "",
        "is_leader_in_dept": [0] * len(member.department),
        "direct_leader": [],
        "telephone": "",
        "alias": "",
        "status": 1,
        "main_department": member.department[0],
        "extattr": {"attrs": []},
        "external_position": "",
    }
