"""Identifiers made on our side, before any row exists."""

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7

from app.kernel import clock


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): unique anywhere and sorted by time of making."""
    return uuid7()


def new_number(prefix: str) -> str:
    """A number for people: prefix, Shanghai day, ten random digits. Its column is unique and a clash is retried."""
    return f"{prefix}{clock.business_day().replace('-', '')}{secrets.randbelow(10**10):010d}"
