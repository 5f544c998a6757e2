"""Keys rotate while notifications and answers go on: end to end with the sandbox, over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest

from app.gateways import merchant
from app.integrations.wechat_pay import Merchant, WeChatPay
from app.kernel import clock, redis
from app.kernel.errors import PermanentFailure, UnknownOutcome
from app.kernel.settings import Settings
from app.payments.gateway import channel
from app.payments.states import PaymentStatus
from tests.app.payments.factory import Owed, clock_forward, paid, quiet, resend

CERTIFICATES = "/v3/certificates"
UNKNOWN = "P00000000"


@pytest.fixture
def us(settings: Settings) -> Merchant:
    return merchant(settings)


@asynccontextmanager
async def speaking_as(us: Merchant) -> AsyncIterator[WeChatPay]:
    """The product's channel with these settings, as after a restart."""
    ours, client = channel(), WeChatPay(us)
    channel.bind(client)
    try:
        yield client
    finally:
        channel.bind(ours)
        await client.close_client()


async def sign_with(sandbox: httpx.AsyncClient, kind: str) -> dict[str, str]:
    shown: dict[str, str] = (await sandbox.post("/_sandbox/pay/signing", json={"with": kind})).raise_for_status().json()
    return shown


async def downloads(sandbox: httpx.AsyncClient) -> int:
    return len((await sandbox.get("/_sandbox/calls", params={"path": CERTIFICATES})).json())


async def told(sandbox: httpx.AsyncClient) -> tuple[Owed, dict[str, Any]]:
    await quiet(sandbox)
    return await paid(sandbox)


async def test_a_notification_signed_by_a_certificate_is_believed_after_one_download(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, us: Merchant
) -> None:
    first, second = await told(sandbox), await told(sandbox)
    await sign_with(sandbox, "certificate")
    async with speaking_as(us):
        for debt, notification in (first, second):
            assert (await resend(sandbox, notification))[0] == 200
            assert (await debt.row()).status is PaymentStatus.PAID
    assert await downloads(sandbox) == 1


async def test_a_new_certificate_is_learned_and_the_old_one_still_counts(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, us: Merchant
) -> None:
    messages = [await told(sandbox) for _ in range(4)]
    async with speaking_as(us):
        for kind, (_, notification) in zip(
            ("certificate", "new_certificate", "certificate", "public_key"), messages, strict=True
        ):
            await sign_with(sandbox, kind)
            assert (await resend(sandbox, notification))[0] == 200, kind
            await clock_forward(sandbox, 61)
    assert await downloads(sandbox) == 2


async def test_another_process_downloads_nothing_that_is_known_already(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, us: Merchant
) -> None:
    messages = [await told(sandbox) for _ in range(2)]
    await sign_with(sandbox, "certificate")
    for _, notification in messages:
        async with speaking_as(us):
            assert (await resend(sandbox, notification))[0] == 200
    assert await downloads(sandbox) == 1


async def test_what_others_put_into_redis_is_not_believed(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, us: Merchant
) -> None:
    _, notification = await told(sandbox)
    shown = await sign_with(sandbox, "certificate")
    forged = {"serial_no": shown["serial"], "encrypt_certificate": {"nonce": "0" * 12, "ciphertext": "AAAA"}}
    await redis.client().set(f"pay:certificates:{us.mchid}", orjson.dumps({"data": [forged]}))
    async with speaking_as(us):
        assert (await resend(sandbox, notification))[0] == 200
    assert await downloads(sandbox) == 1


@pytest.mark.parametrize("variant", ["bad_signature", "signtest", "stale"])
async def test_certificates_do_not_soften_what_is_refused(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, us: Merchant, variant: str
) -> None:
    debt, notification = await told(sandbox)
    await sign_with(sandbox, "certificate")
    async with speaking_as(us):
        assert (await resend(sandbox, notification, variant))[0] == 401
        assert (await debt.row()).status is PaymentStatus.WAITING


async def test_forged_serials_cause_one_download_a_minute(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, us: Merchant
) -> None:
    headers = {"Wechatpay-Timestamp": "", "Wechatpay-Nonce": "n", "Wechatpay-Signature": "AAAA"}
    async with speaking_as(us):
        for wave in range(2):
            for number in range(5):
                headers["Wechatpay-Timestamp"] = str(int(clock.now().timestamp()))
                headers["Wechatpay-Serial"] = f"{wave}{number:039X}"
                answer = await http.post("/callbacks/pay", content=b"{}", headers=headers)
                assert answer.status_code == 401
            assert await downloads(sandbox) == wave + 1
            await clock_forward(sandbox, 61)


async def test_two_public_keys_are_known_while_they_are_changed_over(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, us: Merchant
) -> None:
    messages = [await told(sandbox) for _ in range(3)]
    shown = await sign_with(sandbox, "new_public_key")
    async with speaking_as(us):
        assert (await resend(sandbox, messages[0][1]))[0] == 401
    both = replace(us, public_keys={**us.public_keys, shown["serial"]: shown["public_key_pem"]})
    async with speaking_as(both):
        assert (await resend(sandbox, messages[0][1]))[0] == 200
        await sign_with(sandbox, "public_key")
        assert (await resend(sandbox, messages[1][1]))[0] == 200
    changed_over = replace(us, public_keys={shown["serial"]: shown["public_key_pem"]})
    async with speaking_as(changed_over) as client:
        assert (await client.query((await messages[1][0].row()).out_trade_no)).is_paid
        assert (await resend(sandbox, messages[2][1]))[0] == 401
    assert await downloads(sandbox) == 0


async def test_a_merchant_without_public_keys_verifies_by_certificates_alone(
    database: None, sandbox: httpx.AsyncClient, us: Merchant
) -> None:
    debt, _ = await told(sandbox)
    await sign_with(sandbox, "certificate")
    async with speaking_as(replace(us, public_keys={})) as client:
        number = (await debt.row()).out_trade_no
        assert (await client.query(number)).is_paid
        await sign_with(sandbox, "public_key")
        # The request names the certificate now, and the answer follows it.
        assert (await client.query(number)).is_paid
        with pytest.raises(PermanentFailure):
            await client.query(UNKNOWN)
    assert await downloads(sandbox) == 1


async def test_certificates_sealed_for_someone_else_are_not_believed(
    database: None, sandbox: httpx.AsyncClient, us: Merchant
) -> None:
    debt, _ = await told(sandbox)
    await sign_with(sandbox, "certificate")
    async with speaking_as(replace(us, public_keys={}, apiv3_key="0" * 32)) as client:
        with pytest.raises(UnknownOutcome):
            await client.query((await debt.row()).out_trade_no)
