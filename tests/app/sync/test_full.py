"""A full sync brings staff, customers and groups here; the same again writes nothing."""

from app.guides.queries import groups_by_id
from app.kernel import db
from app.staff.queries import staff_by_userid
from app.sync.states import Part, RunKind, RunStatus
from tests.app.sync.factory import Company, counts, friends, step_of, synced
from tests.conftest import Drain

VERSIONS = """
SELECT (SELECT array_agg(ctid::text || xmin::text ORDER BY id) FROM members) AS members,
    (SELECT array_agg(ctid::text || xmin::text ORDER BY id) FROM member_identities) AS identities,
    (SELECT array_agg(ctid::text || xmin::text ORDER BY id) FROM guide_follows) AS follows,
    (SELECT array_agg(ctid::text || xmin::text ORDER BY member_id) FROM guide_attributions) AS attributions,
    (SELECT array_agg(ctid::text || xmin::text ORDER BY id) FROM staff) AS staff
"""
NAMELESS_JOBS = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'FriendAdded%' OR entrypoint LIKE 'WelcomeOwed%'"


async def test_everybody_is_here_after_it(company: Company, drain: Drain) -> None:
    await company.seed(350, 3)
    chat_id = await company.at.group("seed1")
    run = await synced(drain)
    assert (run.status, run.percent, run.failure) == (RunStatus.DONE, 100, None)
    assert counts(run, Part.STAFF) == (3, 0, 0, 0)
    assert counts(run, Part.CUSTOMERS) == (350, 0, 0, 0)
    assert (step_of(run, Part.CUSTOMERS).done, step_of(run, Part.CUSTOMERS).total) == (3, 3)
    assert counts(run, Part.GROUPS) == (1, 0, 0, 0)
    assert len(await friends()) == 350
    assert await db.fetch_value("SELECT count(*) FROM member_identities") == 700
    assert await db.fetch_value("SELECT count(*) FROM guide_attributions") == 350
    assert (await groups_by_id([chat_id]))[chat_id].owner_userid == "seed1"
    assert run.differences == 0
    assert await db.fetch_value("SELECT count(*) FROM sync_targets") == 0


async def test_the_same_again_writes_nothing(company: Company, drain: Drain) -> None:
    await company.seed(230, 2)
    await synced(drain)
    before = await db.fetch_one(VERSIONS)
    run = await synced(drain)
    assert counts(run, Part.CUSTOMERS) == (0, 0, 0, 230)
    assert await db.fetch_one(VERSIONS) == before


async def test_nobody_is_greeted_for_having_been_there(company: Company, drain: Drain) -> None:
    await company.seed(20, 1)
    await synced(drain)
    told = await db.fetch_value("SELECT count(*) FROM guide_notices") + await db.fetch_value(NAMELESS_JOBS)
    assert told == 0
    assert await db.fetch_value("SELECT count(*) FROM guide_welcomes") == 0


async def test_a_member_belongs_to_the_guide_who_met_them_first(company: Company, drain: Drain) -> None:
    for userid in ("zhao", "anna"):
        await company.at.hire(userid, userid)
    person = await company.befriended("zhao")
    await company.settle()
    await company.at.scan(person, await company.at.contact_way("anna"))
    await company.settle()
    await synced(drain)
    zhao = await staff_by_userid("zhao")
    assert zhao
    assert await db.fetch_value("SELECT array_agg(staff_id) FROM guide_attributions") == [zhao.id]
    change = await db.fetch_one("SELECT to_staff_id, reason FROM guide_attribution_changes")
    assert change
    assert tuple(change) == (zhao.id, "first_friend")


async def test_one_part_alone(company: Company, drain: Drain) -> None:
    await company.seed(10, 1)
    await synced(drain, RunKind.PART, Part.STAFF)
    run = await synced(drain, RunKind.PART, Part.CUSTOMERS)
    assert [step.part for step in run.steps] == [Part.CUSTOMERS]
    assert len(await friends()) == 10


async def test_departments_follow(company: Company, drain: Drain) -> None:
    await company.at.post("/wecom/staff", userid="lina", name="李娜", department=[7])
    await synced(drain, RunKind.PART, Part.STAFF)
    rows = await db.fetch("SELECT id, name, parent_id FROM departments ORDER BY id")
    assert [tuple(row) for row in rows] == [(1, "沙箱门店集团", 0), (7, "部门7", 1)]
    assert await db.fetch_value("SELECT department_id FROM staff") == 7
