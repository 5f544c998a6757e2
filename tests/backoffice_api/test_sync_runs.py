"""Syncs at the back office's door."""

import httpx

from app.staff.states import Role
from tests.app.sync.conftest import company, enterprise
from tests.app.sync.factory import Company
from tests.backoffice_api.factory import someone
from tests.conftest import Drain

__all__ = ["company", "enterprise"]
RUNS = "/admin/v1/sync-runs"


async def test_a_sync_is_started_once_and_followed_to_its_end(
    company: Company, http: httpx.AsyncClient, drain: Drain
) -> None:
    staff_id, headers = await someone(Role.COMMUNITY_MANAGER)
    await company.seed(130, 2)
    first = await http.post(RUNS, json={}, headers=headers)
    assert first.status_code == 202, first.text
    begun = first.json()
    assert (begun["started"], begun["kind"], begun["status"], begun["percent"]) == (True, "full", "running", 0)
    assert begun["started_by"] == str(staff_id)
    second = (await http.post(RUNS, json={"only": ["groups"]}, headers=headers)).json()
    assert (second["started"], second["id"]) == (False, begun["id"])
    await drain()
    told = (await http.get(f"{RUNS}/{begun['id']}", headers=headers)).json()
    assert (told["status"], told["percent"]) == ("done", 100)
    customers = next(step for step in told["steps"] if step["part"] == "customers")
    shown = ("part", "status", "done", "total", "seen", "new", "eta_seconds")
    assert [customers[name] for name in shown] == ["customers", "done", 2, 2, 130, 130, None]
    listed = (await http.get(RUNS, headers=headers)).json()
    assert [item["id"] for item in listed["items"]] == [begun["id"]]
    assert listed["next_cursor"] is None


async def test_the_difference_report_has_counts_and_pages(
    company: Company, http: httpx.AsyncClient, drain: Drain
) -> None:
    _, headers = await someone(Role.COMMUNITY_MANAGER)
    await company.seed(3, 1)
    begun = (await http.post(RUNS, json={"reconcile": True, "only": ["staff", "customers"]}, headers=headers)).json()
    await drain()
    path, seen, cursor = f"{RUNS}/{begun['id']}/differences", [], ""
    for _ in range(3):
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await http.get(path, params=query, headers=headers)).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert page["total"] == len(seen) == 5
    kinds = [(one["kind"], one["fixed"], one["count"]) for one in page["counts"]]
    # The manager of this test is in no directory, so the sync takes leave of them.
    assert kinds == [("customer_missing_here", True, 3), ("staff_gone", True, 1), ("staff_missing_here", True, 1)]
    assert {one["detail"] for one in seen if one["kind"] == "customer_missing_here"} == {"seed1"}


async def test_a_run_that_is_not_there(http: httpx.AsyncClient) -> None:
    _, headers = await someone(Role.COMMUNITY_MANAGER)
    for path in ("0196b6a2-0000-7000-8000-000000000001", "0196b6a2-0000-7000-8000-000000000001/differences"):
        answer = await http.get(f"{RUNS}/{path}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "sync_run_not_found")
    refused = await http.post(RUNS, json={"only": ["moon"]}, headers=headers)
    assert refused.status_code == 422
