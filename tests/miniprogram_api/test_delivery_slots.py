"""Delivery slots at the mini-program's door."""

from datetime import timedelta

import httpx

from app.kernel import clock
from app.kernel.ids import new_id
from tests.app.delivery.factory import city_store


async def test_anyone_sees_a_stores_slots_of_a_day(http: httpx.AsyncClient) -> None:
    store = await city_store(slots=[{"from": "10:00", "until": "12:00", "capacity": 2}])
    day = (clock.now() + timedelta(days=1)).astimezone(clock.SHANGHAI).date().isoformat()
    shown = await http.get(f"/mp/v1/stores/{store}/delivery-slots", params={"day": day})
    assert shown.json() == {"items": [{"starts_at": f"{day}T02:00:00Z", "ends_at": f"{day}T04:00:00Z", "open": True}]}
    assert (await http.get(f"/mp/v1/stores/{new_id()}/delivery-slots", params={"day": day})).json() == {"items": []}
    for wrong in ({}, {"day": "tomorrow"}, {"day": "2026-02-30"}):
        assert (await http.get(f"/mp/v1/stores/{store}/delivery-slots", params=wrong)).status_code == 422
