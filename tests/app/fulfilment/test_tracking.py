"""Parcels on their way, as the courier platform tells it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.fulfilment import gateway
from app.fulfilment.models import Parcel, Track, TrackWatch
from app.fulfilment.ship import Shipment, correct, ship
from app.fulfilment.states import ParcelStatus
from app.fulfilment.watch_parcels import watch_parcels
from app.integrations.couriers import NoCourierPlatform
from app.kernel import clock
from app.orders.states import OrderStatus
from tests.app.fulfilment.factory import CLERK, packed, parcel_status, status_of
from tests.waiting import eventually

A = UUID(int=1)
NUMBER = "78123456789012"


async def sent(number: str = NUMBER, carrier: str = "ZTO") -> Parcel:
    """A parcel on its way, alone in its order."""
    _, (parcel,) = await packed([(A, 1)])
    await ship(parcel.id, Shipment(carrier, number), CLERK)
    return await Parcel.get(id=parcel.id)


async def move(sandbox: httpx.AsyncClient, state: str, text: str, company: str = "zhongtong") -> None:
    step = {"company": company, "state": state, "text": text}
    (await sandbox.post(f"/_sandbox/couriers/waybills/{NUMBER}/move", json=step)).raise_for_status()


async def steps_of(parcel: Parcel) -> list[tuple[str, str]]:
    return [(track.state, track.text) for track in await Track.filter(parcel_id=parcel.id).order_by("at", "id")]


async def pushes(sandbox: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await sandbox.get("/_sandbox/couriers/pushes")).json()
    return found


async def answered(sandbox: httpx.AsyncClient, count: int) -> None:
    async def reached() -> bool:
        return len([push for push in await pushes(sandbox) if push["accepted"]]) >= count

    await eventually(reached, f"{count} pushes are accepted")


async def let_come(parcel: Parcel) -> None:
    """Make the parcel's next check due now."""
    await TrackWatch.filter(parcel_id=parcel.id).update(check_at=clock.now())


async def test_a_signed_parcel_is_delivered_and_the_member_still_confirms(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    order, (parcel,) = await packed([(A, 1)])
    await ship(parcel.id, Shipment("ZTO", NUMBER), CLERK)
    assert await watch_parcels() == 1
    await move(sandbox, "1", "已揽收")
    await answered(sandbox, 1)
    await move(sandbox, "5", "派件中")
    await answered(sandbox, 2)
    assert (await Parcel.get(id=parcel.id)).track_state == "delivering"
    await move(sandbox, "3", "已签收，签收人：本人")
    await answered(sandbox, 3)
    kept = await Parcel.get(id=parcel.id)
    assert (kept.status, kept.track_state, kept.proof) == (ParcelStatus.DELIVERED, "signed", "已签收，签收人：本人")
    assert [state for state, _ in await steps_of(parcel)].count("collected") == 1
    assert len(await steps_of(parcel)) == 3
    assert (await TrackWatch.get(parcel_id=parcel.id)).check_at is None
    assert await status_of(order) is OrderStatus.SHIPPED


async def test_the_same_push_again_changes_nothing(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    parcel = await sent()
    await watch_parcels()
    await move(sandbox, "1", "已揽收")
    await answered(sandbox, 1)
    again = await sandbox.post("/_sandbox/couriers/pushes/0/resend", json={})
    assert again.json()["status"] == 200
    assert len(await steps_of(parcel)) == 1


async def test_a_push_that_is_not_signed_with_our_salt_is_refused(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    parcel = await sent()
    await watch_parcels()
    await move(sandbox, "1", "已揽收")
    await answered(sandbox, 1)
    await Track.all().delete()
    forged = (await sandbox.post("/_sandbox/couriers/pushes/0/resend", json={"forge": True})).json()
    assert forged["status"] == 400
    assert '"result":false' in forged["body"]
    assert await steps_of(parcel) == []


@pytest.mark.parametrize(
    "body", [b"", b"param=", b"param=%7B%7D&sign=x", b"\xff\xfe", b"sign=" + b"0" * 32, b"param=x&sign=%00"]
)
async def test_what_is_no_push_is_refused(http: httpx.AsyncClient, body: bytes) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = await http.post("/callbacks/kuaidi100", content=body, headers=form)
    assert (answer.status_code, answer.json()["result"]) == (400, False)


async def test_an_older_push_that_comes_late_takes_nothing_back(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    parcel = await sent()
    await watch_parcels()
    await move(sandbox, "1", "已揽收")
    await answered(sandbox, 1)
    await sandbox.post("/_sandbox/clock", json={"advance_seconds": 60})
    await move(sandbox, "3", "已签收")
    await answered(sandbox, 2)
    assert (await sandbox.post("/_sandbox/couriers/pushes/0/resend", json={})).json()["status"] == 200
    kept = await Parcel.get(id=parcel.id)
    assert (kept.status, kept.track_state) == (ParcelStatus.DELIVERED, "signed")


async def test_news_of_a_number_that_was_corrected_is_told_to_nobody(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    parcel = await sent()
    await watch_parcels()
    await correct(parcel.id, Shipment("ZTO", "78999999999999"))
    await move(sandbox, "3", "别人签收了")
    await answered(sandbox, 1)
    assert (await parcel_status(parcel), await steps_of(parcel)) == (ParcelStatus.SHIPPED, [])


async def test_a_lost_push_is_asked_for_after_half_a_day(database: None, sandbox: httpx.AsyncClient) -> None:
    parcel = await sent()
    await move(sandbox, "1", "已揽收")
    assert await watch_parcels() == 1
    assert await watch_parcels() == 0
    watch = await TrackWatch.get(parcel_id=parcel.id)
    assert watch.check_at is not None
    assert watch.check_at - clock.now() > timedelta(hours=11)
    await move(sandbox, "3", "已签收")
    await let_come(parcel)
    assert await watch_parcels() == 1
    assert await parcel_status(parcel) is ParcelStatus.DELIVERED


async def test_a_number_the_carrier_does_not_know_yet_goes_on_waiting(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    parcel = await sent()
    await watch_parcels()
    await let_come(parcel)
    assert await watch_parcels() == 1
    assert (await TrackWatch.get(parcel_id=parcel.id)).check_at is not None
    assert await parcel_status(parcel) is ParcelStatus.SHIPPED


async def test_where_the_carrier_wants_the_receivers_phone_it_is_told(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    parcel = await sent(carrier="SF")
    await watch_parcels()
    assert (await TrackWatch.get(parcel_id=parcel.id)).subscribed_at is not None
    calls = (await sandbox.get("/_sandbox/calls", params={"path": "/kuaidi100/poll"})).json()
    assert len(calls) == 1


async def test_a_platform_that_is_down_is_asked_again_later(database: None, sandbox: httpx.AsyncClient) -> None:
    parcel = await sent()
    await sandbox.post("/_sandbox/faults", json={"path": "/kuaidi100/poll", "kind": "http", "status": 502})
    await watch_parcels()
    watch = await TrackWatch.get(parcel_id=parcel.id)
    assert (watch.subscribed_at, watch.check_at is not None) == (None, True)
    await let_come(parcel)
    await watch_parcels()
    assert (await TrackWatch.get(parcel_id=parcel.id)).subscribed_at is not None


async def test_a_number_the_platform_refuses_is_left_until_it_is_corrected(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    parcel = await sent()
    refusal = {"path": "/kuaidi100/poll", "kind": "errcode", "errcode": 700}
    await sandbox.post("/_sandbox/faults", json=refusal)
    await watch_parcels()
    assert (await TrackWatch.get(parcel_id=parcel.id)).check_at is None
    await correct(parcel.id, Shipment("ZTO", "78999999999999"))
    assert await watch_parcels() == 1


async def test_a_watch_that_was_given_up_starts_again(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    parcel = await sent()
    await watch_parcels()
    await sandbox.post(f"/_sandbox/couriers/waybills/{NUMBER}/give_up", json={"company": "zhongtong"})
    await answered(sandbox, 1)
    assert (await TrackWatch.get(parcel_id=parcel.id)).subscribed_at is None
    await let_come(parcel)
    await watch_parcels()
    assert (await TrackWatch.get(parcel_id=parcel.id)).subscribed_at is not None


async def test_after_weeks_of_silence_nobody_is_asked_any_more(database: None, sandbox: httpx.AsyncClient) -> None:
    parcel = await sent()
    await TrackWatch.filter(parcel_id=parcel.id).update(checks=45)
    await watch_parcels()
    assert (await TrackWatch.get(parcel_id=parcel.id)).check_at is None


async def test_without_a_courier_platform_parcels_wait_to_be_watched(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = await sent()
    monkeypatch.setattr(gateway.couriers, "_bound", NoCourierPlatform())
    assert await watch_parcels() == 0
    watch = await TrackWatch.get(parcel_id=parcel.id)
    assert (watch.checks, watch.check_at is not None) == (0, True)
