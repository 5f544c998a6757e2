import hashlib
import hmac
import json
from base64 import b64decode
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.sandbox.merchant import Merchant, person


async def code_of(client: httpx.AsyncClient, someone: dict[str, Any], kind: str = "login_code") -> str:
    return str((await client.post(f"/_sandbox/people/{someone['id']}/{kind}")).json()["code"])


async def log_in(client: httpx.AsyncClient, merchant: Merchant, code: str | None, **changes: str) -> dict[str, Any]:
    keys = merchant.credentials
    query = {"appid": keys["miniprogram_appid"], "secret": keys["miniprogram_secret"], "js_code": code or ""}
    query |= {"grant_type": "authorization_code"} | changes
    answer = await client.get("/weixin/sns/jscode2session", params=query)
    assert answer.status_code == 200
    given: dict[str, Any] = answer.json()
    return given


async def token_of(client: httpx.AsyncClient, merchant: Merchant) -> str:
    keys = merchant.credentials
    body = {"grant_type": "client_credential", "appid": keys["miniprogram_appid"]}
    answer = await client.post("/weixin/cgi-bin/stable_token", json={**body, "secret": keys["miniprogram_secret"]})
    return str(answer.json()["access_token"])


async def ask_phone(client: httpx.AsyncClient, token: str, **body: Any) -> dict[str, Any]:
    path = "/weixin/wxa/business/getuserphonenumber"
    given: dict[str, Any] = (await client.post(path, params={"access_token": token}, json=body)).json()
    return given


def unlock(session_key: str, sealed: dict[str, str]) -> dict[str, Any]:
    """What a mini-program back end does with encryptedData, written from the public documentation."""
    cipher = Cipher(algorithms.AES(b64decode(session_key)), modes.CBC(b64decode(sealed["iv"])))
    decryptor = cipher.decryptor()
    padded = decryptor.update(b64decode(sealed["encryptedData"])) + decryptor.finalize()
    plain: dict[str, Any] = json.loads(padded[: -padded[-1]])
    return plain


async def test_a_login_code_gives_the_identities_of_its_person(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    session = await log_in(client, merchant, await code_of(client, someone))
    assert session == {
        "openid": someone["openid"],
        "unionid": someone["unionid"],
        "session_key": session["session_key"],
    }
    assert len(b64decode(session["session_key"])) == 16


async def test_a_login_code_works_once(client: httpx.AsyncClient, merchant: Merchant) -> None:
    code = await code_of(client, await person(client))
    assert "openid" in await log_in(client, merchant, code)
    again = await log_in(client, merchant, code)
    assert again["errcode"] == 40163
    assert again["errmsg"].startswith("code been used, rid: ")


async def test_a_login_code_lives_five_minutes(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    late, intime = await code_of(client, someone), await code_of(client, someone)
    await client.post("/_sandbox/clock", json={"advance_seconds": 290})
    assert "openid" in await log_in(client, merchant, intime)
    await client.post("/_sandbox/clock", json={"advance_seconds": 11})
    assert (await log_in(client, merchant, late))["errcode"] == 40029


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"appid": "wx0000000000000000"}, 40013),
        ({"secret": "f" * 32}, 40125),
        ({"grant_type": "client_credential"}, 40002),
        ({"js_code": ""}, 41008),
        ({"js_code": "invented"}, 40029),
    ],
)
async def test_a_refused_login_leaves_the_code_unspent(
    client: httpx.AsyncClient, merchant: Merchant, changes: dict[str, str], errcode: int
) -> None:
    code = await code_of(client, await person(client))
    assert (await log_in(client, merchant, code, **changes))["errcode"] == errcode
    assert "openid" in await log_in(client, merchant, code)


async def test_a_phone_code_is_no_login_code_and_the_other_way_round(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    someone, token = await person(client), await token_of(client, merchant)
    phone, login = await code_of(client, someone, "phone_code"), await code_of(client, someone)
    assert (await log_in(client, merchant, phone))["errcode"] == 40029
    assert (await ask_phone(client, token, code=login))["errcode"] == 40029


async def test_a_later_login_changes_the_session_key_but_not_each_one(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    someone = await person(client)
    keys = []
    for wait in (0, 60, 3600):
        await client.post("/_sandbox/clock", json={"advance_seconds": wait})
        keys.append((await log_in(client, merchant, await code_of(client, someone)))["session_key"])
    assert keys[0] == keys[1] != keys[2]


async def check_session(
    client: httpx.AsyncClient, token: str, openid: str, key: str, path: str = "checksession", **changes: str
) -> dict[str, Any]:
    signature = hmac.new(key.encode(), b"", hashlib.sha256).hexdigest()
    query = {"access_token": token, "openid": openid, "signature": signature, "sig_method": "hmac_sha256"}
    given: dict[str, Any] = (await client.get(f"/weixin/wxa/{path}", params=query | changes)).json()
    return given


async def test_a_replaced_session_key_no_longer_signs(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone, token = await person(client), await token_of(client, merchant)
    openid, key = someone["openid"], (await log_in(client, merchant, await code_of(client, someone)))["session_key"]
    assert (await check_session(client, token, openid, key))["errcode"] == 0
    reset = await check_session(client, token, openid, key, "resetusersessionkey")
    assert (reset["errcode"], reset["openid"]) == (0, openid)
    assert (await check_session(client, token, openid, key))["errcode"] == 87009
    assert (await check_session(client, token, openid, reset["session_key"]))["errcode"] == 0


async def test_session_checks_are_refused_for_their_own_reasons(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone, token = await person(client), await token_of(client, merchant)
    openid = someone["openid"]
    assert (await check_session(client, token, openid, "key"))["errcode"] == 87007
    key = (await log_in(client, merchant, await code_of(client, someone)))["session_key"]
    assert (await check_session(client, token, openid, key, sig_method="md5"))["errcode"] == 87008
    assert (await check_session(client, token, "oNobody", key))["errcode"] == 40003
    assert (await check_session(client, "invented", openid, key))["errcode"] == 40001
    await client.post("/_sandbox/clock", json={"advance_seconds": 3 * 86400 + 1})
    token = await token_of(client, merchant)
    assert (await check_session(client, token, openid, key))["errcode"] == 87007


async def test_a_phone_code_reveals_the_number_once(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone, token = await person(client, phone="13912345678"), await token_of(client, merchant)
    code = await code_of(client, someone, "phone_code")
    given = await ask_phone(client, token, code=code, openid=someone["openid"])
    assert given["errcode"] == 0
    watermark = given["phone_info"].pop("watermark")
    assert given["phone_info"] == {
        "phoneNumber": "13912345678",
        "purePhoneNumber": "13912345678",
        "countryCode": "86",
    }
    assert watermark["appid"] == merchant.credentials["miniprogram_appid"]
    assert abs(watermark["timestamp"] - await merchant.platform_time()) < 10
    assert (await ask_phone(client, token, code=code))["errcode"] == 40029


async def test_a_phone_code_belongs_to_one_openid_and_lives_five_minutes(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    someone, other = await person(client), await person(client, "周舟", "13800000002")
    token, code = await token_of(client, merchant), await code_of(client, someone, "phone_code")
    assert (await ask_phone(client, token, code=code, openid=other["openid"]))["errcode"] == 40029
    await client.post("/_sandbox/clock", json={"advance_seconds": 301})
    assert (await ask_phone(client, token, code=code, openid=someone["openid"]))["errcode"] == 40029


async def test_the_phone_call_checks_token_and_body(client: httpx.AsyncClient, merchant: Merchant) -> None:
    token = await token_of(client, merchant)
    assert (await ask_phone(client, "invented", code="x"))["errcode"] == 40001
    assert (await ask_phone(client, token, code=1))["errcode"] == 47001
    assert (await ask_phone(client, token, openid="o"))["errcode"] == 47001
    await client.post("/_sandbox/clock", json={"advance_seconds": 7201})
    assert (await ask_phone(client, token, code="x"))["errcode"] == 42001


async def test_encrypted_data_opens_with_the_session_key_and_carries_a_watermark(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    someone = await person(client, phone="13712345678")
    assert (await client.post(f"/_sandbox/people/{someone['id']}/encrypted_phone")).status_code == 400
    key = (await log_in(client, merchant, await code_of(client, someone)))["session_key"]
    sealed = (await client.post(f"/_sandbox/people/{someone['id']}/encrypted_phone")).json()
    opened = unlock(key, sealed)
    assert opened["purePhoneNumber"] == "13712345678"
    assert opened["watermark"]["appid"] == merchant.credentials["miniprogram_appid"]


async def test_user_info_is_signed_with_the_session_key(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    key = (await log_in(client, merchant, await code_of(client, someone)))["session_key"]
    info = (await client.post(f"/_sandbox/people/{someone['id']}/user_info")).json()
    assert info["signature"] == hashlib.sha1((info["rawData"] + key).encode()).hexdigest()
    opened = unlock(key, info)
    assert (opened["openId"], opened["unionId"]) == (someone["openid"], someone["unionid"])
    assert opened.items() >= json.loads(info["rawData"]).items()
