"""Payments, refunds and incidents as staff see them, newest first."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from app.payments.errors import RefundNotFound
from app.payments.models import Incident, Payment, Refund
from app.payments.states import IncidentKind


@dataclass(frozen=True, slots=True)
class PaymentWithRefunds:
    """At most 50 refunds of the payment, oldest first."""

    payment: Payment
    refunds: list[Refund]


@dataclass(frozen=True, slots=True)
class IncidentWithRefund:
    """The money's way back stands beside its incident; None only while that transaction is not yet visible."""

    incident: Incident
    refund: Refund | None


async def payments_page(
    cursor: UUID | None, limit: int, subject_id: UUID | None = None, out_trade_no: str | None = None
) -> list[PaymentWithRefunds]:
    """Payments older than `cursor`, of a subject or a number if given."""
    found = Payment.all()
    if subject_id:
        found = found.filter(subject_id=subject_id)
    if out_trade_no:
        found = found.filter(out_trade_no=out_trade_no)
    if cursor:
        found = found.filter(id__lt=cursor)
    payments = await found.order_by("-id").limit(limit)
    refunds: dict[UUID | None, list[Refund]] = defaultdict(list)
    for one in await Refund.filter(payment_id__in=[payment.id for payment in payments]).order_by("id"):
        refunds[one.payment_id].append(one)
    return [PaymentWithRefunds(payment, refunds[payment.id]) for payment in payments]


async def incidents_page(cursor: UUID | None, limit: int, kind: IncidentKind | None = None) -> list[IncidentWithRefund]:
    """Incidents older than `cursor`, of one kind if given."""
    found = Incident.filter(kind=kind) if kind else Incident.all()
    incidents = await (found.filter(id__lt=cursor) if cursor else found).order_by("-id").limit(limit)
    references = [incident.source_ref for incident in incidents]
    refunds = {one.source_ref: one for one in await Refund.filter(source_ref__in=references)}
    return [IncidentWithRefund(incident, refunds.get(incident.source_ref)) for incident in incidents]


async def refund_of(refund_id: UUID) -> Refund:
    """Raises RefundNotFound."""
    refund = await Refund.get_or_none(id=refund_id)
    if refund is None:
        raise RefundNotFound
    return refund
