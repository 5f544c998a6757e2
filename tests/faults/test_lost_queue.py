"""A worker whose connections to the queue are cut goes on by itself."""

from demo import brand
from story import meeting
from story.stage import Stage, until
from tests.processes import Product

QUEUE_SESSIONS = """
SELECT count(pg_terminate_backend(pid)) AS cut FROM pg_stat_activity
WHERE datname = current_database() AND application_name <> 'siyu' AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'
"""


async def test_a_worker_whose_listener_is_cut_opens_the_queue_again(stage: tuple[Stage, Product]) -> None:
    on, product = stage

    async def cut() -> bool:
        return bool((await on.row(QUEUE_SESSIONS))["cut"])

    await until(cut, "the worker listens, and its connection is cut")
    assert (await meeting.create_channel_code(on))["user"] == [brand.GUIDE]
    assert product.dead() == []
