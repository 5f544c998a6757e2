"""Received orders, their invoices, and refunds as after-sale tells of them."""

from dataclasses import dataclass
from uuid import UUID

from app.events.aftersale import GoodsRefunded
from app.invoices import queries
from app.invoices.ask import ask
from app.invoices.buyer import Buyer
from app.invoices.issue import Issued, issue, issue_red
from app.invoices.queries import Shown
from app.invoices.reactions import take_refund
from app.invoices.states import BuyerKind
from app.kernel import clock
from app.kernel.ids import new_id
from tests.app.aftersale.factory import delivered
from tests.app.catalog.factory import Goods, stocked

COMPANY = Buyer(BuyerKind.COMPANY, "云上茶业有限公司", "cai@example.com", "91310000MA1FL5E59X")
PERSON = Buyer(BuyerKind.PERSON, "林小满", "lin@example.com")


def number() -> str:
    """A number of a fully digital invoice."""
    return f"{new_id().int % 10**20:020d}"


@dataclass(frozen=True)
class Bought:
    """A received order of 30.00 yuan: three pieces of 10.00."""

    member_id: UUID
    order_id: UUID

    async def asks(self, buyer: Buyer = COMPANY) -> UUID:
        return await ask(self.order_id, self.member_id, buyer)

    async def invoice(self) -> Shown:
        return await queries.of_order(self.order_id, self.member_id)

    async def issued(self) -> UUID:
        """Asked for and issued as it stands."""
        invoice_id = await self.asks()
        await issue(invoice_id, (await self.invoice()).revision, Issued(number()))
        return invoice_id

    async def refunded(self, amount: int, after_sale_id: UUID | None = None, freight: int = 0) -> GoodsRefunded:
        """An after-sale gave this back, and invoices have heard of it."""
        event = GoodsRefunded(
            *(after_sale_id or new_id(), self.order_id, self.member_id, "S1"),
            goods_amount=amount - freight,
            freight=freight,
            stored_value=0,
            points=0,
            whole=False,
            lines=[],
            at=clock.now(),
        )
        await take_refund(event)
        return event

    async def red_letters(self) -> None:
        """Finance enters all red-letter invoices that are owed."""
        for red in (await self.invoice()).reds:
            if red.invoice_no is None:
                await issue_red(red.id, Issued(number()))


async def bought(goods: Goods | None = None) -> Bought:
    wanted, member_id = goods or await stocked(stock=900, price_yuan="10"), new_id()
    return Bought(member_id, await delivered(member_id, (wanted.sku_id, 3)))
