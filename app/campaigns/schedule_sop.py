"""Schedule a group SOP: all its touches are planned at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.campaigns.errors import NothingToSend, TextTooLong, UnknownGroups, UnknownProduct
from app.campaigns.models import Sop, SopGroup, SopStep
from app.campaigns.sql import PLAN_TOUCHES
from app.campaigns.states import Anchor
from app.catalog import queries as catalog
from app.guides.queries import Group, groups_by_id
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.kernel.db import atomic
from app.kernel.ids import new_id

# 企业微信 add_msg_template: text.content.
LONGEST_TEXT_BYTES = 4000


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One message. GROUP_CREATED: `day` 0 is the Shanghai day the group was made, `minute` counts from its midnight;
    FIXED: the moment `at`."""

    text: str
    anchor: Anchor
    day: int | None = None
    minute: int | None = None
    at: datetime | None = None
    product_id: UUID | None = None


def due_at(step: StepPlan, group_created_at: datetime) -> datetime:
    """When the step is due in a group."""
    if step.anchor is Anchor.FIXED:
        assert step.at is not None
        return step.at
    assert step.day is not None
    assert step.minute is not None
    created = group_created_at.astimezone(SHANGHAI)
    midnight = created.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=step.day, minutes=step.minute)


@atomic
async def schedule_sop(name: str, chat_ids: Sequence[str], steps: Sequence[StepPlan], by: UUID) -> UUID:
    """Plan every step for every group, once. A time that has passed already is not made up for.

    Raises UnknownGroups, UnknownProduct, TextTooLong; NothingToSend when no time lies ahead.
    """
    groups = await _groups(chat_ids)
    await _check(steps)
    now = clock.now()
    sop = await Sop.create(id=new_id(), name=name, created_by=by, created_at=now)
    await SopGroup.bulk_create(
        SopGroup(id=new_id(), sop_id=sop.id, chat_id=chat_id, bound_at=now) for chat_id in groups
    )
    rows = [_row(sop.id, position, step) for position, step in enumerate(steps, 1)]
    await SopStep.bulk_create(rows)
    await _plan({row.id: step for row, step in zip(rows, steps, strict=True)}, groups, now)
    return sop.id


async def _groups(chat_ids: Sequence[str]) -> dict[str, Group]:
    groups = {chat_id: group for chat_id, group in (await groups_by_id(chat_ids)).items() if not group.dismissed_at}
    unknown = sorted(set(chat_ids) - set(groups))
    if unknown:
        raise UnknownGroups(chat_ids=unknown)
    return groups


async def _check(steps: Sequence[StepPlan]) -> None:
    long = [position for position, step in enumerate(steps, 1) if len(step.text.encode()) > LONGEST_TEXT_BYTES]
    if long:
        raise TextTooLong(steps=long)
    products = {step.product_id for step in steps if step.product_id}
    unknown = products - set(await catalog.titles(list(products)))
    if unknown:
        raise UnknownProduct(product_ids=sorted(map(str, unknown)))


def _row(sop_id: UUID, position: int, step: StepPlan) -> SopStep:
    return SopStep(
        id=new_id(),
        sop_id=sop_id,
        position=position,
        anchor=step.anchor,
        day=step.day,
        minute=step.minute,
        at=step.at,
        text=step.text,
        product_id=step.product_id,
    )


async def _plan(steps: Mapping[UUID, StepPlan], groups: Mapping[str, Group], now: datetime) -> None:
    touches = [
        (new_id(), step_id, chat_id, due)
        for step_id, step in steps.items()
        for chat_id, group in groups.items()
        if (due := due_at(step, group.created_at)) > now
    ]
    if not touches:
        raise NothingToSend
    await db.execute(PLAN_TOUCHES, *map(list, zip(*touches, strict=True)))
