"""Tell of lost customers when it is time."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from asyncpg import Record

from app.guides import loss_sql
from app.guides.buttons import of_reasons
from app.guides.loss_policy import LossPolicy, loss_policy
from app.guides.reactions import NAMELESS
from app.guides.states import EndedBy, NoticeKind
from app.guides.tell import News, tell_all
from app.guides.weigh_loss import deleted_on
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.kernel.db import atomic
from app.kernel.money import yuan
from app.members.queries import nicknames
from app.staff.queries import StaffCard, staff_by_ids

AT_ONCE = 5_000
LISTED = 20
# Twenty lines must fit into the 2048 bytes of an app message (page 90236).
LONGEST_NAME = 6
CARD_TITLE = "客户流失，请选择原因"


@dataclass(frozen=True, slots=True)
class Names:
    """What people are called."""

    customers: Mapping[UUID, str]
    staff: Mapping[UUID, StaffCard]

    def customer(self, member_id: UUID) -> str:
        return (self.customers.get(member_id) or NAMELESS)[:LONGEST_NAME]

    def guide(self, staff_id: UUID) -> str:
        return self.staff[staff_id].name[:LONGEST_NAME] if staff_id in self.staff else ""


@atomic
async def alert_losses() -> None:
    """Tick: one message to each who is to hear of what is due now. The policy of this moment decides."""
    policy, now = await loss_policy(), clock.now()
    if until := policy.quiet_end(now):
        await db.execute(loss_sql.PUT_OFF_LOSSES, now, until)
        await db.execute(loss_sql.PUT_OFF_WARNINGS, now, until)
        return
    losses = await db.fetch(loss_sql.TAKE_LOSSES, now, AT_ONCE)
    warnings = await db.fetch(loss_sql.TAKE_WARNINGS, now, AT_ONCE)
    if policy.enabled and (losses or warnings):
        names = await _names(losses, warnings)
        warned = [one for warning in warnings for one in await _warned(policy, warning, names, now)]
        await tell_all([*_lost(policy, losses, names, now), *warned])


async def _names(losses: Sequence[Record], warnings: Sequence[Record]) -> Names:
    staff = {one["staff_id"] for one in [*losses, *warnings]}
    return Names(await nicknames({one["member_id"] for one in losses}), await staff_by_ids(staff))


def _lost(policy: LossPolicy, losses: Sequence[Record], names: Names, now: datetime) -> list[News]:
    heard: defaultdict[UUID, list[Record]] = defaultdict(list)
    for loss in sorted(losses, key=lambda one: (one["at"], one["id"])):
        for recipient in policy.recipients(loss["staff_id"], EndedBy(loss["by"])):
            heard[recipient].append(loss)
    return [_news(policy, recipient, own, names, now) for recipient, own in heard.items()]


def _news(policy: LossPolicy, recipient: UUID, losses: Sequence[Record], names: Names, now: datetime) -> News:
    """The guide's own single loss is a card that asks why."""
    first, content = losses[0], told(recipient, losses, names, now)
    key = f"losses:{first['id']}:{recipient}"
    if len(losses) > 1 or recipient != first["staff_id"] or not policy.reasons:
        return News(recipient, NoticeKind.FRIEND_LOST, key, content)
    buttons = of_reasons(policy.reasons)
    return News(recipient, NoticeKind.FRIEND_LOST, key, content, CARD_TITLE, buttons, first["member_id"])


def told(recipient: UUID, losses: Sequence[Record], names: Names, now: datetime) -> str:
    """One loss at length, or many as a list whose end is left out but counted."""
    if len(losses) == 1:
        [loss] = losses
        days = (loss["at"] - loss["friends_since"]).days
        return f"{_deed(recipient, loss, names)}\n好友 {days} 天，{_worth(loss)}\n{_moment(loss['at'])}"
    by = Counter(one["by"] for one in losses)
    head = f"客户流失 {len(losses)} 位（客户删除 {by[EndedBy.CUSTOMER]}，导购删除 {by[EndedBy.GUIDE]}）"
    lines = [_line(recipient, one, names) for one in losses[:LISTED]]
    rest = [f"其余 {len(losses) - LISTED} 位请在后台「客户流失」查看"] if len(losses) > LISTED else []
    return "\n".join([head, *lines, *rest, _moment(now)])


def _deed(recipient: UUID, loss: Record, names: Names) -> str:
    customer, guide = names.customer(loss["member_id"]), names.guide(loss["staff_id"])
    if loss["by"] == EndedBy.GUIDE:
        return f"导购 {guide} 删除了客户 {customer}"
    return f"客户 {customer} 删除了{'您' if recipient == loss['staff_id'] else f'导购 {guide}'}"


def _line(recipient: UUID, loss: Record, names: Names) -> str:
    customer = names.customer(loss["member_id"])
    guide = "您" if recipient == loss["staff_id"] else names.guide(loss["staff_id"])
    one, other = (guide, customer) if loss["by"] == EndedBy.GUIDE else (customer, guide)
    return f"{_moment(loss['at'])[:-3]} {one} 删除了 {other} {_worth(loss)}"


def _worth(loss: Record) -> str:
    return f"{loss['orders']} 单 ¥{yuan(loss['spent'])}" if loss["orders"] else "未下单"


async def _warned(policy: LossPolicy, warning: Record, names: Names, now: datetime) -> list[News]:
    day = date.fromisoformat(warning["day"])
    count = await deleted_on(warning["staff_id"], datetime.combine(day, time(), SHANGHAI))
    when = "今日" if warning["day"] == clock.business_day(now) else f"{day:%m-%d} "
    content = f"导购 {names.guide(warning['staff_id'])} {when}删除 {count} 位客户，请核实\n{_moment(now)}"
    return [
        News(recipient, NoticeKind.LOSS_WARNING, f"loss_warning:{warning['id']}:{recipient}", content)
        for recipient in policy.staff_ids
    ]


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%m-%d %H:%M:%S")
