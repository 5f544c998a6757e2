"""What campaigns do on events."""

from uuid import UUID

from app.campaigns import sql
from app.campaigns.models import Broadcast, Sop, SopStep, StepOrder, Touch
from app.events.campaigns import BroadcastCreated
from app.events.orders import OrderPaid
from app.guides.queries import groups_of
from app.guides.states import NoticeKind
from app.guides.tell import tell
from app.kernel import db
from app.kernel.clock import SHANGHAI
from app.kernel.db import atomic
from app.members.queries import identities_of
from app.members.states import IdentityKind
from app.radar.states import EntranceKind
from app.staff.queries import staff_by_userid


@atomic
async def tell_owner(created: BroadcastCreated) -> None:
    """Tell the group owner once that a broadcast waits for a press on send."""
    owner = await staff_by_userid(created.sender_userid)
    if owner is None:
        return
    broadcast = await Broadcast.get(id=created.broadcast_id)
    step = await SopStep.get(id=broadcast.step_id)
    sop = await Sop.get(id=step.sop_id)
    groups = await Touch.filter(broadcast_id=broadcast.id).count()
    planned_at = broadcast.created_at.astimezone(SHANGHAI)
    content = (
        f"【群发待确认】社群SOP「{sop.name}」第 {step.position} 步，将发送到 {groups} 个客户群"
        f"（{planned_at:%m-%d %H:%M:%S} 生成）。请在企业微信「客户群」的群发助手中确认发送。"
    )
    await tell(owner.id, NoticeKind.BROADCAST_TO_CONFIRM, f"broadcast:{broadcast.id}", content)


@atomic
async def attribute_order(paid: OrderPaid) -> None:
    """Count an order for the step whose link brought the buyer, once, with the group the buyer is in."""
    if paid.entrance_kind != EntranceKind.SOP or paid.entrance_source_id is None:
        return
    if not await SopStep.exists(id=paid.entrance_source_id):
        return
    order = StepOrder(
        order_id=paid.order_id,
        step_id=paid.entrance_source_id,
        chat_id=await _group_of(paid.member_id, paid.entrance_source_id),
        amount=paid.total,
        at=paid.paid_at,
    )
    await StepOrder.bulk_create([order], ignore_conflicts=True)


async def _group_of(member_id: UUID, step_id: UUID) -> str | None:
    chats = await groups_of(await identities_of(member_id, IdentityKind.EXTERNAL_USERID))
    found: str | None = await db.fetch_value(sql.TOUCHED_CHATS, step_id, sorted(chats))
    return found
