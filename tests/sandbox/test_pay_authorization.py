from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidSignature

from tests.sandbox.merchant import Merchant, person

CERTIFICATES = "/v3/certificates"


async def refused(merchant: Merchant, **changes: str) -> tuple[int, str]:
    answer = await merchant.call("GET", CERTIFICATES, **changes)
    return answer.status_code, answer.json()["code"]


async def test_a_well_signed_request_passes(merchant: Merchant) -> None:
    assert await refused(merchant) == (404, "RESOURCE_NOT_EXISTS")


async def test_the_order_of_the_authorization_items_is_free(client: httpx.AsyncClient, merchant: Merchant) -> None:
    now = str(await merchant.platform_time())
    items = {
        "signature": merchant.sign(f"GET\n{CERTIFICATES}\n{now}\nabc\n\n"),
        "serial_no": merchant.credentials["merchant_serial"],
        "timestamp": now,
        "nonce_str": "abc",
        "mchid": merchant.credentials["mchid"],
    }
    header = ", ".join(f'{name}="{value}"' for name, value in items.items())
    headers = {"Authorization": f"WECHATPAY2-SHA256-RSA2048 {header}"}
    assert (await client.get(CERTIFICATES, headers=headers)).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"mchid": "1900000000"},
        {"serial_no": "0" * 40},
        {"signature": "AAAA"},
        {"signature": "不是base64".encode().hex()},
        {"nonce_str": "n" * 33},
        {"timestamp": "now"},
    ],
)
async def test_wrong_items_are_a_sign_error(merchant: Merchant, changes: dict[str, str]) -> None:
    assert await refused(merchant, **changes) == (401, "SIGN_ERROR")


async def test_five_minutes_of_skew_are_the_limit_in_both_directions(merchant: Merchant) -> None:
    now = await merchant.platform_time()
    for seconds, expected in ((-290, 404), (290, 404), (-310, 401), (310, 401)):
        assert (await refused(merchant, timestamp=str(now + seconds)))[0] == expected


async def test_a_signature_covers_method_path_query_and_body(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    good = await merchant.call("POST", "/v3/pay/transactions/jsapi", merchant.order(someone["openid"]))
    sent = good.request
    headers = dict(sent.headers)
    for method, target, body in (
        ("PUT", "/v3/pay/transactions/jsapi", sent.content),
        ("POST", "/v3/pay/transactions/jsapi?x=1", sent.content),
        ("POST", "/v3/refund/domestic/refunds", sent.content),
        ("POST", "/v3/pay/transactions/jsapi", sent.content.replace(b"100", b"101")),
    ):
        answer = await client.request(method, target, content=body, headers=headers)
        assert answer.status_code in (401, 405), (method, target)
    assert len((await client.get("/_sandbox/pay/orders")).json()) == 1


async def test_a_request_without_authorization_is_a_sign_error(client: httpx.AsyncClient) -> None:
    answer = await client.get(CERTIFICATES)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")


async def test_missing_accept_header_and_foreign_serial_are_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get(CERTIFICATES, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


async def test_a_foreign_wechatpay_serial_is_refused(client: httpx.AsyncClient, merchant: Merchant) -> None:
    for serial, code in ((merchant.credentials["wechatpay_public_key_id"], 200), ("PUB_KEY_ID_0", 404)):
        someone = await person(client)
        client.headers["Wechatpay-Serial"] = serial
        body: Any = merchant.order(someone["openid"], f"SERIAL{code}")
        assert (await merchant.call("POST", "/v3/pay/transactions/jsapi", body)).status_code == code


async def test_success_is_signed_over_the_exact_body(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    answer = await merchant.call("POST", "/v3/pay/transactions/jsapi", merchant.order(someone["openid"]))
    merchant.verify(answer.headers, answer.content)
    assert answer.headers["wechatpay-signature-type"] == "WECHATPAY2-SHA256-RSA2048"
    assert abs(int(answer.headers["wechatpay-timestamp"]) - await merchant.platform_time()) < 10
    with pytest.raises(InvalidSignature):
        merchant.verify(answer.headers, answer.content + b" ")
