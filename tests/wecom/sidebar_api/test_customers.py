"""What a guide sees beside a chat with a customer."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.aftersale.models import AfterSale
from app.aftersale.states import AfterSaleKind, AfterSaleStatus, Reason
from app.guides.models import Follow
from app.kernel import clock
from app.kernel.ids import new_id
from app.members.models import Member
from app.orders.cart import put_in_cart
from app.orders.states import OrderStatus
from app.promotions.coupons.states import CouponStatus
from app.staff.queries import staff_by_userid
from app.staff.sync import sync
from tests.app.guides.factory import new_friend
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise
from tests.wecom.sidebar_api.factory import PRICE, Desk, Person, coupon, desk, order, person, product, view

CUSTOMERS = "/guide/v1/customers"


async def screen(http: httpx.AsyncClient, guide: Desk, who: object) -> dict[str, Any]:
    answer = await http.get(f"{CUSTOMERS}/{who}", headers=guide.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def give_back(of: Person, order_id: object, fen: int, kind: AfterSaleKind = AfterSaleKind.RETURN) -> None:
    number = new_id().hex
    await AfterSale.create(
        id=new_id(), number=number, order_id=order_id, member_id=of.id, idempotency_key=number, kind=kind,
        status=AfterSaleStatus.DONE, reason=Reason.UNWANTED, amount=fen, created_at=clock.now(),
    )  # fmt: skip


async def test_a_customer_at_a_glance(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer("王小明")
    await Member.filter(id=who.id).update(level=2)
    paid = await guide.order(who, total=10_000)
    await guide.order(who, total=5_001)
    await guide.order(who, total=7_777, status=OrderStatus.UNPAID, paid_at=None)
    await give_back(who, paid, 1_500)
    await give_back(who, paid, 9_000, AfterSaleKind.EXCHANGE)
    tea, _ = await product("明前龙井")
    cup, _ = await product("盖碗")
    now = clock.now()
    for product_id, minutes in ((tea, 3), (cup, 2), (tea, 1)):
        await view(who, product_id, now - timedelta(minutes=minutes))
    await view(who, cup, now - timedelta(days=31))
    seen = (await screen(http, guide, who.external_userid))["profile"]
    assert (seen["nickname"], seen["level"], seen["guide"], seen["attributed"]) == ("王小明", 2, "李娜", True)
    assert (seen["channel_code"], seen["member_id"]) == ("李娜的海报", str(who.id))
    assert seen["followed_at"] is not None
    assert (seen["orders"], seen["paid"], seen["average"]) == (2, 15_001, 7_500)
    assert (seen["refunded"], seen["refund_rate"]) == (1_500, 999)
    assert [(one["title"], one["views"]) for one in seen["looked_at"]] == [("明前龙井", 2), ("盖碗", 1)]
    assert seen["last_seen_at"] == seen["looked_at"][0]["last_at"].replace("+00:00", "Z")


async def test_a_phone_is_shown_masked(http: httpx.AsyncClient) -> None:
    guide, who = await desk("李娜"), await person("王小明", "13812345678")
    await Follow.create(
        id=new_id(), external_userid=who.external_userid, staff_id=guide.id, member_id=who.id, followed_at=clock.now()
    )
    answer = await http.get(f"{CUSTOMERS}/{who.id}", headers=guide.headers)
    assert answer.json()["profile"]["phone"] == "138****5678"
    assert "13812345678" not in answer.text


async def test_cart_orders_coupons_and_points_are_of_now(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    _, sku_id = await product()
    await put_in_cart(who.id, sku_id, 3)
    await coupon(who, "满减券")
    await coupon(who, "用过的券", status=CouponStatus.USED, used_at=clock.now())
    for _ in range(6):
        last = await guide.order(who)
    seen = await screen(http, guide, who.id)
    assert [(line["quantity"], line["price"]) for line in seen["cart"]["items"]] == [(3, PRICE)]
    assert [one["title"] for one in seen["coupons"]["items"]] == ["满减券"]
    assert (len(seen["orders"]["items"]), seen["orders"]["items"][0]["id"]) == (5, str(last))
    assert seen["wallet"] == {"points": 0, "points_pending": 0}
    page = await http.get(
        f"{CUSTOMERS}/{who.id}/orders", params={"cursor": seen["orders"]["next_cursor"]}, headers=guide.headers
    )
    assert len(page.json()["items"]) == 1


async def test_a_stranger_to_everything_has_an_empty_screen(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer(friend=False)
    seen = await screen(http, guide, who.external_userid)
    profile = seen["profile"]
    assert (profile["orders"], profile["average"], profile["refund_rate"], profile["looked_at"]) == (0, 0, 0, [])
    assert (profile["followed_at"], profile["last_seen_at"], profile["phone"]) == (None, None, None)
    assert seen["timeline"] == {"items": [], "next_cursor": None}


async def test_the_timeline_is_whole_in_order_and_in_pages(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    who = await guide.customer("王小明", belongs=False)
    now = clock.now()
    await Follow.create(
        id=new_id(), external_userid=who.external_userid, staff_id=other.id, member_id=who.id, followed_at=now
    )
    tea, _ = await product("明前龙井")
    same = now - timedelta(minutes=9)
    for _ in range(3):
        await view(who, tea, same)
    order_id = await guide.order(who, placed_at=now - timedelta(minutes=5), paid_at=now - timedelta(minutes=4))
    await view(who, order_id, now - timedelta(minutes=5), "order_placed")
    await coupon(who, "满减券", status=CouponStatus.USED, used_at=now - timedelta(minutes=3))
    whole = (await screen(http, guide, who.id))["timeline"]["items"]
    assert [one["kind"] for one in whole] == [
        "coupon_used", "order_paid", "order_placed", *["product_view"] * 3, "coupon_got", "befriended",
    ]  # fmt: skip
    assert [one["title"] for one in whole] == [
        "满减券", "李娜卖的茶", "李娜卖的茶", *["明前龙井"] * 3, "满减券", "李娜的海报",
    ]  # fmt: skip
    pages: list[Any] = []
    cursor = None
    while len(pages) < 20:
        query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        answer = await http.get(f"{CUSTOMERS}/{who.id}/timeline", params=query, headers=guide.headers)
        pages += answer.json()["items"]
        if (cursor := answer.json()["next_cursor"]) is None:
            break
    assert pages == whole


@pytest.mark.parametrize("cursor", ["x", "1.2", "1.a.b", "99999999999999999999999.a.{id}", "a.b.{id}", "1.2.3.4"])
async def test_a_made_up_cursor_is_refused(http: httpx.AsyncClient, cursor: str) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    query = {"cursor": cursor.format(id=who.id)}
    answer = await http.get(f"{CUSTOMERS}/{who.id}/timeline", params=query, headers=guide.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


async def test_who_ended_the_friendship_is_no_longer_ones_own(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer(belongs=False)
    await Follow.filter(member_id=who.id).update(ended_at=clock.now())
    for name in (who.id, who.external_userid):
        answer = await http.get(f"{CUSTOMERS}/{name}", headers=guide.headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "customer_not_found")
    assert (await http.get(CUSTOMERS, headers=guide.headers)).json()["items"] == []


async def test_own_customers_in_pages_and_by_name(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    both = await guide.customer("两样都是")
    friend = await guide.customer("只是好友", belongs=False)
    belongs = await guide.customer("只有归属_%", friend=False)
    gone = await guide.customer("已删除", belongs=False)
    await Follow.filter(member_id=gone.id).update(ended_at=clock.now())
    await other.customer("别人的好友")
    tea, _ = await product()
    await view(friend, tea, clock.now())
    listed, cursor = [], None
    for _ in range(3):
        query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await http.get(CUSTOMERS, params=query, headers=guide.headers)).json()
        listed += page["items"]
        cursor = page["next_cursor"]
    assert cursor is None
    assert [one["member_id"] for one in listed] == [str(one.id) for one in (belongs, friend, both)]
    assert [one["external_userid"] for one in listed] == [None, friend.external_userid, both.external_userid]
    assert [one["attributed"] for one in listed] == [True, False, True]
    assert [one["last_seen_at"] is not None for one in listed] == [False, True, False]
    for part, names in (("_%", ["只有归属_%"]), ("只", ["只有归属_%", "只是好友"]), ("别人", []), ("已删除", [])):
        found = (await http.get(CUSTOMERS, params={"q": part}, headers=guide.headers)).json()["items"]
        assert [one["nickname"] for one in found] == names


async def test_a_remark_is_at_wecom_at_once(http: httpx.AsyncClient, enterprise: Enterprise, drain: Drain) -> None:
    await enterprise.hire("lina")
    await sync()
    card = await staff_by_userid("lina")
    assert card
    guide = Desk(card.id, card.userid, card.name)
    friend = await new_friend(enterprise, card, drain)
    name = friend["external_userid"]
    answer = await http.patch(f"{CUSTOMERS}/{name}", json={"remark": "老客户·爱喝龙井"}, headers=guide.headers)
    assert answer.status_code == 204, answer.text
    sent = (await enterprise.calls("externalcontact/remark"))[-1]["body"]
    assert (sent["userid"], sent["external_userid"], sent["remark"]) == ("lina", name, "老客户·爱喝龙井")
    limit = "wecom.sidebar_api.customers.REMARKS_A_MINUTE"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limit, 1)
        again = await http.patch(f"{CUSTOMERS}/{name}", json={"remark": "又改"}, headers=guide.headers)
    assert again.status_code == 429
    await enterprise.post("/wecom/staff/lina/delete_customer", person_id=friend["id"])
    answer = await http.patch(f"{CUSTOMERS}/{name}", json={"remark": "某人"}, headers=guide.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_your_friend")


@pytest.mark.parametrize("remark", ["", "   ", "长" * 21, "两\n行", "退\x08格"])
async def test_a_remark_wecom_would_not_show_is_refused(http: httpx.AsyncClient, remark: str) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    answer = await http.patch(f"{CUSTOMERS}/{who.id}", json={"remark": remark}, headers=guide.headers)
    assert answer.status_code == 422


async def test_who_belongs_and_is_no_friend_gets_no_remark(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer(friend=False)
    answer = await http.patch(f"{CUSTOMERS}/{who.id}", json={"remark": "某人"}, headers=guide.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_your_friend")


async def test_an_order_without_a_guide_is_still_the_customers(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    order_id = await order(who, "自己逛来")
    assert [one["id"] for one in (await screen(http, guide, who.id))["orders"]["items"]] == [str(order_id)]
