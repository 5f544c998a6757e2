"""What members are told of, and how a message stands."""

from enum import StrEnum


class NoticeKind(StrEnum):
    ORDER_PAID = "order_paid"
    SHIPPED = "shipped"
    PICK_UP_READY = "pick_up_ready"
    REFUNDED = "refunded"
    AFTER_SALE = "after_sale"
    COUPON_EXPIRING = "coupon_expiring"


class NoticeStatus(StrEnum):
    """NO_QUOTA: the member gave no (more) leave, so nothing was sent. UNKNOWN: the answer was lost; it is never sent
    again, and the platform's own report may still say how it ended."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    NO_QUOTA = "no_quota"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Consent(StrEnum):
    """What a member answered when asked, as wx.requestSubscribeMessage words it. Only ACCEPT gives leave."""

    ACCEPT = "accept"
    REJECT = "reject"
    BAN = "ban"
    FILTER = "filter"
