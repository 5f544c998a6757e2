"""Create a planned broadcast at WeCom, once, whatever breaks in between."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.campaigns import sql
from app.campaigns.gateway import Card, Created, gateway
from app.campaigns.models import SopStep
from app.campaigns.states import TouchStatus
from app.catalog import queries as catalog
from app.events.campaigns import BroadcastCreated, BroadcastPlanned
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.errors import PermanentFailure, QuotaExceeded, TemporaryFailure
from app.radar.links import product_page
from app.radar.states import EntranceKind

# Longer than a vendor call may last (app/integrations/outbound.py): until then the first call may still be under way.
SETTLED_AFTER = timedelta(seconds=15)
CLOCKS_DIFFER = timedelta(minutes=5)
FIRST_CHECK = timedelta(seconds=15)
TOO_LATE = timedelta(hours=24)
LONGEST_FAILURE = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be created. `may_exist`: an earlier run may have created it and died before it could say so.

    `may_create` is False while the call of that run may still be under way.
    """

    id: UUID
    sender_userid: str
    chat_ids: list[str]
    text: str
    card: Card | None
    planned_at: datetime
    may_exist: bool
    may_create: bool


async def create_broadcast(planned: BroadcastPlanned) -> None:
    """Reaction: planned → creating → created, or failed when WeCom says that trying again cannot help.

    A broadcast found in `creating` is looked up at WeCom and adopted; it is created again only when an earlier call
    can no longer be under way. Raises the SendFailed family for what may pass by itself, so that the job runs again.
    """
    draft = await _take(planned.broadcast_id)
    if draft is None:
        return
    created = await _find_lost(draft) if draft.may_exist else None
    if created is None:
        created = await _create(draft)
    if created is not None:
        await _record(draft, created)


async def _create(draft: Draft) -> Created | None:
    """None when the broadcast failed: WeCom refused for good, or it is a day late by now."""
    if not draft.may_create:
        raise TemporaryFailure("an earlier call may still be under way")
    if draft.planned_at < clock.now() - TOO_LATE:
        await _fail(draft.id, "超过 24 小时未能在企业微信创建，不再发送")
        return None
    try:
        return await gateway().create_group_broadcast(draft.sender_userid, draft.chat_ids, draft.text, draft.card)
    except PermanentFailure as failure:
        await _fail(draft.id, str(failure))
        return None
    except (TemporaryFailure, QuotaExceeded):
        await db.execute(sql.PUT_BACK, draft.id)
        raise


@atomic
async def _take(broadcast_id: UUID) -> Draft | None:
    row, now = await db.fetch_one(sql.DRAFT, broadcast_id), clock.now()
    if row is None:
        return None
    may_exist = row["status"] == "creating"
    may_create = not may_exist or row["creating_since"] <= now - SETTLED_AFTER
    if may_create:
        await db.execute(sql.START_CREATING, broadcast_id, now)
    step = await SopStep.get(id=row["step_id"])
    sender, chat_ids, planned_at = row["sender_userid"], row["chat_ids"], row["created_at"]
    card = await _card(step)
    return Draft(broadcast_id, sender, chat_ids, step.text, card, planned_at, may_exist, may_create)


async def _card(step: SopStep) -> Card | None:
    if step.product_id is None:
        return None
    titles = await catalog.titles([step.product_id])
    return Card(titles[step.product_id], product_page(step.product_id, EntranceKind.SOP, step.id))


async def _find_lost(draft: Draft) -> Created | None:
    since, until = draft.planned_at - CLOCKS_DIFFER, clock.now() + CLOCKS_DIFFER
    found = await gateway().find_group_broadcast(draft.sender_userid, draft.text, since, until)
    recorded = {row["msgid"] for row in await db.fetch(sql.RECORDED, found)}
    return next((Created(msgid, []) for msgid in found if msgid not in recorded), None)


@atomic
async def _record(draft: Draft, created: Created) -> None:
    if await db.execute(sql.MARK_CREATED, draft.id, created.msgid, clock.now() + FIRST_CHECK):
        await db.execute(sql.REFUSE_TOUCHES, draft.id, created.refused)
        await db.execute(sql.MOVE_TOUCHES, draft.id, TouchStatus.CLAIMED.value, TouchStatus.CREATED.value)
        await outbox.publish(BroadcastCreated(draft.id, draft.sender_userid))


@atomic
async def _fail(broadcast_id: UUID, reason: str) -> None:
    """Give up a broadcast that does not exist at WeCom, visibly; its touches fail."""
    if await db.execute(sql.MARK_FAILED, broadcast_id, reason[:LONGEST_FAILURE], clock.now()):
        await db.execute(sql.MOVE_TOUCHES, broadcast_id, TouchStatus.CLAIMED.value, TouchStatus.FAILED.value)
