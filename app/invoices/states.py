"""States of an invoice (发票)."""

from enum import StrEnum


class InvoiceStatus(StrEnum):
    """REVERSED: red-letter invoices (红字发票) took back all of it."""

    REQUESTED = "requested"
    ISSUED = "issued"
    REFUSED = "refused"
    REVERSED = "reversed"


class BuyerKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"
