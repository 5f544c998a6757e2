"""The member's invoices."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.invoices import queries
from app.invoices.ask import ask, correct
from app.invoices.buyer import Buyer
from app.invoices.states import BuyerKind, InvoiceStatus
from miniprogram_api.callers import member_id, member_route


class BuyerBody(Body):
    """A company needs its tax number, a person has none. The amount is never part of it: it follows from the order."""

    kind: BuyerKind
    title: str = Field(min_length=1, max_length=100)
    email: str = Field(max_length=120, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$")
    tax_number: str = Field("", max_length=20, description="15–20 位数字与大写字母，仅企业")

    def buyer(self) -> Buyer:
        return Buyer(self.kind, self.title, self.email, self.tax_number)


class BuyerLine(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    kind: BuyerKind
    title: str
    email: str
    tax_number: str


class RedLine(BaseModel):
    """A red-letter invoice; without a number it is still to be issued. Fen."""

    model_config = ConfigDict(from_attributes=True)

    amount: int
    invoice_no: str | None
    file_url: str
    issued_at: datetime | None


class InvoiceLine(BaseModel):
    """Fen. `reversed` is what red-letter invoices took back."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    order_id: UUID
    order_number: str
    buyer: BuyerLine
    amount: int
    reversed: int
    status: InvoiceStatus
    invoice_no: str | None
    file_url: str
    refusal: str
    created_at: datetime
    issued_at: datetime | None
    reds: list[RedLine]


class InvoiceLines(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[InvoiceLine]
    next_cursor: UUID | None


class InvoicePage(Body):
    cursor: UUID | None = None
    limit: int = Field(20, ge=1, le=100)


async def ask_for_invoice(call: Call, order_id: UUID) -> InvoiceLine:
    await ask(order_id, member_id(call), call.body.buyer())
    return await read_invoice(call, order_id)


async def correct_invoice(call: Call, order_id: UUID) -> InvoiceLine:
    await correct(order_id, member_id(call), call.body.buyer())
    return await read_invoice(call, order_id)


async def read_invoice(call: Call, order_id: UUID) -> InvoiceLine:
    return InvoiceLine.model_validate(await queries.of_order(order_id, member_id(call)))


async def list_invoices(call: Call) -> InvoiceLines:
    found = await queries.of_member(member_id(call), call.query.cursor, call.query.limit)
    return InvoiceLines.model_validate(found)


OF_ORDER = "/orders/<order_id:uuid>/invoice"
ROUTES: list[Route] = [
    member_route("POST", OF_ORDER, ask_for_invoice, "申请发票", body=BuyerBody, returns=InvoiceLine, status=201),
    member_route("PUT", OF_ORDER, correct_invoice, "修改发票信息", body=BuyerBody, returns=InvoiceLine),
    member_route("GET", OF_ORDER, read_invoice, "订单发票", returns=InvoiceLine),
    member_route("GET", "/invoices", list_invoices, "我的发票", query=InvoicePage, returns=InvoiceLines),
]
