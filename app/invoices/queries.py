"""Reading invoices, with the buyer's data opened: for the member and for finance."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.invoices import sql
from app.invoices.buyer import Buyer, unseal
from app.invoices.errors import InvoiceNotFound
from app.invoices.states import InvoiceStatus
from app.kernel import db


@dataclass(frozen=True, slots=True)
class Red:
    """A red-letter invoice; owed while it has no number. Fen."""

    id: UUID
    amount: int
    invoice_no: str | None
    file_url: str
    created_at: datetime
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An invoice with its red-letter ones. Fen."""

    id: UUID
    order_id: UUID
    order_number: str
    buyer: Buyer
    amount: int
    reversed: int
    revision: int
    status: InvoiceStatus
    invoice_no: str | None
    file_url: str
    refusal: str
    created_at: datetime
    issued_at: datetime | None
    reds: list[Red]


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Shown]
    next_cursor: UUID | None


@dataclass(frozen=True, slots=True)
class Owed:
    """A red-letter invoice that finance has to issue, and what it reverses. Fen."""

    id: UUID
    invoice_id: UUID
    order_number: str
    of_invoice_no: str
    buyer: Buyer
    amount: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OwedPage:
    items: list[Owed]
    next_cursor: UUID | None


async def one(invoice_id: UUID) -> Shown:
    """Raises InvoiceNotFound."""
    return _found(await db.fetch_one(sql.ONE, invoice_id))


async def of_order(order_id: UUID, member_id: UUID) -> Shown:
    """The invoice of the member's own order. Raises InvoiceNotFound, also for someone else's."""
    return _found(await db.fetch_one(sql.OF_ORDER, order_id, member_id))


async def of_member(member_id: UUID, cursor: UUID | None, limit: int) -> Page:
    """The member's invoices, newest first."""
    return _page(await db.fetch(sql.OF_MEMBER, cursor, limit, member_id), limit)


async def page(status: InvoiceStatus | None, cursor: UUID | None, limit: int) -> Page:
    """Invoices, newest first. None means any status."""
    if status is None:
        return _page(await db.fetch(sql.ALL, cursor, limit), limit)
    return _page(await db.fetch(sql.WITH_STATUS, cursor, limit, status.value), limit)


async def owed_reds(cursor: UUID | None, limit: int) -> OwedPage:
    """Red-letter invoices without a number, oldest first."""
    rows = await db.fetch(sql.RED_OWED, cursor, limit)
    items = [_owed(dict(row)) for row in rows]
    return OwedPage(items, items[-1].id if len(items) == limit else None)


def _found(row: Any) -> Shown:
    if row is None:
        raise InvoiceNotFound
    return _shown(row)


def _page(rows: list[Any], limit: int) -> Page:
    return Page([_shown(row) for row in rows], rows[-1]["id"] if len(rows) == limit else None)


def _shown(row: Any) -> Shown:
    kept = ("id", "order_id", "order_number", "amount", "reversed", "revision", "invoice_no", "file_url", "refusal")
    return Shown(
        **{name: row[name] for name in kept},
        buyer=unseal(row["buyer_sealed"]),
        status=InvoiceStatus(row["status"]),
        created_at=row["created_at"],
        issued_at=row["issued_at"],
        reds=[_red(each) for each in orjson.loads(row["reds"])],
    )


def _red(each: dict[str, Any]) -> Red:
    issued_at = datetime.fromisoformat(each["issued_at"]) if each["issued_at"] else None
    times = {"created_at": datetime.fromisoformat(each["created_at"]), "issued_at": issued_at}
    return Red(**(each | times | {"id": UUID(each["id"])}))


def _owed(row: dict[str, Any]) -> Owed:
    return Owed(buyer=unseal(row.pop("buyer_sealed")), **row)
