"""What a page costs does not depend on how many customers are on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.events.sync import SyncContinued
from app.kernel import db
from app.staff.sync import sync as sync_staff
from app.sync.run_slice import run_slice
from app.sync.start import start
from app.sync.states import Part, RunKind
from tests.app.sync.factory import Company
from tests.conftest import Drain

# Seventeen of the customers, and six that keep which tags they have.
MOST_FOR_A_PAGE = 23
DRIVERS_OWN = ("BEGIN", "COMMIT", "ROLLBACK", "SELECT pg_advisory_unlock", "SELECT current_setting", "WITH RECURSIVE")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that go over this process's connections, without the driver's own."""
    said: list[str] = []

    def note(record: object) -> None:
        query = " ".join(str(getattr(record, "query", "")).split())
        if not query.startswith(DRIVERS_OWN):
            said.append(query)

    connections = [holder._con for holder in db.pool()._holders if holder._con and not holder._con.is_closed()]
    for one in connections:
        one.add_query_logger(note)
    try:
        yield said
    finally:
        for one in connections:
            one.remove_query_logger(note)


async def cost_of_a_page(drain: Drain) -> tuple[list[str], list[str]]:
    """The statements of a guide's only page, all new and then all known."""
    spent: list[list[str]] = []
    for _ in range(2):
        run_id, _ = await start(RunKind.FULL, [Part.CUSTOMERS])
        await run_slice(SyncContinued(run_id, 0))
        with counted() as said:
            await run_slice(SyncContinued(run_id, 1))
        spent.append(said)
        await drain()
    return spent[0], spent[1]


async def test_a_page_costs_the_same_however_many_are_on_it(company: Company, drain: Drain) -> None:
    await company.seed(5, 1)
    await sync_staff()
    few = await cost_of_a_page(drain)
    await db.execute("TRUNCATE guide_follows, members, member_identities, guide_attributions")
    await company.seed(95, 1)
    many = await cost_of_a_page(drain)
    assert [len(one) for one in few] == [len(one) for one in many]
    assert 5 < len(many[1]) < len(many[0]) <= MOST_FOR_A_PAGE
