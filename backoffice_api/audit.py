"""The audit trail: written inside the transaction of the change it tells of."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.log import without_personal_data
from backoffice_api.models import AuditEntry


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first. `next_cursor` is None on the last page."""

    items: list[AuditEntry]
    next_cursor: UUID | None


async def write(staff_id: UUID, action: str, target: Mapping[str, str], content: Mapping[str, object]) -> None:
    """Add an entry. Passwords, tokens and phone numbers in `content` are replaced first."""
    await AuditEntry.create(
        id=new_id(),
        staff_id=staff_id,
        action=action,
        target=dict(target),
        content=dict(without_personal_data(None, "", dict(content))),
        at=clock.now(),
    )


def content_of(body: BaseModel | None, raw: bytes) -> dict[str, Any]:
    """What was asked: the body's given fields; of a file its size and SHA-256."""
    if body is not None:
        return body.model_dump(mode="json", exclude_unset=True)
    return {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()} if raw else {}


async def page(cursor: UUID | None, limit: int, since: datetime | None) -> AuditPage:
    """Entries after `cursor` in the order newest first, not before `since`."""
    entries = AuditEntry.all()
    if cursor:
        entries = entries.filter(id__lt=cursor)
    if since:
        entries = entries.filter(at__gte=since)
    items = await entries.order_by("-id").limit(limit + 1)
    return AuditPage(items[:limit], items[limit - 1].id if len(items) > limit else None)
