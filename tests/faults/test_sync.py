"""kill -9 of the worker in the midst of a sync: it goes on where it was, and counts nobody twice."""

from typing import Any

import pytest

from story.stage import Stage, until
from tests.faults.test_goods_import import logged_in
from tests.processes import Product, hanging_call, locked, someone_waits_for_a_lock

RUNS = "/admin/v1/sync-runs"
CUSTOMERS, GUIDES = 620, 3
BY_USER = "/qyapi/cgi-bin/externalcontact/batch/get_by_user"
LIST = "/qyapi/cgi-bin/externalcontact/list"
DIRECTORY = "/qyapi/cgi-bin/user/list"
FOUND = """
SELECT (SELECT count(*) FROM guide_follows f JOIN staff s ON s.id = f.staff_id WHERE s.userid LIKE 'seed%') AS follows,
    (SELECT count(DISTINCT member_id) FROM member_identities WHERE kind = 'unionid') AS members,
    (SELECT count(*) FROM guide_attributions) AS attributions
"""


async def begun(on: Stage) -> tuple[str, str]:
    """A sync of many customers has been asked for: the token of who asked, and the run."""
    await on.control("POST", "/wecom/seed", json={"customers": CUSTOMERS, "members": GUIDES, "tags": 0})
    await on.control("POST", "/clock", json={"advance_seconds": 300})
    token = await logged_in(on)
    started = await on.call("POST", RUNS, token=token, json={"only": ["staff", "customers"]}, expect=202)
    return token, str(started["id"])


async def ended_well(on: Stage, token: str, run_id: str) -> None:
    async def ended() -> Any:
        told = await on.call("GET", f"{RUNS}/{run_id}", token=token)
        return told if told["status"] != "running" else None

    told = await until(ended, "the sync has ended", seconds=90)
    assert (told["status"], told["failure"]) == ("done", None)
    customers = told["steps"][1]
    assert (customers["new"], customers["seen"], customers["unchanged"]) == (CUSTOMERS, CUSTOMERS, 0)
    assert customers["done"] == customers["total"]
    assert await on.row(FOUND) == {"follows": CUSTOMERS, "members": CUSTOMERS, "attributions": CUSTOMERS}
    assert await on.row("SELECT count(*) AS rows FROM sync_targets") == {"rows": 0}


@pytest.mark.parametrize("path", [BY_USER, LIST, DIRECTORY])
@pytest.mark.parametrize("kind", ["hang_before", "hang_after"])
async def test_worker_killed_while_it_reads(stage: tuple[Stage, Product], path: str, kind: str) -> None:
    on, product = stage
    await on.control("POST", "/faults", json={"path": path, "kind": kind})
    token, run_id = await begun(on)
    await hanging_call(on, path)
    product.kill("worker")
    await on.control("DELETE", "/faults")
    product.revive("worker")
    await ended_well(on, token, run_id)


@pytest.mark.parametrize(
    "lock",
    [
        "LOCK TABLE guide_follows IN ACCESS EXCLUSIVE MODE",
        "LOCK TABLE guide_attributions IN ACCESS EXCLUSIVE MODE",
        "LOCK TABLE sync_steps IN SHARE MODE",
    ],
)
async def test_worker_killed_while_it_keeps_a_page(
    stage: tuple[Stage, Product], environment: dict[str, str], lock: str
) -> None:
    on, product = stage
    await on.control("POST", "/faults", json={"path": BY_USER, "kind": "hang_before"})
    token, run_id = await begun(on)
    await hanging_call(on, BY_USER)
    async with locked(environment, lock):
        await on.control("DELETE", "/faults")
        await someone_waits_for_a_lock(on)
        product.kill("worker")
    product.revive("worker")
    await ended_well(on, token, run_id)
