"""What happened to a member's points and stored value, in words."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from app.kernel import clock, db
from app.ledger import queries as ledger
from app.ledger.states import AccountKind as Kind
from app.wallet import sql
from app.wallet.accounts import STORED
from app.wallet.models import TopUp, TopUpOffer
from app.wallet.queries import Balances, balances

# By the first two words of a source_ref.
REASONS = {
    "points:order": "购物获得，收货后可用",
    "points:receipt": "购物积分到账",
    "points:frozen": "售后处理中，积分暂不可用",
    "points:refund": "退货扣回积分",
    "points:held": "下单抵扣",
    "points:released": "订单取消退回",
    "points:returned": "退货退回积分",
    "points:expired": "积分到期",
    "points:adjusted": "客服调整",
    "principal:topped_up": "储值到账",
    "bonus:topped_up": "储值赠送",
    "principal:held": "下单使用储值",
    "bonus:held": "下单使用赠送金",
    "principal:released": "订单取消退回储值",
    "bonus:released": "订单取消退回赠送金",
    "principal:returned": "退货退回储值",
    "bonus:returned": "退货退回赠送金",
    "principal:refunded": "本金退回支付账户",
    "principal:forfeited": "抵扣已使用的赠送金",
    "bonus:forfeited": "退本金收回赠送金",
}
OTHER_REASON = "活动赠送"
MOST_OFFERS = 20
ABOUT_AN_ORDER = re.compile(r"^\w+:(?:order|receipt|frozen|refund|held|released):([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class PointsEntry:
    """`points`: change of usable points; `pending`: change of those that wait for receipt."""

    id: UUID
    reason: str
    order_id: UUID | None
    points: int
    pending: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """`amount`: change of stored value in fen, of which `bonus` was given by us."""

    id: UUID
    reason: str
    order_id: UUID | None
    amount: int
    bonus: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Expiring:
    """The next points to run out, and when."""

    points: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Summary(Balances):
    """What a member has, and what runs out next; None when there are no usable points."""

    expiring: Expiring | None = None


async def summary(member_id: UUID) -> Summary:
    row = await db.fetch_one(sql.EXPIRING, member_id, clock.now())
    next_over = Expiring(row["points"], row["expires_at"]) if row else None
    return Summary(**asdict(await balances(member_id)), expiring=next_over)


async def points(member_id: UUID, before: UUID | None, limit: int) -> list[PointsEntry]:
    """Newest first, older than the entry `before`. What was spent or swept for good has no second entry."""
    found = await ledger.entries(member_id, (Kind.POINTS_AVAILABLE, Kind.POINTS_PENDING), before, limit)
    return [
        PointsEntry(
            each.id,
            reason_of(each.source_ref),
            order_of(each.source_ref),
            each.change(Kind.POINTS_AVAILABLE),
            each.change(Kind.POINTS_PENDING),
            each.posted_at,
        )
        for each in found
    ]


async def stored_value(member_id: UUID, before: UUID | None, limit: int) -> list[StoredEntry]:
    """Newest first, older than the entry `before`."""
    found = await ledger.entries(member_id, STORED, before, limit)
    return [
        StoredEntry(
            each.id,
            reason_of(each.source_ref),
            order_of(each.source_ref),
            each.change(*STORED),
            each.change(Kind.STORED_BONUS),
            each.posted_at,
        )
        for each in found
    ]


async def top_ups(member_id: UUID, before: UUID | None, limit: int) -> list[TopUp]:
    """Newest first, older than `before`."""
    found = TopUp.filter(member_id=member_id)
    if before:
        found = found.filter(id__lt=before)
    return await found.order_by("-id").limit(limit)


async def offers() -> list[TopUpOffer]:
    """What may be topped up with a bonus now, smallest first. Head office keeps few."""
    return await TopUpOffer.filter(active=True).order_by("amount").limit(MOST_OFFERS)


def reason_of(source_ref: str) -> str:
    """Chinese words for the first two of a source_ref; a present of a promotion names itself otherwise."""
    return REASONS.get(":".join(source_ref.split(":")[:2]), OTHER_REASON)


def order_of(source_ref: str) -> UUID | None:
    """The order a posting is about, where its source_ref tells."""
    found = ABOUT_AN_ORDER.match(source_ref)
    return UUID(found[1]) if found else None
