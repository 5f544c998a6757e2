"""Invoices as finance works them off."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.invoices import issue, queries
from app.invoices.states import BuyerKind, InvoiceStatus
from backoffice_api.access import ADMINS, staff_route
from backoffice_api.pages import PageQuery


class BuyerLine(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    kind: BuyerKind
    title: str
    email: str
    tax_number: str


class RedLine(BaseModel):
    """A red-letter invoice; without a number it is still owed. Fen."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    amount: int
    invoice_no: str | None
    file_url: str
    created_at: datetime
    issued_at: datetime | None


class InvoiceLine(BaseModel):
    """Fen. `revision` is to be named when issuing."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    order_id: UUID
    order_number: str
    buyer: BuyerLine
    amount: int
    reversed: int
    revision: int
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


class OwedLine(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    invoice_id: UUID
    order_number: str
    of_invoice_no: str
    buyer: BuyerLine
    amount: int
    created_at: datetime


class OwedLines(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[OwedLine]
    next_cursor: UUID | None


class InvoiceQuery(PageQuery):
    status: InvoiceStatus | None = None


class IssuedRed(Body):
    """As issued at the tax platform: 8 digits, or 20 of a fully digital invoice (数电发票)."""

    invoice_no: str = Field(pattern=r"^[0-9]{8,20}$")
    file_url: str = Field("", pattern=r"^(https://[^\s]+)?$", max_length=512)

    def issued(self) -> issue.Issued:
        return issue.Issued(self.invoice_no, self.file_url)


class IssuedInvoice(IssuedRed):
    revision: int = Field(ge=1, strict=True, description="开具时所见的 revision；抬头或金额已变动则拒绝")


class Refusal(Body):
    reason: str = Field(min_length=2, max_length=200, description="会展示给顾客")


async def list_invoices(call: Call) -> InvoiceLines:
    asked: InvoiceQuery = call.query
    return InvoiceLines.model_validate(await queries.page(asked.status, asked.cursor, asked.limit))


async def read_invoice(_: Call, invoice_id: UUID) -> InvoiceLine:
    return InvoiceLine.model_validate(await queries.one(invoice_id))


async def issue_invoice(call: Call, invoice_id: UUID) -> InvoiceLine:
    await issue.issue(invoice_id, call.body.revision, call.body.issued())
    return await read_invoice(call, invoice_id)


async def refuse_invoice(call: Call, invoice_id: UUID) -> InvoiceLine:
    await issue.refuse(invoice_id, call.body.reason)
    return await read_invoice(call, invoice_id)


async def list_owed(call: Call) -> OwedLines:
    return OwedLines.model_validate(await queries.owed_reds(call.query.cursor, call.query.limit))


async def issue_red(call: Call, red_id: UUID) -> InvoiceLine:
    return await read_invoice(call, await issue.issue_red(red_id, call.body.issued()))


ONE = "/invoices/<invoice_id:uuid>"
ROUTES: list[Route] = [
    staff_route("GET", "/invoices", list_invoices, ADMINS, "发票列表", query=InvoiceQuery, returns=InvoiceLines),
    staff_route("GET", ONE, read_invoice, ADMINS, "发票详情", returns=InvoiceLine),
    staff_route("POST", f"{ONE}/issue", issue_invoice, ADMINS, "登记已开发票", body=IssuedInvoice, returns=InvoiceLine),
    staff_route("POST", f"{ONE}/refuse", refuse_invoice, ADMINS, "拒绝开票", body=Refusal, returns=InvoiceLine),
    staff_route("GET", "/red-invoices", list_owed, ADMINS, "待开红字发票", query=PageQuery, returns=OwedLines),
    staff_route(
        *("POST", "/red-invoices/<red_id:uuid>/issue", issue_red, ADMINS, "登记已开红字发票"),
        body=IssuedRed,
        returns=InvoiceLine,
    ),
]
