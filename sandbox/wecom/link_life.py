"""What happens on acquisition links, each step with its callback (official page 97299)."""

from sandbox.errors import ControlError
from sandbox.people import Person
from sandbox.wecom import events, friends
from sandbox.wecom.book import WeComBook
from sandbox.wecom.links import LOW_BALANCE, OF_THE_CORP, Link, LinkCustomer
from sandbox.wecom.relations import ADD_WAY_LINK


def follow(book: WeComBook, person: Person, link: Link, channel: str) -> dict[str, object]:
    """The person opens the link, asks for friendship and is a customer, who costs one of the quota when new."""
    if book.links.balance == 0:
        raise ControlError(400, "the quota of acquisition links is used up")
    userid = _member_for(book, person, link)
    link.opened_at.append(book.timestamp())
    known = book.relations.find(userid, person.external_userid)
    if known is not None and known.can_receive:
        return friends.answer(person, userid, None)
    for change in ("open_profile", "friend_request"):
        book.callbacks.emit(events.acquisition(change, ("LinkId", link.link_id), ("State", channel)))
    code = friends.befriend(book, person, userid, ADD_WAY_LINK, channel, skip_verify=link.skip_verify)
    link.given[userid] += 1
    link.customers.append(LinkCustomer(person.external_userid, userid, channel, book.timestamp()))
    set_balance(book, book.links.balance - 1)
    return friends.answer(person, userid, code)


def set_balance(book: WeComBook, balance: int) -> None:
    """The corp uses or buys quota and hears when little, nothing or more is left."""
    before, book.links.balance = book.links.balance, balance
    book.links.total = max(book.links.total, balance)
    if balance > before:
        book.callbacks.emit(events.acquisition("balance_increased"))
    elif balance == 0 < before:
        book.callbacks.emit(events.acquisition("balance_exhausted"))
    elif balance < LOW_BALANCE <= before:
        book.callbacks.emit(events.acquisition("balance_low"))


def first_words(book: WeComBook, userid: str, external_userid: str) -> None:
    """A customer who came by a link writes to the member for the first time."""
    for link in book.links.all():
        if any((one.userid, one.external_userid) == (userid, external_userid) for one in link.customers):
            who = ("UserID", userid), ("ExternalUserID", external_userid)
            book.callbacks.emit(events.acquisition("customer_start_chat", *who, ("LinkId", link.link_id)))


def deleted_in_console(book: WeComBook, link: Link) -> None:
    book.links.remove(link.link_id)
    book.callbacks.emit(events.acquisition("delete_link", ("LinkId", link.link_id)))


def lose_member(book: WeComBook, userid: str) -> None:
    """A member leaves: links that lead to nobody any more are unavailable."""
    for link in book.links.all():
        users = link.range["user_list"]
        if userid in users:
            users.remove(userid)
            if not users and not link.range["department_list"]:
                book.callbacks.emit(events.acquisition("link_unavailable", ("LinkId", link.link_id)))


def _member_for(book: WeComBook, person: Person, link: Link) -> str:
    """The member who knows the customer where the link says so, else whoever got the fewest by it."""
    of_parties = [one.userid for number in link.range["department_list"] for one in book.staff.of_department(number)]
    userids: list[str] = list(dict.fromkeys([*link.range["user_list"], *of_parties]))
    if not userids:
        raise ControlError(400, "this link leads to no member")
    known = [relation.userid for relation in book.relations.of_customer(person.external_userid)]
    if link.priority and link.priority["priority_type"] != OF_THE_CORP:
        known = [userid for userid in known if userid in link.priority["priority_userid_list"]]
    if link.priority and known:
        return known[0]
    return min(userids, key=lambda userid: link.given[userid])
