from typing import Any

import httpx
import pytest

from app.catalog.models import Sku
from app.inventory.queries import level
from app.kernel.ids import new_id
from app.staff.states import Role
from tests.app.inventory.factory import free, skus, warehouse
from tests.backoffice_api.factory import head_office, someone

STOCK = "/admin/v1/stock"


async def test_goods_come_in_at_a_named_place_or_the_default_warehouse(http: httpx.AsyncClient) -> None:
    headers, (tea,) = await head_office(), await skus(1)
    hub, other = await warehouse("W001"), await warehouse("W002")
    lines = [{"sku_id": str(tea), "quantity": 3}, {"sku_id": str(tea), "quantity": 2}]
    for number, place in (("D1", None), ("D1", None), ("D2", str(other))):
        body = {"number": number, "lines": lines, "location_id": place}
        assert (await http.post(f"{STOCK}/receipts", json=body, headers=headers)).status_code == 204
    assert (await free(hub, tea), await free(other, tea)) == (5, 5)
    body = {"number": "D3", "lines": [{"sku_id": str(new_id()), "quantity": 1}]}
    refused = await http.post(f"{STOCK}/receipts", json=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_sku")
    body = {"number": "D3", "lines": lines, "location_id": str(new_id())}
    refused = await http.post(f"{STOCK}/receipts", json=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (404, "location_not_found")


@pytest.mark.parametrize("quantity", [0, -1, 1.5, 1_000_001, "3", True, None, 1e30])
async def test_quantities_that_are_none_are_refused(http: httpx.AsyncClient, quantity: Any) -> None:
    headers, (tea,) = await head_office(), await skus(1)
    hub, other = await warehouse("W001"), await warehouse("W002")
    delivery = {"number": "D", "lines": [{"sku_id": str(tea), "quantity": quantity}]}
    transfer = {
        "number": "T",
        "from_location_id": str(hub),
        "to_location_id": str(other),
        "pieces": {str(tea): quantity},
    }
    for path, body in (("receipts", delivery), ("transfers", transfer)):
        answer = await http.post(f"{STOCK}/{path}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")
    assert await free(hub, tea) == 0


async def test_places_are_opened_edited_and_listed(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    new = {"code": "W001", "name": "中心仓", "kind": "warehouse", "latitude": 31.2, "longitude": 121.4}
    made = await http.post(f"{STOCK}/locations", json=new, headers=headers)
    assert made.status_code == 201
    place = made.json()["id"]
    edit = {"name": "上海仓", "active": False}
    assert (await http.put(f"{STOCK}/locations/{place}", json=edit, headers=headers)).status_code == 204
    (shown,) = (await http.get(f"{STOCK}/locations", headers=headers)).json()["items"]
    assert (shown["name"], shown["active"], shown["latitude"]) == ("上海仓", False, None)
    for wrong in ({"kind": "store"}, {"latitude": None}, {"latitude": 91}, {"code": ""}, {"price": 1}):
        answer = await http.post(f"{STOCK}/locations", json=new | wrong, headers=headers)
        assert answer.status_code == 422
    taken = await http.post(f"{STOCK}/locations", json=new, headers=headers)
    assert (taken.status_code, taken.json()["code"]) == (409, "location_code_taken")
    gone = await http.put(f"{STOCK}/locations/{new_id()}", json=edit, headers=headers)
    assert gone.status_code == 404


async def test_counts_and_safety_change_what_can_be_sold(http: httpx.AsyncClient) -> None:
    headers, (tea, cup) = await head_office(), await skus(2)
    hub = await warehouse(pieces={tea: 5})
    sheet = {"number": "C1", "location_id": str(hub), "counted": {str(tea): 4, str(cup): 2}}
    counted = await http.post(f"{STOCK}/counts", json=sheet, headers=headers)
    assert counted.json()["lines"] == [
        {"sku_id": str(tea), "on_hand": 5, "counted": 4},
        {"sku_id": str(cup), "on_hand": 0, "counted": 2},
    ]
    assert (await http.post(f"{STOCK}/counts", json=sheet, headers=headers)).json() == {"lines": []}
    safety = {"location_id": str(hub), "pieces": {str(tea): 3}}
    assert (await http.put(f"{STOCK}/safety", json=safety, headers=headers)).status_code == 204
    assert (await free(hub, tea), await free(hub, cup)) == (1, 2)
    listed = (await http.get(f"{STOCK}/locations/{hub}/stock?limit=1", headers=headers)).json()
    assert listed["items"][0] == {
        "sku_id": str(tea),
        "sku_code": f"K{tea}",
        "spec": "",
        "on_hand": 4,
        "held": 0,
        "safety": 3,
        "free": 1,
    }
    rest = await http.get(f"{STOCK}/locations/{hub}/stock?cursor={listed['next_cursor']}", headers=headers)
    assert [line["sku_id"] for line in rest.json()["items"]] == [str(cup)]


async def test_movements_of_a_sku_are_listed_newest_first(http: httpx.AsyncClient) -> None:
    headers, (tea,) = await head_office(), await skus(1)
    hub, other = await warehouse("W001", {tea: 5}), await warehouse("W002")
    await http.post(
        f"{STOCK}/transfers",
        json={"number": "T1", "from_location_id": str(hub), "to_location_id": str(other), "pieces": {str(tea): 2}},
        headers=headers,
    )
    path = f"{STOCK}/skus/{tea}/movements"
    first = (await http.get(f"{path}?limit=1", headers=headers)).json()
    rest = (await http.get(f"{path}?cursor={first['next_cursor']}", headers=headers)).json()
    told = [(one["kind"], one["quantity"], one["location_code"]) for one in first["items"] + rest["items"]]
    assert told == [("transfer_out", -2, "W001"), ("receipt", 5, "W001")]
    assert (await http.get(f"{path}?location_id={other}", headers=headers)).json()["items"] == []


async def test_a_transfer_is_sent_listed_received_and_over(http: httpx.AsyncClient) -> None:
    headers, (tea,) = await head_office(), await skus(1)
    hub, other = await warehouse("W001", {tea: 5}), await warehouse("W002")
    body = {"number": "T1", "from_location_id": str(hub), "to_location_id": str(other), "pieces": {str(tea): 2}}
    sent = (await http.post(f"{STOCK}/transfers", json=body, headers=headers)).json()["id"]
    (shown,) = (await http.get(f"{STOCK}/transfers?status=sent", headers=headers)).json()["items"]
    assert (shown["id"], shown["lines"]) == (sent, [{"sent": 2, "sku_id": str(tea), "received": 0}])
    arrival = f"{STOCK}/transfers/{sent}/arrival"
    wrong = await http.post(arrival, json={"received": {str(tea): 3}}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "transfer_wrong_arrival")
    assert (await http.post(arrival, json={"received": {str(tea): 1}}, headers=headers)).status_code == 204
    late = await http.post(f"{STOCK}/transfers/{sent}/cancel", headers=headers)
    assert (late.status_code, late.json()["code"]) == (409, "transfer_over")
    assert (await free(hub, tea), await free(other, tea)) == (3, 1)
    too_many = await http.post(
        f"{STOCK}/transfers", json=body | {"number": "T2", "pieces": {str(tea): 4}}, headers=headers
    )
    assert (too_many.status_code, too_many.json()["code"]) == (409, "out_of_stock")


async def test_a_push_is_answered_row_by_row(http: httpx.AsyncClient) -> None:
    headers, (tea,) = await head_office(), await skus(1)
    hub, code = await warehouse(), (await Sku.get(id=tea)).code
    row = {"location_code": "W001", "sku_code": code, "sequence": 7, "mode": "absolute", "quantity": 12}
    body = {"source": "erp", "rows": [row, row, row | {"sku_code": "none"}]}
    answer = (await http.post(f"{STOCK}/pushes", json=body, headers=headers)).json()
    assert answer["applied"] == 1
    assert [one["verdict"] for one in answer["rows"]] == ["applied", "stale", "unknown_sku"]
    assert (await level(hub, tea)).on_hand == 12
    full = {"source": "erp", "rows": [row | {"sequence": n} for n in range(1_000)]}
    answer = (await http.post(f"{STOCK}/pushes", json=full, headers=headers)).json()
    assert answer["applied"] == 992


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": -1},
        {"quantity": 1.5},
        {"quantity": 10**8},
        {"sequence": -1},
        {"sequence": 2**63},
        {"sequence": "1"},
        {"mode": "guess"},
        {"location_code": ""},
        {"price": 100},
    ],
)
async def test_a_push_that_makes_no_sense_is_refused_whole(http: httpx.AsyncClient, wrong: dict[str, Any]) -> None:
    headers = await head_office()
    good = {"location_code": "W001", "sku_code": "S", "sequence": 7, "mode": "absolute", "quantity": 12}
    answer = await http.post(f"{STOCK}/pushes", json={"source": "erp", "rows": [good, good | wrong]}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")


async def test_a_batch_is_bounded_and_its_source_named(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    good = {"location_code": "W001", "sku_code": "S", "sequence": 7, "mode": "delta", "quantity": -1}
    for body in (
        {"source": "erp", "rows": [good] * 1_001},
        {"source": "erp", "rows": []},
        {"source": "E RP", "rows": [good]},
        {"source": "e" * 33, "rows": [good]},
    ):
        assert (await http.post(f"{STOCK}/pushes", json=body, headers=headers)).status_code == 422


async def test_sourcing_rules_are_data(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    rule = {"name": "门店优先", "fulfilment": "express", "strategy": "nearest", "priority": 10, "most_km": 30}
    made = await http.post("/admin/v1/sourcing-rules", json=rule, headers=headers)
    assert made.status_code == 201
    path = f"/admin/v1/sourcing-rules/{made.json()['id']}"
    assert (await http.put(path, json=rule | {"may_split": True}, headers=headers)).status_code == 204
    (shown,) = (await http.get("/admin/v1/sourcing-rules", headers=headers)).json()["items"]
    assert shown == rule | {"id": made.json()["id"], "may_split": True, "active": True}
    for wrong in ({"fulfilment": "drone"}, {"strategy": "magic"}, {"most_km": 0}, {"priority": -1}, {"name": ""}):
        answer = await http.post("/admin/v1/sourcing-rules", json=rule | wrong, headers=headers)
        assert answer.status_code == 422
    assert (await http.delete(path, headers=headers)).status_code == 204
    for gone in (await http.delete(path, headers=headers), await http.put(path, json=rule, headers=headers)):
        assert (gone.status_code, gone.json()["code"]) == (404, "sourcing_rule_not_found")


async def test_stock_is_for_merchandisers(http: httpx.AsyncClient) -> None:
    _, headers = await someone(Role.COMMUNITY_MANAGER)
    for path in ("locations", "transfers", f"skus/{new_id()}/movements"):
        assert (await http.get(f"{STOCK}/{path}", headers=headers)).status_code == 403
        assert (await http.get(f"{STOCK}/{path}")).status_code == 401
    _, merchandiser = await someone(Role.MERCHANDISER)
    assert (await http.get(f"{STOCK}/locations", headers=merchandiser)).status_code == 200
    refused = await http.post("/admin/v1/sourcing-rules", json={}, headers=merchandiser)
    assert refused.status_code == 403
