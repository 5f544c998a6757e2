from typing import Any

import httpx
import pytest

from app.kernel.ids import new_id
from tests.app.inventory.factory import ALWAYS
from tests.backoffice_api.factory import head_office

STORES = "/admin/v1/stores"
CARD: dict[str, Any] = {
    "name": "人民广场店",
    "region_code": "310101",
    "address": "人民大道 200 号",
    "phone": "021-5555",
    "latitude": 31.2304,
    "longitude": 121.4737,
    "hours": ALWAYS,
    "services": ["pick_up", "same_city"],
    "delivery_radius_m": 3000,
    "active": True,
}


async def test_a_store_is_opened_with_its_stock_location_edited_and_listed(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    made = await http.post(STORES, json=CARD | {"code": "S001"}, headers=headers)
    assert made.status_code == 201
    path = f"{STORES}/{made.json()['id']}"
    (place,) = (await http.get("/admin/v1/stock/locations", headers=headers)).json()["items"]
    assert (place["code"], place["kind"], place["store_id"], place["latitude"]) == (
        "S001",
        "store",
        made.json()["id"],
        31.2304,
    )
    assert (await http.put(path, json=CARD | {"name": "静安店", "active": False}, headers=headers)).status_code == 204
    shown = (await http.get(path, headers=headers)).json()
    assert shown == CARD | {
        "id": made.json()["id"],
        "code": "S001",
        "name": "静安店",
        "active": False,
        "holidays": [],
    }
    (listed,) = (await http.get(STORES, headers=headers)).json()["items"]
    assert listed["name"] == "静安店"
    taken = await http.post(STORES, json=CARD | {"code": "S001"}, headers=headers)
    assert (taken.status_code, taken.json()["code"]) == (409, "store_code_taken")


async def test_holidays_are_set_and_dropped(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    made = await http.post(STORES, json=CARD | {"code": "S001"}, headers=headers)
    path = f"{STORES}/{made.json()['id']}"
    day = {"day": "2099-02-17", "hours": [["10:00", "16:00"]], "note": "春节"}
    assert (await http.post(f"{path}/holidays", json=day, headers=headers)).status_code == 204
    assert (await http.get(path, headers=headers)).json()["holidays"] == [day]
    assert (await http.delete(f"{path}/holidays/2099-02-17", headers=headers)).status_code == 204
    assert (await http.get(path, headers=headers)).json()["holidays"] == []
    wrong = await http.post(f"{path}/holidays", json=day | {"hours": [["10:00", "9:00"]]}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "store_hours_invalid")
    nowhere = await http.post(f"{STORES}/{new_id()}/holidays", json=day, headers=headers)
    assert nowhere.status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": None},
        {"latitude": 91},
        {"longitude": -181},
        {"region_code": "31"},
        {"name": ""},
        {"services": ["massage"]},
        {"delivery_radius_m": 50_001},
        {"delivery_radius_m": -1},
        {"hours": {"8": []}},
        {"hours": {"1": [["09:00"]]}},
        {"hours": {"1": [["21:00", "20:99"]]}},
        {"hours": {"1": [["09:00", "10:00"]] * 7}},
        {"owner": "me"},
        {"code": ""},
    ],
)
async def test_a_card_that_makes_no_sense_opens_no_store(http: httpx.AsyncClient, wrong: dict[str, Any]) -> None:
    headers = await head_office()
    answer = await http.post(STORES, json=CARD | {"code": "S001"} | wrong, headers=headers)
    assert answer.status_code == 422
    assert (await http.get(STORES, headers=headers)).json() == {"items": [], "next_cursor": None}
