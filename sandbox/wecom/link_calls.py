"""Calls on acquisition links (official pages 97297, 97298, 97375)."""

from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.fields import Fields
from sandbox.wecom.links import OF_THE_CORP, OF_THE_LIST, Link, LinkCustomer
from sandbox.wecom.paging import page

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

NAME_CHARS = 30
MOST_USERS, MOST_PRIORITY = 500, 1000
MONTH = 30 * 24 * 3600


def list_link(book: "WeComBook", ask: Ask) -> Answer:
    limit = fields.number(ask.body, "limit", 100, least=1, most=100)
    shown, cursor = page(book.links.all(), fields.text(ask.body, "cursor"), limit)
    return ok(link_id_list=[one.link_id for one in shown], next_cursor=cursor)


def get_link(book: "WeComBook", ask: Ask) -> Answer:
    return ok(**_named(book, ask.body).json())


def create_link(book: "WeComBook", ask: Ask) -> Answer:
    return ok(link=book.links.add(_checked(book, ask.body), book.timestamp()).brief())


def update_link(book: "WeComBook", ask: Ask) -> Answer:
    """Changes what is given; customers and address stay."""
    link = _named(book, ask.body)
    kept = {
        "link_name": link.name,
        "range": link.range,
        "skip_verify": link.skip_verify,
        "mark_source": link.mark_source,
        "priority_option": link.priority,
    }
    for name, value in _checked(book, {**kept, **ask.body}).items():
        setattr(link, name, value)
    return ok()


def delete_link(book: "WeComBook", ask: Ask) -> Answer:
    book.links.remove(_named(book, ask.body).link_id)
    return ok()


def link_customers(book: "WeComBook", ask: Ask) -> Answer:
    """Who came by the link; `chat_status` 1 for those who have written."""
    link = _named(book, ask.body)
    limit = fields.number(ask.body, "limit", 1000, least=1, most=1000)
    shown, cursor = page(link.customers, fields.text(ask.body, "cursor"), limit)
    return ok(customer_list=[_customer(book, one) for one in shown], next_cursor=cursor)


def quota(book: "WeComBook", ask: Ask) -> Answer:
    return ok(total=book.links.total, balance=book.links.balance)


def statistic(book: "WeComBook", ask: Ask) -> Answer:
    link = _named(book, ask.body)
    start, end = fields.number(ask.body, "start_time", -1), fields.number(ask.body, "end_time", -1)
    if not 0 <= end - start <= MONTH:
        raise WeComError(40058, "start_time or end_time")
    opened = sum(1 for at in link.opened_at if start <= at <= end)
    added = sum(1 for one in link.customers if start <= one.added_at <= end)
    return ok(click_link_customer_cnt=opened, new_customer_cnt=added)


def _named(book: "WeComBook", body: Fields) -> Link:
    return book.links.get(fields.needed(body, "link_id"))


def _customer(book: "WeComBook", one: LinkCustomer) -> dict[str, Any]:
    relation = book.relations.find(one.userid, one.external_userid)
    written = relation is not None and relation.chatting
    return {
        "external_userid": one.external_userid,
        "userid": one.userid,
        "chat_status": int(written),
        "state": one.state,
    }


def _checked(book: "WeComBook", body: Fields) -> dict[str, Any]:
    return {
        "name": fields.needed(body, "link_name", chars=NAME_CHARS),
        "range": _range(book, fields.record(body, "range")),
        "skip_verify": fields.flag(body, "skip_verify", True),
        "mark_source": fields.flag(body, "mark_source", True),
        "priority": _priority(book, fields.record(body, "priority_option")),
    }


def _range(book: "WeComBook", wanted: Fields) -> dict[str, list[Any]]:
    users, departments = fields.strings(wanted, "user_list", most=MOST_USERS), fields.numbers(wanted, "department_list")
    if not users and not departments:
        raise WeComError(40063, "range")
    for userid in users:
        book.staff.get(userid, 40003)
    for number in departments:
        book.staff.of_department(number)
    return {"user_list": users, "department_list": departments}


def _priority(book: "WeComBook", wanted: Fields) -> dict[str, Any]:
    """Who gets a customer that some member knows already: any of them (1) or those of the list (2)."""
    if not wanted:
        return {}
    kind = fields.number(wanted, "priority_type", 0, least=OF_THE_CORP, most=OF_THE_LIST)
    users = fields.strings(wanted, "priority_userid_list", most=MOST_PRIORITY)
    if kind == OF_THE_LIST and not users:
        raise WeComError(40063, "priority_userid_list")
    for userid in users:
        book.staff.get(userid, 40003)
    return {"priority_type": kind, "priority_userid_list": users}
