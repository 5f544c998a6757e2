"""What consumers and members do to each other on their phones: add, accept, chat, delete."""

from sandbox.errors import ControlError
from sandbox.people import Person
from sandbox.wecom import events
from sandbox.wecom.book import WeComBook
from sandbox.wecom.relations import ADD_WAY_QR, Relation
from sandbox.wecom.ways import ContactWay


def scan(book: WeComBook, person: Person, way: ContactWay) -> dict[str, object]:
    """The person adds the next member of the contact way; a friend of that member stays one, without an event.

    Without skip_verify the relation waits for the member's `accept`.
    """
    if way.fields["is_temp"] and book.timestamp() >= way.created_at + way.fields["expires_in"]:
        raise ControlError(400, "this temporary code has expired")
    userid = _member_for(book, person, way)
    known = book.relations.find(userid, person.external_userid)
    if known is not None and known.can_receive:
        return answer(person, userid, None)
    way.given[userid] += 1
    code = befriend(book, person, userid, ADD_WAY_QR, way.fields["state"], skip_verify=way.fields["skip_verify"])
    return answer(person, userid, code)


def befriend(book: WeComBook, person: Person, userid: str, add_way: int, state: str, *, skip_verify: bool) -> str:
    """A new relation, or an ended one taken up again; the welcome code of its event."""
    now = book.timestamp()
    known = book.relations.find(userid, person.external_userid)
    relation = known or Relation(userid, person.external_userid, now, add_way, person.name)
    relation.createtime, relation.state = now, state
    relation.deleted_by_customer = relation.chatting = False
    relation.waiting = not skip_verify
    book.relations.put(relation)
    return _added(book, relation)


def answer(person: Person, userid: str, code: str | None) -> dict[str, object]:
    """What a phone that scanned or followed something tells the test."""
    return {"external_userid": person.external_userid, "userid": userid, "welcome_code": code}


def accept(book: WeComBook, userid: str, person: Person) -> str:
    """The member confirms the request; the new welcome code."""
    relation = book.relations.find(userid, person.external_userid)
    if relation is None or not relation.waiting:
        raise ControlError(400, f"{person.name} does not wait for {userid}")
    relation.waiting = False
    return _added(book, relation)


def chat(book: WeComBook, userid: str, person: Person) -> bool:
    """The two have talked: no welcome message any more, and broadcasts come from who talked last.

    Returns whether it was the first time.
    """
    relation = _relation(book, userid, person)
    first = not relation.chatting
    relation.chatting = True
    relation.last_chat_at = book.timestamp()
    return first


def deleted_by_customer(book: WeComBook, person: Person, userid: str) -> None:
    relation = _relation(book, userid, person)
    if relation.deleted_by_customer:
        raise ControlError(400, f"{person.name} has deleted {userid} before")
    relation.deleted_by_customer = True
    book.callbacks.emit(events.contact("del_follow_user", userid, person.external_userid))


def deleted_by_member(book: WeComBook, userid: str, person: Person) -> None:
    book.relations.drop(_relation(book, userid, person))
    book.callbacks.emit(events.contact("del_external_contact", userid, person.external_userid))


def edited_by_member(
    book: WeComBook, userid: str, person: Person, remark: str | None, add: list[str], remove: list[str]
) -> None:
    """The member changes remark and tags by hand, which the application learns by an event."""
    relation = _relation(book, userid, person)
    for tag_id in [*add, *remove]:
        if book.tags.find(tag_id) is None:
            raise ControlError(404, f"no tag {tag_id}")
    relation.tag_ids = (relation.tag_ids | set(add)) - set(remove)
    relation.remark = relation.remark if remark is None else remark
    book.callbacks.emit(events.contact("edit_external_contact", userid, person.external_userid))


def _added(book: WeComBook, relation: Relation) -> str:
    code = book.welcomes.issue(relation, book.now().timestamp())
    change = "add_half_external_contact" if relation.waiting else "add_external_contact"
    more = ("State", relation.state), ("WelcomeCode", code)
    book.callbacks.emit(events.contact(change, relation.userid, relation.external_userid, *more))
    return code


def _member_for(book: WeComBook, person: Person, way: ContactWay) -> str:
    of_party = [one.userid for number in way.fields["party"] for one in book.staff.of_department(number)]
    userids = list(dict.fromkeys([*way.fields["user"], *of_party]))
    if way.fields["is_exclusive"]:
        followed = {relation.userid for relation in book.relations.of_customer(person.external_userid)}
        userids = [userid for userid in userids if userid in followed] or userids
    return way.next_user(userids)


def _relation(book: WeComBook, userid: str, person: Person) -> Relation:
    relation = book.relations.find(userid, person.external_userid)
    if relation is None or relation.waiting:
        raise ControlError(404, f"{person.name} is no customer of {userid}")
    return relation
