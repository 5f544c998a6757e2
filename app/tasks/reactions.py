"""What guide tasks hear of. Nobody presses "done": only this moves a guide's progress."""

from uuid import UUID

from app.events.aftersale import GoodsRefunded
from app.events.campaigns import BroadcastConfirmed
from app.events.content import ContentSent
from app.events.guides import FriendAdded
from app.events.members import MemberJoined
from app.events.orders import OrderPaid
from app.guides.owners import owners_at
from app.guides.queries import was_handed_over
from app.handover.queries import on_the_way
from app.kernel import clock
from app.members.queries import identities_of
from app.members.states import IdentityKind
from app.orders import queries as orders
from app.staff.queries import staff_by_userid
from app.tasks.count import Goods, Happened, Sale, count, count_sale, take_back
from app.tasks.states import TaskKind


async def count_friend(added: FriendAdded) -> None:
    """Reaction: a person counts once for a guide and task, also when they leave and come back.

    Whom a hand-over brought nobody has won.
    """
    if added.channel_code_id is None and await _handed_over(added):
        return
    at = added.at or clock.now()
    source_ref = f"friend:{added.member_id}"
    await count(Happened(TaskKind.NEW_FRIENDS, [added.staff_id], source_ref, at, added.channel_code_id))


async def count_member(joined: MemberJoined) -> None:
    """Reaction: a new member of the mini-program counts for every guide whose customer they were by then."""
    at = joined.at or clock.now()
    guides = await owners_at(joined.member_id, at)
    await count(Happened(TaskKind.MEMBERS_JOINED, guides, f"member:{joined.member_id}", at))


async def count_order(paid: OrderPaid) -> None:
    """Reaction: an order counts for the guide that it was attributed to when it was placed."""
    if paid.guide_id is not None:
        await count_sale(Sale(paid.order_id, paid.guide_id, list((await _goods(paid.order_id)).values()), paid.paid_at))


async def take_returned(refunded: GoodsRefunded) -> None:
    """Reaction: returned pieces count no more, also when they come back after the deadline."""
    order = await orders.facts(refunded.order_id)
    if order.guide_id is None or order.paid_at is None:
        return
    goods = await _goods(order.id)
    returned = [
        Goods(goods[line.order_line_id].product_id, line.amount, line.quantity)
        for line in refunded.lines
        if line.order_line_id in goods
    ]
    sale = Sale(order.id, order.guide_id, list(goods.values()), order.paid_at)
    await take_back(sale, refunded.after_sale_id, returned, refunded.at)


async def count_broadcast(confirmed: BroadcastConfirmed) -> None:
    """Reaction: a broadcast counts for whoever pressed send, when WeCom says so."""
    sender = await staff_by_userid(confirmed.sender_userid)
    if sender is not None:
        source_ref = f"broadcast:{confirmed.broadcast_id}"
        await count(Happened(TaskKind.BROADCASTS, [sender.id], source_ref, confirmed.at))


async def count_content(sent: ContentSent) -> None:
    """Reaction: something that a guide sent to a customer or group."""
    await count(Happened(TaskKind.CONTENT_SENT, [sent.staff_id], f"content:{sent.send_id}", sent.at))


async def _handed_over(added: FriendAdded) -> bool:
    """WeCom tells of the friendship before or after it says that the hand-over is done."""
    names = await identities_of(added.member_id, IdentityKind.EXTERNAL_USERID)
    # In this order: what is settled between the two looks is seen by the second.
    return await on_the_way(names, added.staff_id) or await was_handed_over(added.follow_id)


async def _goods(order_id: UUID) -> dict[UUID, Goods]:
    """What was bought, by order line; gifts are not bought."""
    lines = await orders.lines_of(order_id)
    return {line.id: Goods(line.product_id, line.amount, line.quantity) for line in lines if not line.gift}
