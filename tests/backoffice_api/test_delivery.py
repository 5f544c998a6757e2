"""Freight templates and city delivery at head office's door."""

from typing import Any

import httpx
import pytest

from app.kernel.ids import new_id
from app.staff.states import Role
from tests.app.delivery.factory import BANDS, ZONE, city_store, new_freight
from tests.backoffice_api.factory import head_office, someone

ROOT = "/admin/v1/freight-templates"
SLOT = {"from": "09:00", "until": "11:00", "capacity": 5}


async def test_a_freight_template_lives_and_goes(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    answer = await http.post(ROOT, json=new_freight(no_delivery=["650000"]), headers=headers)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    one = f"{ROOT}/{made['id']}"
    assert (made["is_default"], made["no_delivery"]) == (True, ["65"])
    assert made["zones"] == [ZONE | {"regions": [], "free_over": None, "free_pieces": None}]
    unset = await http.put(one, json=new_freight(name="改名"), headers=headers)
    assert (unset.status_code, unset.json()["code"]) == (409, "default_template_needed")
    changed = await http.put(one, json=new_freight(name="改名", is_default=True), headers=headers)
    assert (changed.status_code, changed.json()["name"]) == (200, "改名")
    assert (await http.get(one, headers=headers)).json() == changed.json()
    assert [each["name"] for each in (await http.get(ROOT, headers=headers)).json()["items"]] == ["改名"]
    assert (await http.delete(one, headers=headers)).status_code == 204
    for method in ("GET", "DELETE"):
        gone = await http.request(method, one, headers=headers)
        assert (gone.status_code, gone.json()["code"]) == (404, "freight_template_not_found")


async def test_a_stores_city_terms_are_set_read_and_removed(http: httpx.AsyncClient) -> None:
    headers, store = await head_office(), await city_store()
    path = f"/admin/v1/stores/{store}/city-terms"
    answer = await http.put(path, json={"bands": BANDS, "slots": [SLOT]}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["slots"], answer.json()["cut_off_minutes"]) == ([SLOT], 30)
    assert (await http.get(path, headers=headers)).json() == answer.json()
    assert (await http.delete(path, headers=headers)).status_code == 204
    assert (await http.get(path, headers=headers)).json()["code"] == "city_terms_not_found"
    unknown = await http.put(f"/admin/v1/stores/{new_id()}/city-terms", json={"bands": BANDS}, headers=headers)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "store_not_found")


@pytest.mark.parametrize(
    "changed", [{"zones": []}, {"zones": [ZONE, ZONE]}, {"no_delivery": ["x"]}, {"name": ""}, {"free": True}]
)
async def test_a_wrong_template_is_refused(http: httpx.AsyncClient, changed: dict[str, Any]) -> None:
    answer = await http.post(ROOT, json=new_freight(**changed), headers=await head_office())
    assert answer.status_code == 422, answer.text


async def test_only_merchandisers_and_head_office_set_delivery(http: httpx.AsyncClient) -> None:
    _, manager = await someone(Role.COMMUNITY_MANAGER)
    path = f"/admin/v1/stores/{await city_store()}/city-terms"
    assert (await http.post(ROOT, json=new_freight(), headers=manager)).status_code == 403
    assert (await http.put(path, json={"bands": BANDS}, headers=manager)).status_code == 403
