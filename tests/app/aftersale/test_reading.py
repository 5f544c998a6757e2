"""Members see their own after-sales, the seller sees all, page by page."""

from uuid import UUID

import httpx

from app.aftersale.states import AfterSaleKind
from app.orders import queries as orders
from tests.app.aftersale.factory import ask, delivered, line_ids, one
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import Shopper, shopper
from tests.backoffice_api.factory import head_office

RETURN = AfterSaleKind.RETURN


async def asked(buyer: Shopper, pieces: int = 3) -> list[str]:
    """A return of each piece of a new order."""
    goods = await stocked(stock=20)
    order_id = await delivered(buyer.member_id, (goods.sku_id, pieces))
    (line,) = await line_ids(order_id)
    return [str(await ask(order_id, buyer.member_id, {line: 1}, RETURN)) for _ in range(pieces)]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["items"]]


async def test_a_member_sees_their_own_and_nobody_elses(http: httpx.AsyncClient) -> None:
    buyer, stranger = await shopper(http), await shopper(http)
    (mine,), (theirs,) = await asked(buyer, 1), await asked(stranger, 1)
    assert ids(await buyer.call("GET", "/after-sales")) == [mine]
    shown = (await buyer.call("GET", f"/after-sales/{mine}")).json()
    assert (shown["id"], shown["kind"], shown["status"], len(shown["lines"])) == (mine, "return", "requested", 1)
    parcel = {"carrier": "SF", "tracking_no": "SF1234567890"}
    for method, path, body in (
        ("GET", f"/after-sales/{theirs}", None),
        ("POST", f"/after-sales/{theirs}/withdraw", None),
        ("POST", f"/after-sales/{theirs}/return-parcel", parcel),
    ):
        refused = await buyer.call(method, path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (404, "after_sale_not_found"), path
    everyones = await http.get("/admin/v1/after-sales", headers=await head_office())
    assert ids(everyones) == [theirs, mine]


async def test_they_come_newest_first_in_pages_by_status_and_order(http: httpx.AsyncClient) -> None:
    buyer = await shopper(http)
    first, second, third = await asked(buyer)
    (other,) = await asked(buyer, 1)
    page = await buyer.call("GET", "/after-sales?limit=3")
    assert (ids(page), page.json()["next_cursor"]) == ([other, third, second], second)
    rest = await buyer.call("GET", f"/after-sales?limit=3&cursor={second}")
    assert (ids(rest), rest.json()["next_cursor"]) == ([first], None)
    assert (await buyer.call("POST", f"/after-sales/{second}/withdraw")).json()["status"] == "withdrawn"
    assert ids(await buyer.call("GET", "/after-sales?status=withdrawn")) == [second]
    order_id = (await one(UUID(other))).order_id
    assert ids(await buyer.call("GET", f"/after-sales?order_id={order_id}")) == [other]
    assert (await orders.facts(order_id)).open_claims == 1
