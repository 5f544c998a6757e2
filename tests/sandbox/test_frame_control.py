import re

import httpx

from sandbox.credentials import load_or_create
from tests.sandbox.conftest import RunningSandbox
from tests.sandbox.merchant import Merchant, person


async def test_the_sandbox_says_that_it_is_up(client: httpx.AsyncClient) -> None:
    assert (await client.get("/_sandbox/health")).json() == {"status": "ok"}


async def test_credentials_hold_all_a_merchant_configures_and_no_platform_secret(client: httpx.AsyncClient) -> None:
    shown = (await client.get("/_sandbox/credentials")).json()
    assert "wechatpay_private_key_pem" not in shown
    assert re.fullmatch(r"PUB_KEY_ID_\d{34}", shown["wechatpay_public_key_id"])
    assert re.fullmatch(r"[0-9A-F]{40}", shown["merchant_serial"])
    assert len(shown["apiv3_key"]) == 32
    assert len(shown["wecom_callback_aes_key"]) == 43
    assert shown["merchant_private_key_pem"].startswith("-----BEGIN PRIVATE KEY-----")


async def test_credentials_survive_a_restart_and_a_reset(client: httpx.AsyncClient, sandbox: RunningSandbox) -> None:
    kept = load_or_create(sandbox.state_dir)
    await client.post("/_sandbox/reset")
    assert (await client.get("/_sandbox/credentials")).json() == kept.public()
    assert (sandbox.state_dir / "credentials.json").stat().st_mode & 0o077 == 0


async def test_a_person_has_identities_in_the_form_of_the_platform(client: httpx.AsyncClient) -> None:
    made = await person(client)
    assert re.fullmatch(r"o[\w-]{27}", made["openid"])
    assert re.fullmatch(r"o[\w-]{27}", made["unionid"])
    assert re.fullmatch(r"wm[\w-]{30}", made["external_userid"])
    assert (await client.get(f"/_sandbox/people/{made['id']}")).json() == made
    assert (await client.get("/_sandbox/people")).json() == [made]
    assert (await client.get(f"/_sandbox/people/{made['id']}/inbox")).json() == []


async def test_unknown_people_and_bad_phones_are_refused(client: httpx.AsyncClient) -> None:
    assert (await client.get("/_sandbox/people/p9")).status_code == 404
    assert (await client.post("/_sandbox/people/p9/login_code")).status_code == 404
    assert (await client.post("/_sandbox/people", json={"name": "林", "phone": "123"})).status_code == 400
    assert (await client.post("/_sandbox/people", json={"phone": "13800000001"})).status_code == 400
    assert (await client.post("/_sandbox/people", content=b"{")).status_code == 400
    assert (await client.get("/_sandbox/people")).json() == []


async def test_vendor_calls_are_recorded_with_their_secrets_cut(client: httpx.AsyncClient, merchant: Merchant) -> None:
    secret = merchant.credentials["miniprogram_secret"]
    body = {"grant_type": "client_credential", "appid": merchant.credentials["miniprogram_appid"], "secret": secret}
    token = (await client.post("/weixin/cgi-bin/stable_token", json=body)).json()["access_token"]
    await client.post("/weixin/wxa/business/getuserphonenumber", params={"access_token": token}, json={"code": "x"})
    first, second = (await client.get("/_sandbox/calls", params={"path": "/weixin/"})).json()
    assert (first["method"], first["path"], first["status"]) == ("POST", "/weixin/cgi-bin/stable_token", 200)
    assert first["body"]["secret"] == "***" + secret[-4:]
    assert first["answer"] == {"access_token": "***" + token[-4:], "expires_in": first["answer"]["expires_in"]}
    assert second["query"] == {"access_token": "***" + token[-4:]}
    assert second["answer"]["errcode"] == 40029


async def test_calls_can_be_narrowed_to_a_path_and_a_number(client: httpx.AsyncClient, merchant: Merchant) -> None:
    await client.get("/weixin/cgi-bin/token")
    for _ in range(3):
        await merchant.call("GET", "/v3/certificates")
    assert len((await client.get("/_sandbox/calls", params={"path": "/v3/"})).json()) == 3
    (only,) = (await client.get("/_sandbox/calls", params={"limit": "1"})).json()
    assert (only["path"], only["status"]) == ("/v3/certificates", 404)
    assert (await client.get("/_sandbox/calls", params={"limit": "-1"})).status_code == 400


async def test_a_reset_forgets_people_orders_calls_and_the_moved_clock(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    someone = await person(client)
    await merchant.prepay(merchant.order(someone["openid"]))
    await client.post("/_sandbox/clock", json={"advance_seconds": 60})
    await client.post("/_sandbox/reset")
    for path in ("people", "pay/orders", "calls", "pay/notifications"):
        assert (await client.get(f"/_sandbox/{path}")).json() == []
    assert (await client.get("/_sandbox/clock")).json()["offset_seconds"] == 0


async def test_paths_that_do_not_exist_are_refused_in_the_words_of_their_door(client: httpx.AsyncClient) -> None:
    control, pay = await client.get("/_sandbox/nothing"), await client.get("/v3/nothing")
    assert (control.status_code, list(control.json())) == (404, ["error"])
    assert (pay.status_code, pay.json()["code"]) == (404, "NOT_FOUND")
