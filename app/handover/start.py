"""Head office begins a hand-over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.events.handover import HandOverDue
from app.guides import queries as guides
from app.guides.errors import UnknownStaff
from app.handover import sql
from app.handover.deal import deal
from app.handover.errors import NothingToHandOver, SuccessorIsTheGuide
from app.handover.models import HandOver, HandOverPair, Unassigned
from app.handover.pace import LEASE
from app.handover.states import Commission, Split
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.radar import queries as radar
from app.staff.queries import StaffCard, staff_by_ids

UNDER_WAY = "该客户已在另一次转接中"
MOST_SUCCESSORS = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """Which customers and groups of a guide go to whom.

    `store_id`: only those who last came in by a link of that store; `member_ids`: only these. `groups`: all groups
    that the guide owns, too. `message` is what customers of a guide in service read when it is done.
    """

    from_staff_id: UUID
    to_staff_ids: tuple[UUID, ...]
    customers: bool = True
    store_id: UUID | None = None
    member_ids: frozenset[UUID] | None = None
    groups: bool = False
    split: Split = Split.EVEN
    commission: Commission = Commission.KEEP
    message: str = ""


@atomic
async def start(plan: Plan, by: UUID) -> UUID:
    """Plan it; jobs do it. Who is on the way already is noted as failed and left alone; a group is left out.

    Raises UnknownStaff for a guide nobody knows or a dismissed successor, SuccessorIsTheGuide, NothingToHandOver.
    """
    guide, successors = await _people(plan)
    customers = await _customers(plan, guide)
    chats = sorted(await guides.groups_owned_by(guide.userid)) if plan.groups else []
    if not customers and not chats:
        raise NothingToHandOver
    now = clock.now()
    made = await HandOver.create(
        id=new_id(),
        from_staff_id=guide.id,
        resigned=not guide.active,
        split=plan.split,
        commission=plan.commission,
        message=plan.message,
        created_by=by,
        created_at=now,
    )
    pairs = {one: new_id() for one in successors}
    await HandOverPair.bulk_create(
        HandOverPair(id=pair_id, hand_over_id=made.id, to_staff_id=one, due_at=now + LEASE)
        for one, pair_id in pairs.items()
    )
    places = {one: card.store_id for one, card in successors.items()}
    if customers:
        dealt = deal(list(customers), places, plan.split, await _stores(plan, customers))
        await _plan_customers(made.id, {one: pairs[to] for one, to in dealt.items()}, customers)
    if chats:
        to = deal(chats, places, Split.EVEN, {})
        await db.fetch(sql.PLAN_GROUPS, made.id, [new_id() for _ in chats], [pairs[to[one]] for one in chats], chats)
    await outbox.publish(*(HandOverDue(pair_id) for pair_id in pairs.values()))
    return made.id


async def _people(plan: Plan) -> tuple[StaffCard, dict[UUID, StaffCard]]:
    staff = await staff_by_ids({plan.from_staff_id, *plan.to_staff_ids})
    unknown = [one for one in plan.to_staff_ids if one not in staff or not staff[one].active]
    if plan.from_staff_id not in staff or unknown or not plan.to_staff_ids:
        raise UnknownStaff(staff_ids=[str(one) for one in unknown or (plan.from_staff_id,)])
    if plan.from_staff_id in plan.to_staff_ids:
        raise SuccessorIsTheGuide
    return staff[plan.from_staff_id], {one: staff[one] for one in plan.to_staff_ids}


async def _customers(plan: Plan, guide: StaffCard) -> dict[str, UUID | None]:
    """Member ids by external_userid; None of those whom only WeCom's list of the unassigned knows."""
    if not plan.customers:
        return {}
    found: dict[str, UUID | None] = dict(await guides.customers_of(guide.id))
    if not guide.active and plan.member_ids is None and plan.store_id is None:
        left = await Unassigned.filter(userid=guide.userid)
        found |= {one.external_userid: None for one in left if one.external_userid not in found}
    if plan.member_ids is not None:
        found = {one: member for one, member in found.items() if member in plan.member_ids}
    if plan.store_id is not None:
        stores = await _stores_of(found)
        found = {one: member for one, member in found.items() if stores.get(one) == plan.store_id}
    return dict(sorted(found.items()))


async def _stores(plan: Plan, customers: Mapping[str, UUID | None]) -> dict[str, UUID]:
    return await _stores_of(customers) if plan.split is Split.BY_STORE else {}


async def _stores_of(customers: Mapping[str, UUID | None]) -> dict[str, UUID]:
    stores = await radar.last_stores([one for one in customers.values() if one])
    return {one: stores[member] for one, member in customers.items() if member in stores}


async def _plan_customers(hand_over_id: UUID, pairs: Mapping[str, UUID], members: Mapping[str, UUID | None]) -> None:
    rows = {new_id(): one for one in pairs}
    planned = {row["id"] for row in await db.fetch(sql.PLAN_CUSTOMERS, hand_over_id, *_columns(rows, pairs, members))}
    others = {row_id: one for row_id, one in rows.items() if row_id not in planned}
    if others:
        columns = _columns(others, pairs, members)
        await db.execute(sql.REFUSE_CUSTOMERS, hand_over_id, *columns, UNDER_WAY, clock.now())


def _columns(
    rows: Mapping[UUID, str], pairs: Mapping[str, UUID], members: Mapping[str, UUID | None]
) -> Sequence[Sequence[object]]:
    customers = list(rows.values())
    return list(rows), [pairs[one] for one in customers], customers, [members[one] for one in customers]
