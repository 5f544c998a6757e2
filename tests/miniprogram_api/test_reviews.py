from typing import Any

import httpx
import pytest

from app.reviews.models import Review
from tests.app.aftersale.factory import delivered, line_ids
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import Shopper, shopper
from tests.app.reviews.factory import PICTURE


async def line_of(someone: Shopper) -> tuple[str, str]:
    """(product, order line) that somebody received."""
    goods = await stocked(stock=9)
    (line,) = await line_ids(await delivered(someone.member_id, (goods.sku_id, 1)))
    return str(goods.product_id), str(line)


async def test_a_member_reviews_and_anyone_reads_it(http: httpx.AsyncClient) -> None:
    someone = await shopper(http)
    product, line = await line_of(someone)
    written = await someone.call("POST", "/reviews", json={"order_line_id": line, "score": 4})
    assert written.status_code == 201, written.text
    again = await someone.call("POST", "/reviews", json={"order_line_id": line, "score": 4})
    assert (again.status_code, again.json()["code"]) == (409, "reviewed_already")
    one = f"/reviews/{written.json()['id']}"
    added = await someone.call("POST", f"{one}/addition", json={"text": "还是香"})
    assert (added.status_code, added.json()["addition_status"]) == (201, "pending")
    page = (await http.get(f"/mp/v1/products/{product}/reviews", params={"score": 4})).json()
    assert [(each["score"], each["nickname"], each["addition"]) for each in page["items"]] == [(4, "匿名用户", "")]
    assert (await http.get(f"/mp/v1/products/{product}/reviews/summary")).json()["average"] == 40
    assert (await someone.call("GET", one)).json()["order_line_id"] == line
    own = (await someone.call("GET", "/reviews")).json()
    assert [each["id"] for each in own["items"]] == [written.json()["id"]]


async def test_a_stranger_finds_neither_the_line_nor_the_review(http: httpx.AsyncClient) -> None:
    someone, stranger = await shopper(http), await shopper(http)
    _, line = await line_of(someone)
    body = {"order_line_id": line, "score": 1}
    assert (await stranger.call("POST", "/reviews", json=body)).status_code == 404
    written = (await someone.call("POST", "/reviews", json=body)).json()["id"]
    assert (await stranger.call("GET", f"/reviews/{written}")).status_code == 404
    added = await stranger.call("POST", f"/reviews/{written}/addition", json={"text": "难喝"})
    assert added.status_code == 404
    assert (await http.post("/mp/v1/reviews", json=body)).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": 0},
        {"score": 6},
        {"score": 4.5},
        {"score": "5"},
        {"text": "茶" * 501},
        {"pictures": [PICTURE] * 10},
        {"pictures": ["http://cdn.example.com/tea.jpg"]},
        {"pictures": ["javascript:alert(1)"]},
        {"status": "shown"},
        {"order_line_id": "1"},
    ],
)
async def test_a_wrong_review_is_refused_and_nothing_is_kept(http: httpx.AsyncClient, wrong: dict[str, Any]) -> None:
    someone = await shopper(http)
    _, line = await line_of(someone)
    answer = await someone.call("POST", "/reviews", json={"order_line_id": line, "score": 5} | wrong)
    assert answer.status_code == 422, answer.text
    assert await Review.all().count() == 0
