"""Coupon templates at head office's door."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.kernel import clock
from app.kernel.ids import new_id
from app.promotions.coupons.lock import lock
from app.promotions.coupons.use import use
from app.staff.states import Role
from tests.app.promotions.coupons.factory import FIXED, coupon, new_template
from tests.backoffice_api.factory import head_office, someone

ROOT = "/admin/v1/coupon-templates"
PERCENT = {"kind": "percent", "rate": 1500}


async def made(http: httpx.AsyncClient, headers: dict[str, str], **changed: Any) -> dict[str, Any]:
    answer = await http.post(ROOT, json=new_template(**changed), headers=headers)
    assert answer.status_code == 201, answer.text
    detail: dict[str, Any] = answer.json()
    return detail


async def test_a_template_is_made_shown_counted_and_stopped(http: httpx.AsyncClient) -> None:
    headers, member = await head_office(), new_id()
    detail = await made(http, headers, scope={"brands": ["云上"]})
    assert (detail["kind"], detail["stacking_group"], detail["scope"]) == ("fixed", "goods", {"brands": ["云上"]})
    used, _ = [await coupon(member, detail["id"]) for _ in range(2)]
    await lock(member, [used], order := new_id())
    await use(order)
    shown = (await http.get(f"{ROOT}/{detail['id']}", headers=headers)).json()
    assert (shown["issued"], shown["coupons"]) == (2, {"ready": 1, "locked": 0, "used": 1, "expired": 0, "void": 0})
    stopped = (await http.post(f"{ROOT}/{detail['id']}/stop", headers=headers)).json()
    assert (stopped["active"], stopped["coupons"]["ready"]) == (False, 1)
    assert (await http.get(ROOT, headers=headers)).json()["items"][0]["id"] == detail["id"]


@pytest.mark.parametrize(
    ("terms", "group"),
    [
        (PERCENT | {"cap": 5000, "threshold": 100}, "goods"),
        ({"kind": "freight"}, "freight"),
        ({"kind": "freight", "amount": 500}, "freight"),
        ({"kind": "exchange"}, "goods"),
    ],
)
async def test_each_kind_can_be_made(http: httpx.AsyncClient, terms: dict[str, Any], group: str) -> None:
    detail = await made(http, await head_office(), terms=terms, scope={"skus": [str(new_id())]})
    assert (detail["kind"], detail["stacking_group"]) == (terms["kind"], group)


async def test_codes_are_made_in_batches_and_listed_in_pages(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    path = f"{ROOT}/{(await made(http, headers, mode='code', stock=12))['id']}/codes"
    assert (await http.post(path, json={"count": 10}, headers=headers)).status_code == 204
    more = await http.post(path, json={"count": 3}, headers=headers)
    assert (more.status_code, more.json()["code"]) == (422, "coupon_too_many_codes")
    first = (await http.get(path, params={"limit": 6}, headers=headers)).json()
    second = (await http.get(path, params={"limit": 6, "cursor": first["next_cursor"]}, headers=headers)).json()
    codes = [one["code"] for one in first["items"] + second["items"]]
    assert (len(codes), len(set(codes)), second["next_cursor"]) == (10, 10, None)
    for count in (0, 10_001, 1.5):
        assert (await http.post(path, json={"count": count}, headers=headers)).status_code == 422


async def test_templates_are_listed_in_pages_and_unknown_ones_are_404(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    ids = [(await made(http, headers))["id"] for _ in range(3)]
    first = (await http.get(ROOT, params={"limit": 2}, headers=headers)).json()
    second = (await http.get(ROOT, params={"limit": 2, "cursor": first["next_cursor"]}, headers=headers)).json()
    assert [one["id"] for one in first["items"] + second["items"]] == ids[::-1]
    for method, path in (("GET", ""), ("POST", "/stop"), ("GET", "/codes")):
        answer = await http.request(method, f"{ROOT}/{new_id()}{path}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "coupon_template_not_found")


async def test_only_merchandisers_and_head_office_deal_with_coupons(http: httpx.AsyncClient) -> None:
    _, manager = await someone(Role.COMMUNITY_MANAGER)
    _, merchandiser = await someone(Role.MERCHANDISER)
    assert (await http.post(ROOT, json=new_template(), headers=manager)).status_code == 403
    assert (await http.get(ROOT, headers=manager)).status_code == 403
    assert (await http.get(ROOT, headers=merchandiser)).status_code == 200


NOW = clock.now()


@pytest.mark.parametrize(
    "changed",
    [
        {"title": ""},
        {"title": "长" * 65},
        {"mode": "push"},
        {"stock": 0},
        {"stock": 100_000_001},
        {"per_member": 0},
        {"terms": FIXED | {"amount": 0}},
        {"terms": FIXED | {"amount": -5}},
        {"terms": FIXED | {"amount": 9.5}},
        {"terms": FIXED | {"threshold": -1}},
        {"terms": FIXED | {"rate": 500}},
        {"terms": PERCENT | {"rate": 0}},
        {"terms": PERCENT | {"rate": 10_000}},
        {"terms": PERCENT | {"cap": 0}},
        {"terms": {"kind": "exchange"}},
        {"terms": {"kind": "cash", "amount": 100}},
        {"terms": {}},
        {"scope": {"products": ["x"]}},
        {"scope": {"channels": ["drone"]}},
        {"scope": {"brands": ["b"] * 201}},
        {"least_paid": 100},
        {"valid_days": 0},
        {"valid_days": None},
        {"valid_from": NOW.isoformat()},
        {"valid_days": None, "valid_from": NOW.isoformat()},
        {"valid_days": None, "valid_from": NOW.isoformat(), "valid_until": NOW.isoformat()},
        {
            "valid_days": None,
            "valid_from": (NOW - timedelta(days=9)).isoformat(),
            "valid_until": (NOW - timedelta(days=8)).isoformat(),
        },
        {"issue_until": "2020-01-01T00:00:00+08:00"},
        {"issue_from": "2026-01-01T00:00:00"},
        {"issued": 5},
    ],
)
async def test_a_template_that_makes_no_sense_is_refused(http: httpx.AsyncClient, changed: dict[str, Any]) -> None:
    headers = await head_office()
    answer = await http.post(ROOT, json=new_template(**changed), headers=headers)
    assert answer.status_code == 422, answer.text
    assert (await http.get(ROOT, headers=headers)).json()["items"] == []
