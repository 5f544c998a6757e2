"""What becomes of transfers: members leave, customers refuse, and after a day the takeover follows the customer."""

from dataclasses import replace

from sandbox.errors import ControlError
from sandbox.people import Person
from sandbox.wecom import directory_life, events, link_life
from sandbox.wecom.book import WeComBook
from sandbox.wecom.relations import ADD_WAY_ASSIGNED, Relation
from sandbox.wecom.transfers import AT_LIMIT, DAY, DONE, REFUSED, Transfer

DEFAULT_MESSAGE = "您好,您的服务已升级,后续将由我接替之前的同事继续为您服务。"
BY_TRANSFER = "DELETE_BY_TRANSFER"


def resign(book: WeComBook, userid: str) -> None:
    """The member leaves: customers wait for a successor, groups keep an owner who is gone, ways lose the member."""
    book.staff.leave(userid, book.timestamp())
    for relation in book.relations.of_member(userid):
        book.relations.drop(relation)
        if not relation.deleted_by_customer:
            book.transfers.orphan(relation, book.timestamp())
    for way in book.ways.all():
        way.fields["user"] = [one for one in way.fields["user"] if one != userid]
    link_life.lose_member(book, userid)
    directory_life.gone(book, userid)


def start(book: WeComBook, transfers: list[Transfer]) -> None:
    for transfer in transfers:
        book.transfers.start(transfer)
    if transfers:
        book.world.background(_finish_in_a_day(book))


def settle(book: WeComBook) -> None:
    """Finishes every transfer whose 24 hours are over, with the callbacks of page 92130."""
    for transfer in book.transfers.due(book.timestamp()):
        _finish(book, transfer)


def refuse(book: WeComBook, person: Person) -> Transfer:
    """The customer says no within the 24 hours and stays where they were."""
    settle(book)
    transfer = book.transfers.waiting(person.external_userid)
    if transfer is None:
        raise ControlError(404, f"{person.name} is not being handed over")
    _fail(book, transfer, REFUSED, "customer_refused")
    return transfer


async def _finish_in_a_day(book: WeComBook) -> None:
    await book.world.clock.sleep(DAY)
    settle(book)


def _finish(book: WeComBook, transfer: Transfer) -> None:
    relation = _handed(book, transfer)
    taker = book.staff.find(transfer.takeover)
    if relation is None:
        _fail(book, transfer, REFUSED, "customer_refused")
        return
    known = book.relations.find(transfer.takeover, transfer.external_userid)
    if taker is None or (known is None and taker.is_full(len(book.relations.of_member(taker.userid)))):
        _fail(book, transfer, AT_LIMIT, "customer_limit_exceed")
        return
    transfer.status, transfer.takeover_time = DONE, book.timestamp()
    _end_old(book, transfer, relation)
    person = book.world.people.by_external_userid(transfer.external_userid)
    if person is not None:
        person.receive("transfer", transfer.takeover, book.now(), transfer.message or DEFAULT_MESSAGE)
    if known is None or not known.can_receive:
        _begin_new(book, transfer, relation)


def _handed(book: WeComBook, transfer: Transfer) -> Relation | None:
    """What the handover member has with the customer; None when one of them ended it meanwhile."""
    relation = book.relations.find(transfer.handover, transfer.external_userid)
    if relation is not None:
        return None if relation.deleted_by_customer else relation
    orphan = book.transfers.orphan_of(transfer.handover, transfer.external_userid)
    return orphan.relation if orphan is not None else None


def _end_old(book: WeComBook, transfer: Transfer, relation: Relation) -> None:
    """A member who has left has no application that would hear of it."""
    book.transfers.adopt(transfer.handover, transfer.external_userid)
    if book.relations.find(transfer.handover, transfer.external_userid) is None:
        return
    book.relations.drop(relation)
    source = ("Source", BY_TRANSFER)
    book.callbacks.emit(events.contact("del_external_contact", transfer.handover, transfer.external_userid, source))


def _begin_new(book: WeComBook, transfer: Transfer, relation: Relation) -> None:
    """The successor keeps notes and tags; there is no welcome code, for the customer got the transfer's message."""
    book.relations.put(
        replace(
            relation,
            userid=transfer.takeover,
            createtime=book.timestamp(),
            add_way=ADD_WAY_ASSIGNED,
            tag_ids=set(relation.tag_ids),
            remark_mobiles=list(relation.remark_mobiles),
            state="",
            chatting=False,
            last_chat_at=0,
        )
    )
    book.callbacks.emit(events.contact("add_external_contact", transfer.takeover, transfer.external_userid))


def _fail(book: WeComBook, transfer: Transfer, status: int, reason: str) -> None:
    transfer.status = status
    told = ("FailReason", reason)
    book.callbacks.emit(events.contact("transfer_fail", transfer.takeover, transfer.external_userid, told))
