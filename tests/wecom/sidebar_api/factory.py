"""Guides with customers, groups and all that a sidebar shows of them. What belongs to one is named after them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.acquisition.models import ChannelCode
from app.acquisition.states import ChannelCodeStatus
from app.campaigns.models import Broadcast, Sop, SopStep, Touch
from app.campaigns.states import Anchor, BroadcastStatus, TouchStatus
from app.catalog.models import Product, Sku
from app.catalog.states import Shelf
from app.content.prepare import Recipient, prepare
from app.content.propose import propose
from app.content.states import Subject
from app.guides.models import Attribution, Follow, GroupChat, GroupMember, Loss, Notice
from app.guides.states import EndedBy, NoticeKind, Press
from app.http.sessions import sessions
from app.kernel import clock, db
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import new_id
from app.kernel.personal import personal_data
from app.members.models import Member, MemberIdentity
from app.members.states import IdentityKind
from app.orders.cart import put_in_cart
from app.orders.models import Order, OrderLine
from app.orders.states import OrderStatus
from app.promotions.coupons.models import Coupon, CouponTemplate
from app.promotions.coupons.states import CouponKind, IssueMode
from app.radar.partitions import open_months
from app.referral.models import Accrual
from app.staff.models import Staff
from app.tasks.models import GuideTask, TaskRow
from app.tasks.states import Audience, TaskKind, TaskStatus

PRICE = 19_900


@dataclass(frozen=True)
class Person:
    """A customer."""

    id: UUID
    external_userid: str


@dataclass(frozen=True)
class Desk:
    """A guide at work. `name` is in everything that is theirs."""

    id: UUID
    userid: str
    name: str

    @property
    def headers(self) -> dict[str, str]:
        return bearer(ActorKind.GUIDE, self.id)

    async def customer(self, nickname: str = "", *, friend: bool = True, belongs: bool = True) -> Person:
        """A member whom WeCom knows, named after the guide unless told else."""
        made = await person(nickname or f"{self.name}的客户")
        now = clock.now()
        if friend:
            await Follow.create(
                id=new_id(),
                external_userid=made.external_userid,
                staff_id=self.id,
                member_id=made.id,
                channel_code_id=await self.code(),
                followed_at=now - timedelta(days=2),
            )
        if belongs:
            await Attribution.create(member_id=made.id, staff_id=self.id, since=now)
        return made

    async def code(self) -> UUID:
        code_id = new_id()
        await ChannelCode.create(
            id=code_id,
            name=f"{self.name}的海报",
            state=code_id.hex[:30],
            welcome_text="您好",
            status=ChannelCodeStatus.LIVE,
            created_at=clock.now(),
        )
        return code_id

    async def group(self, *people: Person) -> str:
        chat_id, now = f"wr{new_id().hex}", clock.now()
        await GroupChat.create(
            chat_id=chat_id, name=f"{self.name}的群", owner_userid=self.userid, created_at=now, synced_at=now
        )
        for one in people:
            await GroupMember.create(id=new_id(), chat_id=chat_id, external_userid=one.external_userid, joined_at=now)
        return chat_id

    async def touch(self, chat_id: str, status: TouchStatus = TouchStatus.PLANNED) -> UUID:
        """A step for the group; with CREATED a broadcast that waits for this guide. The step's id."""
        now, sop_id, step_id, broadcast_id = clock.now(), new_id(), new_id(), None
        await Sop.create(id=sop_id, name=f"{self.name}的SOP", created_by=self.id, created_at=now)
        await SopStep.create(id=step_id, sop_id=sop_id, position=1, anchor=Anchor.FIXED, at=now, text="上新了")
        if status is TouchStatus.CREATED:
            broadcast_id = new_id()
            await Broadcast.create(
                id=broadcast_id,
                step_id=step_id,
                sender_userid=self.userid,
                status=BroadcastStatus.CREATED,
                created_at=now,
            )
        await Touch.create(
            id=new_id(), step_id=step_id, chat_id=chat_id, due_at=now, status=status, broadcast_id=broadcast_id
        )
        return step_id

    async def notice(self, *buttons: str, member_id: UUID | None = None) -> UUID:
        notice_id = new_id()
        await Notice.create(
            id=notice_id,
            staff_id=self.id,
            kind=NoticeKind.RADAR,
            dedupe_key=new_id().hex,
            content=f"{self.name}有新动态",
            buttons=list(buttons),
            member_id=member_id,
            created_at=clock.now(),
        )
        return notice_id

    async def loss(self, of: Person, **more: Any) -> UUID:
        """The customer has just deleted this guide."""
        now, loss_id = clock.now(), new_id()
        given: dict[str, Any] = {"orders": 0, "spent": 0, "at": now, "friends_since": now - timedelta(days=2)} | more
        await Loss.create(
            id=loss_id, follow_id=new_id(), member_id=of.id, staff_id=self.id, by=EndedBy.CUSTOMER, **given
        )
        return loss_id

    async def task(self, title: str = "") -> UUID:
        """Running, and for this guide alone."""
        now, task_id = clock.now(), new_id()
        deadline = now + timedelta(days=1)
        await GuideTask.create(
            id=task_id,
            title=title or f"{self.name}的任务",
            description="",
            idempotency_key=task_id.hex,
            request_hash="",
            kind=TaskKind.ORDERS,
            target=2,
            audience=Audience.GUIDES,
            starts_at=now,
            deadline_at=deadline,
            status=TaskStatus.RUNNING,
            created_by=new_id(),
            created_at=now,
        )
        await TaskRow.create(id=new_id(), task_id=task_id, staff_id=self.id, progress=1)
        return task_id

    async def order(self, of: Person, **more: Any) -> UUID:
        """Paid now, at this guide's credit."""
        return await order(of, self.name, **{"guide_id": self.id} | more)

    async def commission(self, order_id: UUID, amount: int, **more: Any) -> None:
        given: dict[str, Any] = {"accrued_at": clock.now(), "rule_version": 1, "base": PRICE}
        await Accrual.create(
            id=new_id(), order_id=order_id, order_line_id=new_id(), staff_id=self.id, amount=amount, **given | more
        )


async def desk(name: str, userid: str = "") -> Desk:
    staff_id = new_id()
    userid = userid or f"u{staff_id.hex}"
    await Staff.create(id=staff_id, userid=userid, name=name, roles=["guide"], created_at=clock.now())
    return Desk(staff_id, userid, name)


def bearer(kind: ActorKind, actor_id: UUID, *roles: str) -> dict[str, str]:
    token, _ = sessions().issue(Actor(kind, actor_id, frozenset(roles)))
    return {"Authorization": f"Bearer {token}"}


async def person(nickname: str, phone: str = "") -> Person:
    made = Person(new_id(), f"wm{new_id().hex[2:]}")
    now = clock.now()
    sealed: dict[str, Any] = {"phone_sealed": personal_data().seal(phone), "phone_hash": new_id().hex} if phone else {}
    await Member.create(id=made.id, nickname=nickname, created_at=now, joined_at=now, **sealed)
    await MemberIdentity.create(
        id=new_id(), member_id=made.id, kind=IdentityKind.EXTERNAL_USERID, value=made.external_userid, created_at=now
    )
    return made


async def product(title: str = "明前龙井") -> tuple[UUID, UUID]:
    """(product, sku), on the shelf."""
    now, product_id, sku_id = clock.now(), new_id(), new_id()
    await Product.create(
        id=product_id, code=product_id.hex, title=title, created_at=now, updated_at=now, shelf=Shelf.ON
    )
    await Sku.create(
        id=sku_id, product_id=product_id, code=sku_id.hex, spec="250g", price=PRICE, created_at=now, updated_at=now
    )
    return product_id, sku_id


async def order(of: Person, title: str, **more: Any) -> UUID:
    now, order_id = clock.now(), new_id()
    given: dict[str, Any] = {"status": OrderStatus.PAID, "total": PRICE, "placed_at": now, "paid_at": now} | more
    await Order.create(
        id=order_id,
        number=order_id.hex,
        member_id=of.id,
        idempotency_key=order_id.hex,
        request_hash="",
        expires_at=now + timedelta(minutes=30),
        payable=given["total"],
        **given,
    )
    await OrderLine.create(
        id=new_id(),
        order_id=order_id,
        line=1,
        sku_id=new_id(),
        product_id=new_id(),
        title=f"{title}卖的茶",
        spec="",
        quantity=1,
        unit_price=given["total"],
        amount=given["total"],
    )
    return order_id


async def view(of: Person, product_id: UUID, at: datetime, kind: str = "product_view") -> None:
    await open_months([at])
    await db.execute(
        "INSERT INTO radar_events (id, member_id, kind, subject_id, properties, at) VALUES ($1, $2, $3, $4, $5, $6)",
        new_id(),
        of.id,
        kind,
        product_id,
        json.dumps({}),
        at,
    )


async def coupon(of: Person, title: str, **more: Any) -> None:
    now, template_id = clock.now(), new_id()
    ends = now + timedelta(days=7)
    await CouponTemplate.create(
        id=template_id,
        kind=CouponKind.FIXED,
        title=title,
        mode=IssueMode.CLAIM,
        stock=10,
        issue_from=now,
        issue_until=ends,
        created_at=now,
    )
    await Coupon.create(
        id=new_id(),
        template_id=template_id,
        member_id=of.id,
        source_ref=new_id().hex,
        valid_from=now - timedelta(days=1),
        valid_until=ends,
        issued_at=now - timedelta(hours=1),
        **more,
    )


@dataclass(frozen=True)
class Whole:
    """A guide with one of everything a sidebar shows."""

    desk: Desk
    friend: Person
    attributed: Person
    chat_id: str
    loss_id: UUID
    notice_id: UUID
    product_id: UUID
    send_id: UUID
    proposal_id: UUID


async def whole(name: str) -> Whole:
    guide = await desk(name)
    friend = await guide.customer(belongs=False)
    attributed = await guide.customer(friend=False)
    chat_id = await guide.group(friend)
    product_id, sku_id = await product(f"{name}的茶")
    await put_in_cart(friend.id, sku_id, 2)
    await view(friend, product_id, clock.now())
    await coupon(friend, f"{name}的券")
    await guide.order(friend, chat_id=chat_id)
    await guide.touch(chat_id)
    await guide.touch(chat_id, TouchStatus.CREATED)
    await guide.task()
    lost = await guide.loss(attributed)
    notice = await guide.notice(Press.FOLLOWED_UP)
    proposal = await propose(guide.id, friend.id, {sku_id: 1}, f"{name}推荐")
    sent = await prepare(guide.id, Subject.PROPOSAL, proposal, Recipient(member_id=friend.id))
    return Whole(guide, friend, attributed, chat_id, lost, notice, product_id, sent.send_id, proposal)
