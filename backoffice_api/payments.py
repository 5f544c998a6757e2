"""Payments, the refunds of them, and incidents: money that came and went back by itself."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.payments import look_up
from app.payments.retry_refund import retry_refund
from app.payments.states import IncidentKind, PaymentStatus, RefundStatus, SubjectKind
from backoffice_api.access import ADMINS, staff_route


class PaymentQuery(Body):
    """`order_id` or `out_trade_no` narrow the list down. `cursor` is the `next_cursor` of the page before."""

    order_id: UUID | None = None
    out_trade_no: str | None = Field(None, min_length=6, max_length=32)
    cursor: UUID | None = None
    limit: int = Field(20, ge=1, le=100)


class IncidentQuery(Body):
    kind: IncidentKind | None = None
    cursor: UUID | None = None
    limit: int = Field(20, ge=1, le=100)


class RefundShown(BaseModel):
    """`last_error` says why the channel refused last; a failed refund may be retried under its own number."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    out_refund_no: str
    amount: int
    reason: str
    status: RefundStatus
    refund_id: str | None
    last_error: str | None
    attempts: int
    not_before: datetime | None
    created_at: datetime
    done_at: datetime | None


class PaymentShown(BaseModel):
    """`subject_id` is the order's id, or what else `subject_kind` says. `amount` in fen."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    out_trade_no: str
    subject_id: UUID
    subject_kind: SubjectKind
    member_id: UUID
    amount: int
    status: PaymentStatus
    transaction_id: str | None
    paid_at: datetime | None
    expires_at: datetime
    created_at: datetime
    refunds: list[RefundShown] = []


class Payments(BaseModel):
    items: list[PaymentShown]
    next_cursor: UUID | None


class IncidentShown(BaseModel):
    """`amount` fen came by `transaction_id` and could not be applied; `refund` is how it goes back."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: IncidentKind
    out_trade_no: str
    transaction_id: str
    payment_id: UUID | None
    amount: int
    note: str
    created_at: datetime
    refund: RefundShown | None = None


class Incidents(BaseModel):
    items: list[IncidentShown]
    next_cursor: UUID | None


async def list_payments(call: Call) -> Payments:
    asked: PaymentQuery = call.query
    found = await look_up.payments_page(asked.cursor, asked.limit + 1, asked.order_id, asked.out_trade_no)
    items = [_payment(one) for one in found[: asked.limit]]
    return Payments(items=items, next_cursor=items[-1].id if len(found) > asked.limit else None)


async def list_incidents(call: Call) -> Incidents:
    asked: IncidentQuery = call.query
    found = await look_up.incidents_page(asked.cursor, asked.limit + 1, asked.kind)
    items = [_incident(one) for one in found[: asked.limit]]
    return Incidents(items=items, next_cursor=items[-1].id if len(found) > asked.limit else None)


async def retry(_: Call, refund_id: UUID) -> RefundShown:
    await retry_refund(refund_id)
    return RefundShown.model_validate(await look_up.refund_of(refund_id))


def _payment(one: look_up.PaymentWithRefunds) -> PaymentShown:
    shown = PaymentShown.model_validate(one.payment)
    return shown.model_copy(update={"refunds": [RefundShown.model_validate(refund) for refund in one.refunds]})


def _incident(one: look_up.IncidentWithRefund) -> IncidentShown:
    shown = IncidentShown.model_validate(one.incident)
    return shown.model_copy(update={"refund": RefundShown.model_validate(one.refund) if one.refund else None})


ROUTES: list[Route] = [
    staff_route("GET", "/payments", list_payments, ADMINS, "支付单与退款", query=PaymentQuery, returns=Payments),
    staff_route(
        "GET", "/payments/incidents", list_incidents, ADMINS, "支付异常", query=IncidentQuery, returns=Incidents
    ),
    staff_route("POST", "/refunds/<refund_id:uuid>/retry", retry, ADMINS, "重试失败的退款", returns=RefundShown),
]
