"""Reads of SOPs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.campaigns.errors import SopNotFound
from app.campaigns.models import Sop, SopGroup
from app.campaigns.sql import PROGRESS, STEPS_OF_GROUP, TO_CONFIRM
from app.campaigns.states import SopStatus, TouchStatus
from app.kernel import db


@dataclass(frozen=True, slots=True)
class SopProgress:
    """A SOP with its groups. Each of `steps`: the step, its touches by state, failures, the orders it brought (fen)."""

    id: UUID
    name: str
    status: SopStatus
    created_at: datetime
    chat_ids: list[str]
    steps: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class SopPage:
    """SOPs, newest first. `next_cursor` is None on the last page."""

    items: list[Sop]
    next_cursor: UUID | None


@dataclass(frozen=True, slots=True)
class GroupStep:
    """A step in one group that is not over: planned, being prepared, or waiting for its owner (`created`).

    Nothing of a paused SOP is sent.
    """

    id: UUID
    due_at: datetime
    status: TouchStatus
    sop: str
    sop_status: SopStatus
    text: str
    product_id: UUID | None


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A broadcast that its sender has yet to confirm in WeCom, to so many groups."""

    id: UUID
    created_at: datetime
    sop: str
    text: str
    product_id: UUID | None
    groups: int


async def steps_of_group(chat_id: str, limit: int) -> list[GroupStep]:
    """Those that are not over, the one due first in front."""
    rows = await db.fetch(STEPS_OF_GROUP, chat_id, limit)
    known = ({"status": TouchStatus(row["status"]), "sop_status": SopStatus(row["sop_status"])} for row in rows)
    return [GroupStep(**(dict(row) | states)) for row, states in zip(rows, known, strict=True)]


async def to_confirm(sender_userid: str, limit: int) -> list[ToConfirm]:
    """Broadcasts that wait for this member, newest first."""
    return [ToConfirm(**row) for row in await db.fetch(TO_CONFIRM, sender_userid, limit)]


async def progress(sop_id: UUID) -> SopProgress:
    """Raises SopNotFound."""
    sop = await Sop.get_or_none(id=sop_id)
    if sop is None:
        raise SopNotFound
    chat_ids = await SopGroup.filter(sop_id=sop_id).order_by("chat_id").values_list("chat_id", flat=True)
    steps = [dict(row) for row in await db.fetch(PROGRESS, sop_id)]
    return SopProgress(sop.id, sop.name, sop.status, sop.created_at, [str(one) for one in chat_ids], steps)


async def sops(cursor: UUID | None, limit: int) -> SopPage:
    older = Sop.filter(id__lt=cursor) if cursor else Sop.all()
    items = await older.order_by("-id").limit(limit + 1)
    return SopPage(items[:limit], items[limit - 1].id if len(items) > limit else None)
