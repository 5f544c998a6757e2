"""Whose order it is, by the rule in force, as the statement says that placing makes."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.guides.models import Attribution, Follow
from app.guides.states import Performance
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.orders import sql
from app.radar import sources
from app.radar.enter import enter
from app.radar.links import entrance_token
from app.radar.states import EntranceKind
from app.staff.models import Staff

HIM, LINA, MEI = (UUID(int=n) for n in (21, 22, 23))
OWN, LINK, STORE, NONE = Performance.OWN, Performance.OWN_OR_LINK, Performance.OWN_OR_STORE, Performance.NONE


async def guide_of_order(rule: Performance, *, many: bool = False, store_id: UUID | None = None) -> UUID | None:
    since = clock.now() - timedelta(hours=72)
    (row,) = await db.fetch(sql.WHO, [HIM], [store_id], [None], since, [], rule.value, many)
    found: UUID | None = row["guide_id"]
    return found


async def own(staff_id: UUID) -> None:
    await Attribution.create(member_id=HIM, staff_id=staff_id, since=clock.now())


async def came_by(staff_id: UUID, store_id: UUID | None = None) -> None:
    made = await sources.create(EntranceKind.POSTER, "海报", store_id, None, staff_id=staff_id)
    await enter(HIM, entrance_token(made.kind, made.id))


async def hire(store_id: UUID, name: str, role: str = "guide", *, active: bool = True) -> UUID:
    staff_id = new_id()
    await Staff.create(
        id=staff_id, userid=name, name=name, roles=[role], active=active, store_id=store_id, created_at=clock.now()
    )
    return staff_id


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("rule", "whose"), [(NONE, None), (OWN, LINA), (LINK, LINA), (STORE, LINA)])
async def test_the_members_own_guide_comes_first(rule: Performance, whose: UUID | None) -> None:
    await own(LINA)
    await came_by(MEI)
    assert await guide_of_order(rule) == whose


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("rule", "whose"), [(NONE, None), (OWN, None), (LINK, MEI), (STORE, MEI)])
async def test_who_has_no_guide_bought_from_whose_link_it_was(rule: Performance, whose: UUID | None) -> None:
    await came_by(MEI)
    assert await guide_of_order(rule) == whose


@pytest.mark.usefixtures("database")
async def test_without_a_link_the_stores_first_active_guide() -> None:
    here = new_id()
    await hire(here, "gone", active=False)
    await hire(here, "goods", "merchandiser")
    await hire(new_id(), "elsewhere")
    first = await hire(here, "first")
    await hire(here, "second")
    assert await guide_of_order(STORE, store_id=here) == first
    assert await guide_of_order(LINK, store_id=here) is None
    assert await guide_of_order(STORE) is None
    assert await guide_of_order(STORE, store_id=new_id()) is None


@pytest.mark.usefixtures("database")
async def test_of_many_guides_the_friend_whose_link_it_was() -> None:
    await own(LINA)
    await came_by(MEI)
    assert await guide_of_order(OWN, many=True) == LINA
    follow = await Follow.create(
        id=new_id(), external_userid="wm1", staff_id=MEI, member_id=HIM, followed_at=clock.now()
    )
    assert await guide_of_order(OWN, many=True) == MEI
    assert await guide_of_order(OWN, many=False) == LINA
    await Follow.filter(id=follow.id).update(ended_at=clock.now())
    assert await guide_of_order(OWN, many=True) == LINA


@pytest.mark.usefixtures("database")
async def test_what_is_not_needed_to_decide_is_not_looked_up() -> None:
    await own(LINA)
    since = clock.now() - timedelta(hours=72)
    explain = f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {sql.WHO}"
    rows = await db.fetch(explain, [HIM], [new_id()], [None], since, [], "own_or_store", True)
    lines = [row[0] for row in rows]
    looked_up = [lines[at + 1] for at, line in enumerate(lines) if "SubPlan" in line]
    assert len(looked_up) >= 2
    assert all("never executed" in node for node in looked_up), lines
