import asyncio
import json
from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidSignature

from tests.sandbox.merchant import Merchant, eventually, person
from tests.sandbox.receiver import Receiver


async def pay(client: httpx.AsyncClient, merchant: Merchant, url: str) -> dict[str, Any]:
    someone = await person(client)
    order = merchant.order(someone["openid"], notify_url=url, attach="门店 12")
    return order | await merchant.pay(someone, order)


async def settings(client: httpx.AsyncClient, **changes: Any) -> None:
    (await client.post("/_sandbox/pay/settings", json=changes)).raise_for_status()


async def notification(client: httpx.AsyncClient, tries: int = 0) -> dict[str, Any]:
    """The only notification, once it has been tried this often."""

    async def look() -> Any:
        (one,) = (await client.get("/_sandbox/pay/notifications")).json()
        return one if len(one["tries"]) >= tries else None

    found: dict[str, Any] = await eventually(look)
    return found


async def resend(client: httpx.AsyncClient, variant: str) -> httpx.Response:
    one = await notification(client)
    return await client.post(f"/_sandbox/pay/notifications/{one['id']}/resend", json={"variant": variant})


async def test_a_payment_is_told_signed_and_encrypted(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    order = await pay(client, merchant, f"{receiver.url}/pay/notify")
    (told,) = await receiver.wait_for(1)
    plain, body = merchant.open(told), json.loads(told.body)
    assert (told.method, told.target) == ("POST", "/pay/notify")
    assert (body["event_type"], body["resource_type"], body["summary"]) == (
        "TRANSACTION.SUCCESS",
        "encrypt-resource",
        "支付成功",
    )
    assert body["resource"]["original_type"] == "transaction"
    mchid = merchant.credentials["mchid"]
    target = f"/v3/pay/transactions/out-trade-no/{order['out_trade_no']}?mchid={mchid}"
    assert plain == (await merchant.call("GET", target)).json()
    assert plain["attach"] == "门店 12"


async def test_a_refused_notification_comes_again_with_the_same_id_until_accepted(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    await settings(client, retry_scale=0.0001)
    receiver.answers += [500, 404, 302]
    await pay(client, merchant, receiver.url)
    told = await receiver.wait_for(4)
    for one in told:
        merchant.open(one)
    assert len({one.body for one in told}) == 1
    assert len({one.headers["wechatpay-nonce"] for one in told}) == 4
    seen = await notification(client, tries=4)
    assert ([one["status"] for one in seen["tries"]], seen["accepted"]) == ([500, 404, 302, 200], True)


async def test_retries_follow_the_platform_clock(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    receiver.answers += [500, 500, 500]
    await pay(client, merchant, receiver.url)
    for tries, wait in enumerate((15, 15, 30), start=1):
        assert not (await notification(client, tries=tries))["accepted"]
        assert len(receiver.received) == tries
        await client.post("/_sandbox/clock", json={"advance_seconds": wait})
    assert (await notification(client, tries=4))["accepted"]


async def test_an_accepted_notification_never_comes_again(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    receiver.answers.append(500)
    await pay(client, merchant, receiver.url)
    await notification(client, tries=1)
    for tries in (2, 2, 2):
        await client.post("/_sandbox/clock", json={"advance_seconds": 86400})
        await notification(client, tries=tries)
    await resend(client, "same")
    assert len(receiver.received) == 3


async def test_after_the_last_try_the_platform_gives_up(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    await settings(client, retry_scale=0)
    receiver.answers += [500] * 100
    await pay(client, merchant, receiver.url)
    seen = await notification(client, tries=16)
    assert (len(seen["tries"]), seen["accepted"]) == (16, False)
    assert len(await receiver.wait_for(16)) == 16


async def test_204_is_accepted_and_a_merchant_that_is_down_is_recorded(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    receiver.answers.append(204)
    await pay(client, merchant, receiver.url)
    assert (await notification(client, tries=1))["accepted"]
    await client.post("/_sandbox/reset")
    await pay(client, merchant, "http://127.0.0.1:9/pay")
    seen = await notification(client, tries=1)
    assert (seen["tries"][0]["status"], seen["tries"][0]["answer"], seen["accepted"]) == (0, "ConnectError", False)


async def test_an_answer_after_five_seconds_is_too_late(client: httpx.AsyncClient, merchant: Merchant) -> None:
    late = asyncio.Event()

    async def keep_waiting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await late.wait()
        writer.close()

    async with await asyncio.start_server(keep_waiting, "127.0.0.1", 0) as server:
        await pay(client, merchant, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/pay")
        seen = await notification(client, tries=1)
        late.set()
    assert (seen["tries"][0]["status"], seen["accepted"]) == (0, False)
    assert "Timeout" in seen["tries"][0]["answer"]


async def test_lost_notifications_are_never_sent_but_can_be_resent(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    await settings(client, notify=False)
    order = await pay(client, merchant, receiver.url)
    seen = await notification(client)
    assert (seen["tries"], seen["accepted"]) == ([], False)
    assert (await resend(client, "same")).json() == {"status": 200, "body": ""}
    (told,) = receiver.received
    assert merchant.open(told)["out_trade_no"] == order["out_trade_no"]


async def test_duplicates_go_out_with_the_first_try(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    await settings(client, duplicate=2)
    await pay(client, merchant, receiver.url)
    told = await receiver.wait_for(3)
    assert len({json.loads(one.body)["id"] for one in told}) == 1
    assert len((await notification(client, tries=3))["tries"]) == 3


@pytest.mark.parametrize("variant", ["bad_signature", "signtest"])
async def test_a_variant_with_a_wrong_signature_does_not_verify(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver, variant: str
) -> None:
    await pay(client, merchant, receiver.url)
    await receiver.wait_for(1)
    receiver.answers.append(401)
    assert (await resend(client, variant)).json()["status"] == 401
    wrong = receiver.received[1]
    assert wrong.body == receiver.received[0].body
    assert wrong.headers["wechatpay-signature"].startswith("WECHATPAY/SIGNTEST/") == (variant == "signtest")
    with pytest.raises((InvalidSignature, ValueError)):
        merchant.open(wrong)


async def test_a_stale_variant_is_well_signed_but_old(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    await pay(client, merchant, receiver.url)
    await receiver.wait_for(1)
    await resend(client, "stale")
    merchant.open(receiver.received[1])
    age = await merchant.platform_time() - int(receiver.received[1].headers["wechatpay-timestamp"])
    assert 590 < age < 620


async def test_a_wrong_amount_is_well_signed_and_encrypted(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    order = await pay(client, merchant, receiver.url)
    await receiver.wait_for(1)
    await resend(client, "wrong_amount")
    plain = merchant.open(receiver.received[1])
    assert (plain["out_trade_no"], plain["amount"]["total"]) == (order["out_trade_no"], 101)
    (kept,) = (await client.get("/_sandbox/pay/orders")).json()
    assert kept["amount"]["total"] == 100


async def test_an_unknown_order_is_well_signed_and_encrypted(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    order = await pay(client, merchant, receiver.url)
    await receiver.wait_for(1)
    await resend(client, "unknown_order")
    plain = merchant.open(receiver.received[1])
    assert plain["out_trade_no"] != order["out_trade_no"]
    assert plain["transaction_id"] == order["transaction_id"]


async def test_senseless_resends_and_settings_are_refused(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    await pay(client, merchant, receiver.url)
    assert (await resend(client, "upside_down")).status_code == 400
    assert (await client.post("/_sandbox/pay/notifications/none/resend", json={})).status_code == 404
    for wrong in ({"notify": 1}, {"retry_scale": -1}, {"duplicate": -1}, {"refund_result": "LOST"}, {"speed": 2}):
        assert (await client.post("/_sandbox/pay/settings", json=wrong)).status_code == 400


async def test_resending_to_a_merchant_that_is_down_says_so(client: httpx.AsyncClient, merchant: Merchant) -> None:
    await pay(client, merchant, "http://127.0.0.1:9/pay")
    answer = await resend(client, "same")
    assert answer.status_code == 502
    assert "ConnectError" in answer.json()["error"]
