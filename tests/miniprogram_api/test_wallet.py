from typing import Any

import httpx
import pytest

from app.wallet.models import TopUp
from app.wallet.offer import offer
from tests.app.orders.factory import shopper
from tests.app.wallet.top_ups import ordered

KEY = {"Idempotency-Key": "a-key-of-mine"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"amount": 0},
        {"amount": -10_000},
        {"amount": 100.5},
        {"amount": "10000"},
        {"amount": 500_001},
        {"amount": 99},
        {"amount": 10_000, "bonus": 10_000},
        {"amount": 10_000, "offer_id": "0198c0de-0000-7000-8000-000000000000"},
        {"offer_id": "not-an-id"},
    ],
)
async def test_a_wrong_wish_is_refused_and_nothing_is_ordered(http: httpx.AsyncClient, body: dict[str, Any]) -> None:
    """macrozheng/mall#998: the client said what was to be paid. Here it names an amount or an offer, never a bonus."""
    buyer = await shopper(http)
    answer = await buyer.call("POST", "/top-ups", json=body, headers=KEY)
    assert answer.status_code == 422, answer.text
    assert await TopUp.all().count() == 0


async def test_a_top_up_needs_a_key_and_keeps_it(http: httpx.AsyncClient) -> None:
    buyer = await shopper(http)
    assert (await buyer.call("POST", "/top-ups", json={"amount": 10_000})).status_code == 400
    first = await ordered(buyer, 10_000, "a-key-of-mine")
    assert await ordered(buyer, 10_000, "a-key-of-mine") == first
    answer = await buyer.call("POST", "/top-ups", json={"amount": 20_000}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")


async def test_offers_are_shown_smallest_first(http: httpx.AsyncClient) -> None:
    for amount, bonus in ((50_000, 5_000), (10_000, 500)):
        await offer(amount, bonus)
    items = (await (await shopper(http)).call("GET", "/top-up-offers")).json()["items"]
    assert [(one["amount"], one["bonus"]) for one in items] == [(10_000, 500), (50_000, 5_000)]
