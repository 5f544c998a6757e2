"""The Pay client against the sandbox, and what it makes of refusals."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from app.gateways import merchant
from app.integrations.wechat_pay import WeChatPay, failure
from app.integrations.wechat_pay_messages import Prepay
from app.kernel import clock
from app.kernel.errors import (
    Misconfigured,
    PermanentFailure,
    QuotaExceeded,
    SendFailed,
    TemporaryFailure,
    UnknownOutcome,
)
from app.kernel.settings import Settings

STRANGER = generate_private_key(65537, 2048)


async def order(sandbox: httpx.AsyncClient, number: str = "P20261122000001") -> Prepay:
    person = (await sandbox.post("/_sandbox/people", json={"name": "小满", "phone": "13800000009"})).json()
    return Prepay(number, "明前龙井，50 克", 1_290, person["openid"], clock.now() + timedelta(minutes=30))


async def test_a_prepaid_order_is_queried_and_closed(
    database: None, sandbox: httpx.AsyncClient, settings: Settings
) -> None:
    client, wanted = WeChatPay(merchant(settings)), await order(sandbox)
    prepay_id = await client.prepay(wanted)
    assert (await client.prepay(wanted)).startswith("wx")
    found = await client.query(wanted.out_trade_no)
    assert client.is_ours(found)
    assert (found.trade_state, found.total, found.is_paid, found.transaction_id) == ("NOTPAY", 1_290, False, None)
    assert client.pay_params(prepay_id)["package"] == f"prepay_id={prepay_id}"
    await client.close(wanted.out_trade_no)
    await client.close(wanted.out_trade_no)
    with pytest.raises(PermanentFailure) as refused:
        await client.prepay(wanted)
    assert refused.value.code == "ORDERCLOSED"
    await client.close_client()


async def test_changed_values_under_a_number_are_refused_by_the_channel(
    database: None, sandbox: httpx.AsyncClient, settings: Settings
) -> None:
    client, wanted = WeChatPay(merchant(settings)), await order(sandbox)
    await client.prepay(wanted)
    with pytest.raises(PermanentFailure) as refused:
        await client.prepay(replace(wanted, total=1))
    assert refused.value.code == "INVALIDREQUEST"


async def test_what_the_channel_never_saw_is_said_so(
    database: None, sandbox: httpx.AsyncClient, settings: Settings
) -> None:
    client = WeChatPay(merchant(settings))
    for call, code in (
        (client.query("P00000000"), "ORDERNOTEXIST"),
        (client.close("P00000000"), "ORDERNOTEXIST"),
        (client.query_refund("R00000000"), "RESOURCENOTEXISTS"),
    ):
        with pytest.raises(PermanentFailure) as refused:
            await call
        assert refused.value.code == code


async def test_a_wrong_key_of_ours_is_ours_to_mend(
    database: None, sandbox: httpx.AsyncClient, settings: Settings
) -> None:
    pem = STRANGER.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    client = WeChatPay(replace(merchant(settings), private_key_pem=pem))
    with pytest.raises(Misconfigured) as refused:
        await client.prepay(await order(sandbox))
    assert refused.value.code == "SIGNERROR"


async def test_an_answer_signed_by_another_hand_leaves_the_outcome_unknown(
    database: None, sandbox: httpx.AsyncClient, settings: Settings
) -> None:
    pem = STRANGER.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    changed = dict.fromkeys(merchant(settings).public_keys, pem)
    client, wanted = WeChatPay(replace(merchant(settings), public_keys=changed)), await order(sandbox)
    with pytest.raises(UnknownOutcome):
        await client.prepay(wanted)
    assert (await sandbox.get(f"/_sandbox/pay/orders/{wanted.out_trade_no}")).status_code == 200


async def test_an_unreachable_channel_did_nothing(database: None, settings: Settings) -> None:
    client = WeChatPay(replace(merchant(settings), base_url="http://127.0.0.1:9"))
    with pytest.raises(TemporaryFailure):
        await client.query("P00000000")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "PARAM_ERROR", PermanentFailure),
        (400, "ORDERPAID", PermanentFailure),
        (400, "APPID_MCHID_NOT_MATCH", Misconfigured),
        (401, "SIGN_ERROR", Misconfigured),
        (403, "NOAUTH", Misconfigured),
        (403, "NO_AUTH", Misconfigured),
        (403, "NOT_ENOUGH", QuotaExceeded),
        (403, "RULE_LIMIT", PermanentFailure),
        (404, "OrderNotExist", PermanentFailure),
        (429, "FREQUENCY_LIMITED", TemporaryFailure),
        (500, "SYSTEM_ERROR", UnknownOutcome),
        (500, "BANK_ERROR", UnknownOutcome),
        (500, "OPENID_MISMATCH", PermanentFailure),
    ],
)
def test_each_refusal_is_classed_by_what_can_be_done(status: int, code: str, kind: type[SendFailed]) -> None:
    made = failure(httpx.Response(status, json={"code": code, "message": "原因"}))
    assert type(made) is kind
    assert made.code == code.replace("_", "").upper()


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"null", b'{"message":"x"}'])
def test_an_unreadable_refusal_is_classed_by_its_status(content: bytes) -> None:
    assert type(failure(httpx.Response(502, content=content))) is UnknownOutcome
    assert type(failure(httpx.Response(400, content=content))) is PermanentFailure
