from typing import Any

import httpx
import pytest

from app.kernel.ids import new_id
from app.promotions.models import Promotion
from app.staff.states import Role
from tests.app.promotions.factory import new
from tests.backoffice_api.factory import head_office, someone

URL = "/admin/v1/promotions"
SKU, OTHER = str(new_id()), str(new_id())


async def test_a_merchandiser_makes_lists_reads_and_ends_a_promotion(http: httpx.AsyncClient) -> None:
    _, headers = await someone(Role.MERCHANDISER)
    made = await http.post(URL, json=new(scope={"categories": ["茶"]}), headers=headers)
    assert made.status_code == 201, made.text
    one = f"{URL}/{made.json()['id']}"
    assert (await http.get(one, headers=headers)).json() == made.json()
    assert (await http.get(URL, headers=headers)).json() == {"items": [made.json()], "next_cursor": None}
    ended = await http.post(f"{one}/end", headers=headers)
    assert (made.json()["phase"], ended.json()["phase"]) == ("running", "called_off")
    assert (await http.post(f"{one}/end", headers=headers)).json()["code"] == "promotion_over"


async def test_lists_are_read_page_by_page(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    made = [(await http.post(URL, json=new(), headers=headers)).json()["id"] for _ in range(3)]
    first = (await http.get(URL, params={"limit": 2}, headers=headers)).json()
    rest = (await http.get(URL, params={"limit": 2, "cursor": first["next_cursor"]}, headers=headers)).json()
    assert [one["id"] for page in (first, rest) for one in page["items"]] == made[::-1]


async def test_it_is_not_for_everyone_and_not_to_be_edited(http: httpx.AsyncClient) -> None:
    _, guide = await someone(Role.GUIDE)
    assert (await http.post(URL, json=new(), headers=guide)).status_code == 403
    headers = await head_office()
    made = (await http.post(URL, json=new(), headers=headers)).json()
    assert (await http.put(f"{URL}/{made['id']}", json=new(), headers=headers)).status_code == 405
    assert (await http.get(f"{URL}/{new_id()}", headers=headers)).json()["code"] == "promotion_not_found"


def tiers(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "spend_and_save", "by": "amount", "tiers": list(given), **more}


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"kind": "free"},
        {"kind": "timed_price"},
        {"kind": "timed_price", "pay_rate": 0},
        {"kind": "timed_price", "pay_rate": 10_000},
        {"kind": "timed_price", "pay_rate": 99.5},
        {"kind": "timed_price", "price": 0},
        {"kind": "timed_price", "price": 100, "pay_rate": 100},
        {"kind": "timed_price", "prices": {SKU: 0}},
        {"kind": "timed_price", "prices": {"sku": 100}},
        {"kind": "timed_price", "prices": {str(new_id()): 100 for _ in range(201)}},
        {"kind": "member_price", "levels": []},
        {"kind": "member_price", "levels": [{"level": 0, "pay_rate": 9_000}]},
        {"kind": "member_price", "levels": [{"level": 1}]},
        {"kind": "member_price", "levels": [{"level": 2, "pay_rate": 9_000}, {"level": 1, "pay_rate": 8_000}]},
        {"kind": "n_for_price", "n": 1, "price": 100},
        {"kind": "n_for_price", "n": 100, "price": 100},
        {"kind": "n_for_price", "n": 3, "price": -1},
        {"kind": "nth_percent", "n": 2, "pay_rate": -1},
        {"kind": "nth_percent", "n": 2, "pay_rate": 10_000},
        {"kind": "bundle", "price": 100, "parts": []},
        {"kind": "bundle", "price": 100, "parts": [{"skus": [SKU]}]},
        {"kind": "bundle", "price": 100, "parts": [{"quantity": 2}]},
        {"kind": "bundle", "price": 100, "parts": [{"skus": [SKU]}, {"skus": [SKU, OTHER]}]},
        tiers(),
        tiers({"at": 100}),
        tiers({"at": 0, "money_off": 1}),
        tiers({"at": 100, "money_off": 101}),
        tiers({"at": 100, "money_off": 10, "off_rate": 10}),
        tiers({"at": 100, "money_off": 10, "cap": 5}),
        tiers({"at": 100, "gift": {"sku_id": SKU, "quantity": 0}}),
        tiers({"at": 100, "gift": {"sku_id": SKU}}),
        tiers({"at": 200, "points": 1}, {"at": 100, "points": 2}),
        tiers({"at": 100, "points": 1}, {"at": 200, "points": 2}, repeats=True),
        tiers(*({"at": at, "points": 1} for at in range(1, 12))),
        tiers({"at": 100, "points": 1}, unknown=1),
    ],
)
async def test_terms_that_make_no_sense_are_refused_and_nothing_is_made(
    http: httpx.AsyncClient, terms: dict[str, Any]
) -> None:
    answer = await http.post(URL, json=new() | {"terms": terms}, headers=await head_office())
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]
    assert not await Promotion.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "长" * 65},
        {"priority": -1},
        {"exclusion_group": "长" * 33},
        {"scope": {"skus": ["x"]}},
        {"scope": {"skus": [SKU] * 201}},
        {"scope": {"products": [SKU], "excluded_products": [SKU]}},
        {"scope": {"channels": ["drone"]}},
        {"starts_at": "2036-05-01T20:00:00"},
        {"starts_at": "2036-05-02T00:00:00+08:00", "ends_at": "2036-05-01T00:00:00+08:00"},
        {"starts_at": "2020-05-01T00:00:00+08:00", "ends_at": "2020-05-02T00:00:00+08:00"},
        {"ended": True},
    ],
)
async def test_a_promotion_that_makes_no_sense_is_refused(http: httpx.AsyncClient, fields: dict[str, Any]) -> None:
    answer = await http.post(URL, json=new(**fields), headers=await head_office())
    assert answer.status_code == 422, answer.text
    assert not await Promotion.exists()
