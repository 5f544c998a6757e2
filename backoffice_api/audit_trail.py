"""Reading the audit trail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.http.moments import Moment
from app.http.routes import Call
from backoffice_api import audit
from backoffice_api.pages import PageQuery


class AuditQuery(PageQuery):
    since: Moment | None = None


class Entry(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    staff_id: UUID
    action: str
    target: dict[str, str]
    content: dict[str, Any]
    at: datetime


class Entries(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[Entry]
    next_cursor: UUID | None


async def list_audit(call: Call) -> Entries:
    return Entries.model_validate(await audit.page(call.query.cursor, call.query.limit, call.query.since))
