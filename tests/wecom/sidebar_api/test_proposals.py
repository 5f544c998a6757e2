"""A guide puts goods together for a customer, who orders them (代客下单)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.catalog.models import Product
from app.content.models import ContentSend, Proposal
from app.kernel import clock, db
from app.kernel.actor import ActorKind
from app.kernel.ids import new_id
from app.staff.models import Staff
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import home_of
from tests.app.showcase.factory import own_word, shop
from tests.wecom.sidebar_api.factory import Desk, Person, bearer, desk, person

GUIDE, SHOPPER = "/guide/v1", "/mp/v1"


def wish(of: Person, *lines: tuple[UUID, int], **more: Any) -> dict[str, Any]:
    wanted = [{"sku_id": str(sku_id), "quantity": quantity} for sku_id, quantity in lines]
    return {"to_external_userid": of.external_userid, "lines": wanted, "note": "春茶到了", **more}


async def proposed(http: httpx.AsyncClient, guide: Desk, of: Person, *lines: tuple[UUID, int]) -> Any:
    answer = await http.post(f"{GUIDE}/proposals", headers=guide.headers, json=wish(of, *lines))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def send(http: httpx.AsyncClient, guide: Desk, proposal: Any, to: Person) -> httpx.Response:
    body = {"subject": "proposal", "id": proposal["id"], "to_external_userid": to.external_userid}
    return await http.post(f"{GUIDE}/sends", headers=guide.headers, json=body)


async def seen_by(http: httpx.AsyncClient, who: Person, proposal: Any) -> httpx.Response:
    headers = bearer(ActorKind.MEMBER, who.id)
    return await http.get(f"{SHOPPER}/proposals/{proposal['id']}", headers=headers)


async def own(http: httpx.AsyncClient, guide: Desk, proposal: Any) -> Any:
    answer = await http.get(f"{GUIDE}/proposals/{proposal['id']}", headers=guide.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def order(http: httpx.AsyncClient, who: Person, shown: Any) -> Any:
    """As the mini-program does it: what it was shown, quoted and placed in the usual way."""
    lines = [{"sku_id": one["sku_id"], "quantity": one["quantity"]} for one in shown["lines"]]
    body = {"lines": lines, "store_id": shown["store_id"], "address_id": str(await home_of(who.id))}
    headers = bearer(ActorKind.MEMBER, who.id)
    quoted = await http.post(f"{SHOPPER}/quotes", headers=headers, json=body)
    assert quoted.status_code == 200, quoted.text
    placed = await http.post(f"{SHOPPER}/orders", headers=headers | {"Idempotency-Key": new_id().hex}, json=body)
    assert placed.status_code == 201, placed.text
    return placed.json()


async def test_from_the_guides_list_to_the_customers_order(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer("王小明")
    tea, cup = await stocked(10, "12.90"), await stocked(3, "99.00", 2)
    made = await proposed(http, guide, who, (tea.sku_id, 1), (cup.sku_id, 1), (tea.sku_id, 1))
    assert [(one["price"], one["quantity"], one["availability"]) for one in made["lines"]] == [
        (1_290, 2, "enough"),
        (9_900, 1, "enough"),
    ]
    assert (made["state"], made["sent_at"], made["nickname"]) == ("open", None, "王小明")
    sent = (await send(http, guide, made, who)).json()
    card = sent["message"]["miniprogram"]
    page, _, token = card["page"].partition("&s=")
    assert (page, card["title"]) == (f"pages/proposal/index.html?id={made['id']}", "李娜为您挑选的商品")
    row = await ContentSend.get(id=sent["send_id"])
    assert (row.kind, row.member_id, row.subject_id) == ("proposal", who.id, UUID(made["id"]))

    member = bearer(ActorKind.MEMBER, who.id)
    assert (await http.post(f"{SHOPPER}/entrances", headers=member, json={"token": token})).status_code == 204
    shown = (await seen_by(http, who, made)).json()
    assert (shown["guide"], shown["note"], shown["state"], shown["order_id"]) == ("李娜", "春茶到了", "open", None)
    assert [(one["title"], one["price"], one["quantity"]) for one in shown["lines"]] == [
        ("龙井 1 号", 1_290, 2),
        ("龙井 2 号", 9_900, 1),
    ]
    placed = await order(http, who, shown)
    assert await db.fetch_value("SELECT entrance_source_id FROM orders") == row.id

    after = (await seen_by(http, who, made)).json()
    assert (after["state"], after["order_id"], after["lines"]) == ("ordered", placed["id"], [])
    told = await own(http, guide, made)
    assert (told["state"], told["order_id"], told["order_total"]) == ("ordered", placed["id"], placed["total"])
    [listed] = (await http.get(f"{GUIDE}/proposals", headers=guide.headers)).json()["items"]
    assert (listed["id"], listed["state"], listed["order_status"]) == (made["id"], "ordered", "unpaid")


async def test_another_order_of_the_customer_is_not_the_proposals(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who, other = await guide.customer("王小明"), await guide.customer("张三")
    made = await proposed(http, guide, who, ((await stocked()).sku_id, 1))
    sent = (await send(http, guide, made, who)).json()
    source = {"entrance_kind": "guide", "entrance_source_id": sent["send_id"]}
    await guide.order(who)
    await guide.order(other, **source)
    assert (await own(http, guide, made))["order_id"] is None
    cancelled = await guide.order(who, status="cancelled", **source)
    assert (await own(http, guide, made))["order_id"] == str(cancelled)
    living = await guide.order(who, **source)
    assert (await own(http, guide, made))["order_id"] == str(living)


async def test_what_cannot_be_had_is_marked(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    store_id, _ = await shop()
    await Staff.filter(id=guide.id).update(store_id=store_id)
    goods = [await stocked(stock, number=number) for number, stock in enumerate((5, 5, 0, 5, 1), 1)]
    made = await proposed(http, guide, who, *((one.sku_id, 2) for one in goods))
    await Product.filter(id=goods[1].product_id).update(shelf="off")
    await own_word(store_id, goods[3].sku_id, sold=False)
    await own_word(store_id, goods[0].sku_id, price=990)
    shown = (await seen_by(http, who, made)).json()
    assert shown["store_id"] == str(store_id)
    assert [one["availability"] for one in shown["lines"]] == ["enough", "gone", "sold_out", "gone", "short"]
    assert [one["price"] for one in shown["lines"]] == [990, 1_290, 1_290, 1_290, 1_290]
    assert (await own(http, guide, made))["lines"] == shown["lines"]


async def test_it_is_for_that_customer_alone(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    who, friend = await guide.customer("王小明"), await guide.customer("张三")
    made = await proposed(http, guide, who, ((await stocked()).sku_id, 1))
    for stranger in (friend, await person("路人")):
        refused = await seen_by(http, stranger, made)
        assert (refused.status_code, refused.json()["code"]) == (404, "proposal_not_found")
    assert (await http.get(f"{SHOPPER}/proposals/{made['id']}")).status_code == 401
    assert (await http.get(f"{SHOPPER}/proposals/{made['id']}", headers=guide.headers)).status_code == 401
    refused = await send(http, guide, made, friend)
    assert (refused.status_code, refused.json()["code"]) == (404, "proposal_not_found")
    refused = await send(http, other, made, await other.customer())
    assert (refused.status_code, refused.json()["code"]) == (404, "proposal_not_found")
    chat = {"subject": "proposal", "id": made["id"], "chat_id": await guide.group(who)}
    assert (await http.post(f"{GUIDE}/sends", headers=guide.headers, json=chat)).status_code == 404
    poster = {"subject": "proposal", "id": made["id"]}
    assert (await http.get(f"{GUIDE}/posters", headers=guide.headers, params=poster)).status_code == 404
    assert await ContentSend.all().count() == 0


async def test_it_lasts_a_day(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    made = await proposed(http, guide, who, ((await stocked()).sku_id, 1))
    kept = await Proposal.get(id=made["id"])
    assert kept.expires_at - kept.created_at == timedelta(hours=24)
    await Proposal.filter(id=made["id"]).update(expires_at=clock.now())
    shown = (await seen_by(http, who, made)).json()
    assert (shown["state"], shown["lines"]) == ("expired", [])
    assert (await own(http, guide, made))["state"] == "expired"
    refused = await send(http, guide, made, who)
    assert (refused.status_code, refused.json()["code"]) == (409, "proposal_over")


async def test_what_is_wrong_is_refused_and_nothing_is_kept(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who, tea, gone = await guide.customer(), await stocked(), await stocked(number=2)
    await Product.filter(id=gone.product_id).update(shelf="off")
    unknown = new_id()
    path, headers = f"{GUIDE}/proposals", guide.headers
    refused = await http.post(path, headers=headers, json=wish(who, (tea.sku_id, 1), (gone.sku_id, 1), (unknown, 1)))
    assert (refused.status_code, refused.json()["code"]) == (422, "not_proposable")
    assert set(refused.json()["facts"]["sku_ids"]) == {str(gone.sku_id), str(unknown)}
    for bad in (
        wish(who),
        wish(who, (tea.sku_id, 0)),
        wish(who, (tea.sku_id, 1_000)),
        wish(who, *((new_id(), 1) for _ in range(51))),
        wish(who, (tea.sku_id, 1), note="长" * 201),
        wish(who, (tea.sku_id, 1)) | {"price": 1},
    ):
        assert (await http.post(path, headers=headers, json=bad)).status_code == 422
    assert await Proposal.all().count() == 0


async def test_proposals_and_tags_are_limited(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wecom.sidebar_api.proposals.A_MINUTE", 1)
    monkeypatch.setattr("wecom.sidebar_api.tags.CHANGES_A_MINUTE", 1)
    guide = await desk("李娜")
    who, tea = await guide.customer(), await stocked()
    await proposed(http, guide, who, (tea.sku_id, 1))
    again = await http.post(f"{GUIDE}/proposals", headers=guide.headers, json=wish(who, (tea.sku_id, 1)))
    assert again.status_code == 429
    path, query = f"{GUIDE}/customers/{who.id}/tags", {"tag_id": str(new_id())}
    said = [(await http.delete(path, headers=guide.headers, params=query)).status_code for _ in range(2)]
    assert said == [200, 429]


async def test_proposals_come_in_pages(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    who, tea = await guide.customer(), await stocked()
    made = [(await proposed(http, guide, who, (tea.sku_id, 1)))["id"] for _ in range(3)]
    await proposed(http, other, await other.customer(), (tea.sku_id, 1))
    path, headers = f"{GUIDE}/proposals", guide.headers
    first = (await http.get(path, headers=headers, params={"limit": 2})).json()
    last = (await http.get(path, headers=headers, params={"cursor": first["next_cursor"]})).json()
    assert [one["id"] for one in first["items"] + last["items"]] == made[::-1]
    assert last["next_cursor"] is None
