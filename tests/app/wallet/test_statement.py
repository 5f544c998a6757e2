"""The member's own view of points and stored value."""

import httpx

from app.events.orders import OrderPaid
from app.kernel.ids import new_id
from app.wallet.earn import earn, make_usable
from app.wallet.grant import grant
from app.wallet.hold import hold
from app.wallet.spend import spend
from app.wallet.statement import REASONS, order_of, reason_of
from tests.app.orders.factory import Drain, Shopper, shopper
from tests.app.wallet.factory import paid, received, with_stored_value
from tests.app.wallet.top_ups import topped_up


async def earned(buyer: Shopper, goods_amount: int) -> OrderPaid:
    order = paid(buyer.member_id, goods_amount)
    await earn(order)
    await make_usable(received(order))
    return order


async def test_points_entries_say_in_chinese_what_happened(http: httpx.AsyncClient) -> None:
    buyer = await shopper(http)
    order = await earned(buyer, 10_000)
    await grant(buyer.member_id, 5, f"points:adjusted:{buyer.member_id}:1")
    spending = new_id()
    await hold(buyer.member_id, spending, 30, 0)
    await spend(spending)
    items = (await buyer.call("GET", "/me/points")).json()["items"]
    assert [(one["reason"], one["points"], one["pending"], one["order_id"]) for one in items] == [
        ("下单抵扣", -30, 0, str(spending)),
        ("客服调整", 5, 0, None),
        ("购物积分到账", 100, -100, str(order.order_id)),
        ("购物获得，收货后可用", 0, 100, str(order.order_id)),
    ]
    assert sum(one["points"] for one in items) == 75


async def test_entries_come_in_pages_without_gap_or_repeat(http: httpx.AsyncClient) -> None:
    buyer = await shopper(http)
    for points in range(1, 8):
        await grant(buyer.member_id, points, f"gift:{new_id()}")
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await buyer.call("GET", f"/me/points?limit=3{cursor and '&cursor=' + cursor}")).json()
        seen += [one["points"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [7, 6, 5, 4, 3, 2, 1]


async def test_the_wallet_shows_balances_and_what_runs_out_next(http: httpx.AsyncClient) -> None:
    buyer = await shopper(http)
    empty = (await buyer.call("GET", "/me/wallet")).json()
    assert set(empty.values()) == {0, None}
    await earned(buyer, 10_000)
    await earn(paid(buyer.member_id, 7_000))
    await with_stored_value(1_000, 200, buyer.member_id)
    shown = (await buyer.call("GET", "/me/wallet")).json()
    assert shown["expiring"]["points"] == shown["points"] == 100
    assert (shown["points_pending"], shown["points_owed"]) == (70, 0)
    assert (shown["stored_value"], shown["principal"], shown["bonus"]) == (1_200, 1_000, 200)


async def test_stored_value_entries_tell_principal_from_bonus(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    buyer, _ = await topped_up(http, sandbox, drain, 5_000)
    order_id = new_id()
    await hold(buyer.member_id, order_id, 0, 2_000)
    items = (await buyer.call("GET", "/me/stored-value")).json()["items"]
    assert [(one["reason"], one["amount"], one["bonus"]) for one in items] == [
        ("下单使用储值", -2_000, 0),
        ("储值到账", 5_000, 0),
    ]


async def test_nobody_sees_someone_elses_wallet(http: httpx.AsyncClient) -> None:
    rich, other = await shopper(http), await shopper(http)
    await earned(rich, 10_000)
    assert (await other.call("GET", "/me/points")).json() == {"items": [], "next_cursor": None}
    for path in ("/me/wallet", "/me/points", "/me/stored-value", "/top-ups"):
        assert (await http.get(f"/mp/v1{path}")).status_code == 401


def test_every_kind_of_posting_has_its_words() -> None:
    order_id = new_id()
    for prefix, words in REASONS.items():
        assert reason_of(f"{prefix}:{order_id}:3") == words
    assert reason_of("promotion:coupon") == "活动赠送"
    assert order_of(f"points:held:{order_id}") == order_id
    assert order_of(f"points:refund:{order_id}:4:owed") == order_id
    assert order_of("principal:topped_up:whatever") is None
