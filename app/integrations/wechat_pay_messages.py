"""What WeChat Pay v3 says, as typed values: shared by its client and by whoever asks it. No HTTP in here.

Source: pay.weixin.qq.com, merchant documentation v3 (JSAPI payment, refund, notifications).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.kernel.errors import Invalid, Unauthenticated

# Error codes as `normal_code` writes them: pages and products differ in underscores and case.
ORDER_PAID = "ORDERPAID"
ORDER_CLOSED = "ORDERCLOSED"
ORDER_NOT_EXIST = "ORDERNOTEXIST"
RESOURCE_NOT_EXISTS = "RESOURCENOTEXISTS"


class NotFromWeChatPay(Unauthenticated):
    """A notification whose signature, key or age is not WeChat Pay's."""

    code = "pay_signature_invalid"
    title = "签名验证失败"
    remedy = "请使用微信支付平台的密钥签名后重新发送"


class NotificationUnreadable(Invalid):
    """Signed by WeChat Pay, yet not a notification we can decrypt and read."""

    code = "pay_notification_unreadable"
    title = "通知内容无法解析"


@dataclass(frozen=True, slots=True)
class Prepay:
    """What `JSAPI` prepay needs. `total` in fen; the same values must be sent again under the same number."""

    out_trade_no: str
    description: str
    total: int
    openid: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Transaction:
    """How a payment stands at the channel. `total` in fen; the last three are None before it is paid."""

    appid: str
    mchid: str
    out_trade_no: str
    trade_state: str
    total: int
    transaction_id: str | None
    paid_at: datetime | None
    openid: str | None

    @property
    def is_paid(self) -> bool:
        """REFUND means paid, and some of it asked back."""
        return self.trade_state in ("SUCCESS", "REFUND") and self.transaction_id is not None


@dataclass(frozen=True, slots=True)
class RefundState:
    """How a refund stands: `status` is PROCESSING, SUCCESS, ABNORMAL or CLOSED. Only notifications name the mchid."""

    out_refund_no: str
    refund_id: str
    status: str
    mchid: str | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """A verified and decrypted notification. `content` is the plain resource; one of the two readings is set."""

    id: str
    event_type: str
    content: dict[str, Any]
    transaction: Transaction | None
    refund: RefundState | None


def normal_code(code: str) -> str:
    """An error code in one spelling: upper case, without underscores."""
    return code.replace("_", "").upper()


def read_transaction(content: Any) -> Transaction:
    """The answer of a query, or the content of a payment notification. Raises NotificationUnreadable."""
    try:
        paid_at = content.get("success_time")
        return Transaction(
            appid=str(content["appid"]),
            mchid=str(content["mchid"]),
            out_trade_no=str(content["out_trade_no"]),
            trade_state=str(content["trade_state"]),
            total=int(content["amount"]["total"]),
            transaction_id=content.get("transaction_id") or None,
            paid_at=datetime.fromisoformat(paid_at) if paid_at else None,
            openid=content.get("payer", {}).get("openid"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotificationUnreadable(what="transaction") from error


def read_refund(content: Any) -> RefundState:
    """The answer of a refund call or query, or the content of a refund notification."""
    try:
        status = content.get("refund_status") or content["status"]
        return RefundState(
            str(content["out_refund_no"]), str(content["refund_id"]), str(status), content.get("mchid") or None
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise NotificationUnreadable(what="refund") from error
