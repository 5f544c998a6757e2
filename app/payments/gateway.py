"""What payments need from the payment channel. Bound to WeChat Pay on the gateways page."""

from collections.abc import Mapping
from typing import Protocol

from app.integrations.wechat_pay_messages import Notification, Prepay, RefundState, Transaction
from app.kernel.port import Port


class Channel(Protocol):
    """Calls raise a SendFailed whose `code` is one of the channel's, see app/integrations/wechat_pay_messages.py."""

    def is_ours(self, told: Transaction | RefundState) -> bool: ...

    async def prepay(self, order: Prepay) -> str: ...

    def pay_params(self, prepay_id: str) -> dict[str, str]: ...

    async def query(self, out_trade_no: str) -> Transaction: ...

    async def query_transaction(self, transaction_id: str) -> Transaction: ...

    async def close(self, out_trade_no: str) -> None: ...

    async def refund(
        self, transaction_id: str, out_refund_no: str, amount: int, total: int, reason: str
    ) -> RefundState: ...

    async def query_refund(self, out_refund_no: str) -> RefundState: ...

    async def open_notification(self, headers: Mapping[str, str], body: bytes) -> Notification: ...


channel: Port[Channel] = Port("payment channel")
