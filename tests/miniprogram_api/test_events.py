from typing import Any

import httpx
import pytest

from app.kernel import clock, db
from app.kernel.ids import new_id
from tests.app.radar.factory import product
from tests.miniprogram_api.factory import visitor


async def test_events_are_stored_for_the_sessions_member(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    someone, goods = await visitor(http, sandbox), await product()
    session = await someone.log_in()
    events = [
        {"kind": "product_view", "product_id": str(goods), "seconds": 9},
        {"kind": "cart_add", "product_id": str(goods), "at": clock.now().isoformat()},
        {"kind": "product_view", "product_id": str(new_id())},
    ]
    headers = {"Authorization": f"Bearer {session['token']}"}
    answer = await http.post("/mp/v1/events", json={"events": events}, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"recorded": 2, "left_out": 1})
    rows = await db.fetch("SELECT member_id, kind FROM radar_events ORDER BY id")
    assert [(str(row["member_id"]), row["kind"]) for row in rows] == [
        (session["member_id"], "product_view"),
        (session["member_id"], "cart_add"),
    ]


VIEW = {"kind": "product_view", "product_id": "0196b6a2-0000-7000-8000-000000000001"}


@pytest.mark.parametrize(
    "events",
    [
        [],
        [VIEW] * 21,
        [VIEW | {"kind": "order_placed"}],
        [VIEW | {"kind": "anything"}],
        [VIEW | {"member_id": "0196b6a2-0000-7000-8000-000000000002"}],
        [VIEW | {"at": "2026-05-01T10:00:00"}],
        [VIEW | {"seconds": -1}],
        [VIEW | {"product_id": "x"}],
        [{"kind": "product_view"}],
        {"0": VIEW},
    ],
)
async def test_malformed_events_are_refused_whole(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, events: Any
) -> None:
    headers = await (await visitor(http, sandbox)).headers()
    answer = await http.post("/mp/v1/events", json={"events": events}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")
    assert await db.fetch_value("SELECT count(*) FROM radar_events") == 0


async def test_strangers_tell_no_events(http: httpx.AsyncClient) -> None:
    assert (await http.post("/mp/v1/events", json={"events": [VIEW]})).status_code == 401
