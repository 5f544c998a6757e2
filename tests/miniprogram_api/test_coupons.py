"""Coupons at the mini-program's door."""

from secrets import token_hex
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.kernel.ids import new_id
from app.promotions.coupons import windows
from app.promotions.coupons.lock import lock
from app.promotions.coupons.make_codes import make_codes
from tests.app.orders.factory import Shopper, shopper
from tests.app.promotions.coupons.factory import coupon, let_end, template


async def listed(member: Shopper, path: str, **query: Any) -> dict[str, Any]:
    answer = await member.call("GET", path, params=query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def test_an_offer_is_claimed_and_shows_how_it_stands(http: httpx.AsyncClient) -> None:
    member = await shopper(http)
    plenty, last = await template(per_member=2), await template(stock=1, title="最后一张")
    await template(mode="code")
    for offer in (plenty, last):
        answer = await member.call("POST", f"/coupon-offers/{offer}/claim")
        assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (shown["status"], shown["title"], shown["terms"]) == (
        "ready",
        "最后一张",
        {"amount": 1000, "threshold": 5000},
    )
    offers = (await listed(member, "/coupon-offers"))["items"]
    assert [(one["id"], one["claimed"], one["sold_out"], one["claimable"]) for one in offers] == [
        (str(last), 1, True, False),
        (str(plenty), 1, False, True),
    ]
    again = await member.call("POST", f"/coupon-offers/{last}/claim")
    assert (again.status_code, again.json()["code"]) == (409, "coupon_sold_out")
    assert (await listed(member, "/coupons"))["items"][0] == shown


async def test_what_is_not_on_offer_answers_404(http: httpx.AsyncClient) -> None:
    member = await shopper(http)
    for offer in (new_id(), await template(mode="reward")):
        answer = await member.call("POST", f"/coupon-offers/{offer}/claim")
        assert (answer.status_code, answer.json()["code"]) == (404, "coupon_offer_not_found")
    assert (await http.get("/mp/v1/coupons")).status_code == 401
    assert (await http.get("/mp/v1/coupon-offers")).status_code == 401


async def test_a_code_is_redeemed_once(http: httpx.AsyncClient) -> None:
    member, other = await shopper(http), await shopper(http)
    of = await template(mode="code", per_member=3)
    await make_codes(of, 1)
    code = (await windows.codes(of, None, 1)).items[0].code
    answers = [await one.call("POST", "/coupons/redeem", json={"code": code}) for one in (member, member, other)]
    assert [answer.status_code for answer in answers] == [201, 409, 409]
    assert {answer.json()["code"] for answer in answers[1:]} == {"coupon_code_used"}
    wrong = await member.call("POST", "/coupons/redeem", json={"code": token_hex(6)})
    assert (wrong.status_code, wrong.json()["code"]) == (404, "coupon_code_not_found")


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": "A" * 41}, {"code": 5}, {"code": "A", "amount": 1}])
async def test_what_is_no_code_is_refused(http: httpx.AsyncClient, body: dict[str, Any]) -> None:
    member = await shopper(http)
    assert (await member.call("POST", "/coupons/redeem", json=body)).status_code == 422


async def test_guessing_is_stopped(http: httpx.AsyncClient) -> None:
    member = await shopper(http)
    answers = [await member.call("POST", "/coupons/redeem", json={"code": token_hex(6)}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [404] * 10 + [429]


async def test_coupons_are_listed_by_status_in_pages_and_only_ones_own(http: httpx.AsyncClient) -> None:
    member, other = await shopper(http), await shopper(http)
    of = await template()
    ready = [await coupon(member.member_id, of) for _ in range(3)]
    locked, ended = await coupon(member.member_id, of), await coupon(member.member_id, of)
    foreign = await coupon(other.member_id, of)
    await lock(member.member_id, [locked], new_id())
    await let_end(ended)
    first = await listed(member, "/coupons", limit=2)
    second = await listed(member, "/coupons", limit=2, cursor=first["next_cursor"])
    assert [UUID(one["id"]) for one in first["items"] + second["items"]] == ready[::-1]
    assert second["next_cursor"] is None
    for status, expected in (("locked", [str(locked)]), ("expired", [str(ended)]), ("used", [])):
        assert [one["id"] for one in (await listed(member, "/coupons", status=status))["items"]] == expected
    for unknown in (foreign, new_id()):
        answer = await member.call("GET", f"/coupons/{unknown}")
        assert (answer.status_code, answer.json()["code"]) == (404, "coupon_not_found")
    assert (await member.call("GET", f"/coupons/{ended}")).json()["status"] == "expired"


@pytest.mark.parametrize("query", [{"status": "void"}, {"limit": 0}, {"limit": 101}, {"cursor": "x"}, {"member": "1"}])
async def test_a_wrong_query_is_refused(http: httpx.AsyncClient, query: dict[str, Any]) -> None:
    assert (await (await shopper(http)).call("GET", "/coupons", params=query)).status_code == 422
