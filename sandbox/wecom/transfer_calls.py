"""Calls that hand customers to another member (official pages 92125, 94088, 94081, 94082, 92124)."""

from typing import TYPE_CHECKING

from sandbox.wecom import fields, transfer_life
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.paging import page
from sandbox.wecom.transfers import DAY, Transfer

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

MOST_CUSTOMERS = 100
MESSAGE_CHARS = 200
ROWS_PER_PAGE = 1000


def transfer_customer(book: "WeComBook", ask: Ask) -> Answer:
    """From a member in service; each customer has an errcode of its own, 0 when the 24 hours have begun."""
    message = fields.text(ask.body, "transfer_success_msg", chars=MESSAGE_CHARS)
    handover = book.staff.get(fields.needed(ask.body, "handover_userid"), 40003).userid
    return _started(book, ask, handover, message, resigned=False)


def resigned_transfer_customer(book: "WeComBook", ask: Ask) -> Answer:
    """From a member who has left; 40097 for one who has not."""
    return _started(book, ask, _left(book, ask), "", resigned=True)


def transfer_result(book: "WeComBook", ask: Ask) -> Answer:
    handover = fields.needed(ask.body, "handover_userid")
    if book.staff.left_at(handover) is None:
        book.staff.get(handover, 40003)
    return _results(book, ask, handover, resigned=False)


def resigned_transfer_result(book: "WeComBook", ask: Ask) -> Answer:
    return _results(book, ask, _left(book, ask), resigned=True)


def get_unassigned_list(book: "WeComBook", ask: Ask) -> Answer:
    """The customers of members who have left, who are not on their way to a successor."""
    size = fields.number(ask.body, "page_size", ROWS_PER_PAGE, least=1, most=ROWS_PER_PAGE)
    shown, cursor = page(book.transfers.unassigned(), fields.text(ask.body, "cursor"), size)
    info = [
        {
            "handover_userid": one.relation.userid,
            "external_userid": one.relation.external_userid,
            "dimission_time": one.dimission_time,
        }
        for one in shown
    ]
    return ok(info=info, is_last=not cursor, next_cursor=cursor)


def _started(book: "WeComBook", ask: Ask, handover: str, message: str, *, resigned: bool) -> Answer:
    takeover = book.staff.get(fields.needed(ask.body, "takeover_userid"), 40003).userid
    if takeover == handover:
        raise WeComError(40130)
    customers = fields.strings(ask.body, "external_userid", most=MOST_CUSTOMERS)
    if not customers:
        raise WeComError(40063, "external_userid")
    refusal = _refusal_of_left if resigned else _refusal
    codes = {one: refusal(book, handover, one) for one in customers}
    at = book.timestamp() + DAY
    begun = [Transfer(handover, takeover, one, at, message, resigned) for one, code in codes.items() if code == 0]
    transfer_life.start(book, begun)
    return ok(customer=[{"external_userid": one, "errcode": code} for one, code in codes.items()])


def _refusal(book: "WeComBook", handover: str, external_userid: str) -> int:
    """Why this customer cannot be handed over, 0 when they can."""
    if book.world.people.by_external_userid(external_userid) is None:
        return 40096
    relation = book.relations.find(handover, external_userid)
    if relation is None or not relation.can_receive:
        return 40131
    if book.transfers.waiting(external_userid) is not None:
        return 40129
    return 40128 if book.transfers.too_often(external_userid, book.timestamp()) else 0


def _refusal_of_left(book: "WeComBook", handover: str, external_userid: str) -> int:
    if book.world.people.by_external_userid(external_userid) is None:
        return 40096
    if book.transfers.orphan_of(handover, external_userid) is None:
        return 40131
    return 40100 if book.transfers.waiting(external_userid) is not None else 0


def _results(book: "WeComBook", ask: Ask, handover: str, *, resigned: bool) -> Answer:
    takeover = fields.needed(ask.body, "takeover_userid")
    rows = book.transfers.between(handover, takeover, resigned=resigned)
    shown, cursor = page(rows, fields.text(ask.body, "cursor"), ROWS_PER_PAGE)
    return ok(customer=[one.fields for one in shown], next_cursor=cursor)


def _left(book: "WeComBook", ask: Ask) -> str:
    """The handover member, who has left; 40097 when still here, 40003 when never here."""
    handover = fields.needed(ask.body, "handover_userid")
    if book.staff.left_at(handover) is None:
        book.staff.get(handover, 40003)
        raise WeComError(40097, handover)
    return handover
