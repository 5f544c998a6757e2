"""Packing, the counter, and what WeChat was told, at head office's door."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from app.delivery.states import Fulfilment
from app.fulfilment.models import ShippingUpload
from app.fulfilment.states import UploadStatus
from app.kernel.ids import new_id
from app.staff.states import Role
from tests.app.fulfilment.factory import lines_of, packed, parcels_of
from tests.backoffice_api.factory import head_office, someone

ADMIN = "/admin/v1"
A, B, SHOP = UUID(int=1), UUID(int=2), UUID(int=5)
LABEL = {"carrier": "ZTO", "tracking_no": "78123456789012"}


async def test_parcels_are_listed_by_place_and_state_page_by_page(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    for _ in range(3):
        await packed([(A, 1), (B, 1)])
    query: dict[str, Any] = {"location_id": str(A), "status": "waiting", "limit": 2}
    page = (await http.get(f"{ADMIN}/parcels", params=query, headers=headers)).json()
    rest = (await http.get(f"{ADMIN}/parcels", params=query | {"cursor": page["next_cursor"]}, headers=headers)).json()
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)
    assert {item["location_id"] for item in page["items"] + rest["items"]} == {str(A)}
    assert (await http.get(f"{ADMIN}/parcels", params={"kind": "pick_up"}, headers=headers)).json()["items"] == []


async def test_who_packs_sees_to_whom_it_goes_and_what_is_in_it(http: httpx.AsyncClient) -> None:
    _, (parcel,) = await packed([(A, 2)])
    shown = (await http.get(f"{ADMIN}/parcels/{parcel.id}", headers=await head_office())).json()
    assert shown["recipient"] == {
        "name": "小满",
        "phone": "13800001111",
        "region": "上海市 黄浦区",
        "street": "人民大道 1 号",
    }
    assert [(line["title"], line["quantity"]) for line in shown["lines"]] == [("龙井 1 号", 2)]
    assert shown["tracks"] == []


async def test_a_parcel_is_sent_corrected_and_delivered(http: httpx.AsyncClient) -> None:
    headers, (order, (parcel,)) = await head_office(), await packed([(A, 2)])
    path = f"{ADMIN}/parcels/{parcel.id}"
    (line,) = await lines_of(order)
    part = {"pieces": [{"order_line_id": str(line), "quantity": 1}]}
    split = await http.post(f"{path}/split", json=part, headers=headers)
    assert split.status_code == 201, split.text
    sent = await http.post(f"{path}/ship", json=LABEL, headers=headers)
    assert sent.json() == {"id": str(parcel.id)}
    again = await http.post(f"{path}/ship", json=LABEL, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "parcel_not_waiting")
    other = LABEL | {"tracking_no": "78999999999999"}
    assert (await http.post(f"{path}/correction", json=other, headers=headers)).status_code == 204
    assert (await http.post(f"{path}/delivery", json={"proof": "本人签收"}, headers=headers)).status_code == 204
    shown = (await http.get(path, headers=headers)).json()
    assert (shown["status"], shown["tracking_no"], shown["carrier_name"]) == ("delivered", "78999999999999", "中通快递")
    assert len(await parcels_of(order)) == 2


async def test_a_part_is_sent_and_the_answer_names_its_parcel(http: httpx.AsyncClient) -> None:
    headers, (order, (parcel,)) = await head_office(), await packed([(A, 2)])
    (line,) = await lines_of(order)
    body = LABEL | {"pieces": [{"order_line_id": str(line), "quantity": 1}]}
    sent = (await http.post(f"{ADMIN}/parcels/{parcel.id}/ship", json=body, headers=headers)).json()
    assert sent["id"] != str(parcel.id)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"carrier": ""},
        LABEL | {"tracking_no": "7" * 65},
        LABEL | {"pieces": []},
        LABEL | {"pieces": [{"order_line_id": "x", "quantity": 1}]},
        *(LABEL | {"pieces": [{"order_line_id": str(A), "quantity": count}]} for count in (0, -1, 1.5, "2", 10**9)),
        LABEL | {"status": "delivered"},
        {"carrier": "UPS", "tracking_no": "78123456789012"},
    ],
)
async def test_a_bad_shipment_is_refused_and_changes_nothing(http: httpx.AsyncClient, body: dict[str, Any]) -> None:
    order, (parcel,) = await packed([(A, 2)])
    answer = await http.post(f"{ADMIN}/parcels/{parcel.id}/ship", json=body, headers=await head_office())
    assert answer.status_code == 422, answer.text
    assert [found.status for found in await parcels_of(order)] == ["waiting"]


async def test_only_who_packs_may(http: httpx.AsyncClient) -> None:
    _, (parcel,) = await packed([(A, 2)])
    _, guide = await someone(Role.GUIDE)
    for method, path in (("GET", ""), ("GET", f"/{parcel.id}"), ("POST", f"/{parcel.id}/ship")):
        answer = await http.request(method, f"{ADMIN}/parcels{path}", headers=guide)
        assert answer.status_code == 403
    _, merchandiser = await someone(Role.MERCHANDISER)
    assert (await http.get(f"{ADMIN}/parcels/{parcel.id}", headers=merchandiser)).status_code == 200
    missing = await http.get(f"{ADMIN}/parcels/{new_id()}", headers=merchandiser)
    assert (missing.status_code, missing.json()["code"]) == (404, "parcel_not_found")


async def test_a_code_is_redeemed_at_its_store_once(http: httpx.AsyncClient) -> None:
    order, (parcel,) = await packed([(A, 2)], fulfilment=Fulfilment.PICK_UP, store_id=SHOP)
    headers, path = await head_office(), f"{ADMIN}/pick-ups/{parcel.pick_up_code}/redeem"
    elsewhere = await http.post(path, json={"store_id": str(A)}, headers=headers)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "pick_up_elsewhere")
    here = await http.post(path, json={"store_id": str(SHOP)}, headers=headers)
    assert (here.status_code, here.json()["order_number"]) == (200, order.number)
    again = await http.post(path, json={"store_id": str(SHOP)}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "already_handed_over")


async def test_who_guesses_codes_is_stopped(http: httpx.AsyncClient) -> None:
    headers, body = await head_office(), {"store_id": str(SHOP)}
    tries = [await http.post(f"{ADMIN}/pick-ups/{n:012d}/redeem", json=body, headers=headers) for n in range(31)]
    assert [answer.status_code for answer in tries] == [404] * 30 + [429]
    assert (await http.post(f"{ADMIN}/exits/{0:012d}/check", json=body, headers=headers)).status_code == 429


async def test_scanned_goods_pass_the_exit(http: httpx.AsyncClient) -> None:
    _, (parcel,) = await packed([(A, 2)], fulfilment=Fulfilment.IN_STORE, store_id=SHOP)
    path = f"{ADMIN}/exits/{parcel.pick_up_code}/check"
    answer = await http.post(path, json={"store_id": str(SHOP)}, headers=await head_office())
    assert answer.status_code == 200, answer.text


async def test_what_wechat_refused_is_seen_and_tried_again(http: httpx.AsyncClient) -> None:
    order, _ = await packed([(A, 1)], fulfilment=Fulfilment.VIRTUAL)
    await ShippingUpload.all().update(status=UploadStatus.FAILED, last_error="已用完重新发货机会 (code 10060003)")
    headers = await head_office()
    page = (await http.get(f"{ADMIN}/shipping-uploads", params={"status": "failed"}, headers=headers)).json()
    assert [(item["order_id"], item["last_error"]) for item in page["items"]] == [
        (str(order.id), "已用完重新发货机会 (code 10060003)")
    ]
    retried = await http.post(f"{ADMIN}/shipping-uploads/{order.id}/retry", headers=headers)
    assert retried.status_code == 204
    assert (await ShippingUpload.get(order_id=order.id)).status is UploadStatus.OWED
    unknown = await http.post(f"{ADMIN}/shipping-uploads/{new_id()}/retry", headers=headers)
    assert unknown.status_code == 404


async def test_carriers_are_told_by_code_and_name(http: httpx.AsyncClient) -> None:
    carriers = (await http.get(f"{ADMIN}/carriers", headers=await head_office())).json()["items"]
    assert {"code": "SF", "name": "顺丰速运"} in carriers
