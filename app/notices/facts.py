"""What can be said about each kind of notice."""

from enum import StrEnum

from app.notices.states import NoticeKind


class FactType(StrEnum):
    """MONEY is fen, MOMENT an ISO time, CODE letters and digits, PHRASE at most five Chinese characters."""

    TEXT = "text"
    PHRASE = "phrase"
    CODE = "code"
    MONEY = "money"
    MOMENT = "moment"


_T = FactType
FACTS: dict[NoticeKind, dict[str, FactType]] = {
    NoticeKind.ORDER_PAID: {
        "order_number": _T.CODE,
        "amount": _T.MONEY,
        "paid_at": _T.MOMENT,
        "status": _T.PHRASE,
        "note": _T.TEXT,
    },
    NoticeKind.SHIPPED: {
        "order_number": _T.CODE,
        "title": _T.TEXT,
        "carrier": _T.TEXT,
        "tracking_no": _T.CODE,
        "shipped_at": _T.MOMENT,
        "note": _T.TEXT,
    },
    NoticeKind.PICK_UP_READY: {
        "order_number": _T.CODE,
        "title": _T.TEXT,
        "store": _T.TEXT,
        "code": _T.CODE,
        "until": _T.MOMENT,
        "note": _T.TEXT,
    },
    NoticeKind.REFUNDED: {
        "order_number": _T.CODE,
        "amount": _T.MONEY,
        "at": _T.MOMENT,
        "status": _T.PHRASE,
        "note": _T.TEXT,
    },
    NoticeKind.AFTER_SALE: {
        "number": _T.CODE,
        "status": _T.PHRASE,
        "at": _T.MOMENT,
        "note": _T.TEXT,
    },
    NoticeKind.COUPON_EXPIRING: {
        "title": _T.TEXT,
        "until": _T.MOMENT,
        "note": _T.TEXT,
    },
}
