"""Access tokens, permissions, frequency and unknown paths."""

import hashlib
from typing import Any

from tests.sandbox.enterprise import Enterprise


async def test_token_stays_the_same_for_two_hours_per_secret(enterprise: Enterprise) -> None:
    agent = await enterprise.gettoken(corpsecret=enterprise.keys["wecom_agent_secret"])
    again = await enterprise.gettoken(corpsecret=enterprise.keys["wecom_agent_secret"])
    contact = await enterprise.gettoken(corpsecret=enterprise.keys["wecom_contact_secret"])
    await enterprise.advance(7201)
    later = await enterprise.gettoken(corpsecret=enterprise.keys["wecom_agent_secret"])

    assert agent["expires_in"] == 7200
    assert again["access_token"] == agent["access_token"]
    assert contact["access_token"] != agent["access_token"]
    assert later["access_token"] != agent["access_token"]


async def test_wrong_corpid_and_secret_are_told_apart(enterprise: Enterprise) -> None:
    assert (await enterprise.gettoken(corpsecret="wrong"))["errcode"] == 40001
    assert (await enterprise.gettoken(corpid="ww1", corpsecret="wrong"))["errcode"] == 40013
    assert (await enterprise.gettoken())["errcode"] == 41004


async def test_missing_unknown_revoked_and_expired_tokens(enterprise: Enterprise) -> None:
    await enterprise.token()
    path = "/qyapi/cgi-bin/externalcontact/get_follow_user_list"
    missing = (await enterprise.client.get(path)).json()
    unknown = (await enterprise.client.get(path, params={"access_token": "x"})).json()
    revoked_count = await enterprise.control("wecom/tokens/revoke")
    revoked = await enterprise.get("externalcontact/get_follow_user_list")
    await enterprise.token("contact")
    await enterprise.advance(7200)
    expired = await enterprise.get("externalcontact/get_follow_user_list", app="contact")

    assert (missing["errcode"], unknown["errcode"]) == (41001, 40014)
    assert (revoked_count, revoked["errcode"]) == ({"revoked": 1}, 40014)
    assert expired["errcode"] == 42001
    assert expired["errmsg"].startswith("access_token expired, hint: [")


async def test_contact_calls_take_both_secrets_but_messages_need_the_agent(enterprise: Enterprise) -> None:
    for app in ("agent", "contact"):
        assert (await enterprise.get("externalcontact/get_follow_user_list", app=app))["errcode"] == 0
    assert (await enterprise.post("message/send", app="contact"))["errcode"] == 48002


async def test_method_body_and_path_are_checked(enterprise: Enterprise) -> None:
    token = {"access_token": await enterprise.token()}
    base = "/qyapi/cgi-bin"
    spoilt = await enterprise.client.post(f"{base}/externalcontact/remark", params=token, content=b"{")
    unknown = await enterprise.client.get(f"{base}/externalcontact/nothing", params=token)

    assert (await enterprise.post("user/get"))["errcode"] == 43001
    assert (await enterprise.get("externalcontact/remark"))["errcode"] == 43002
    assert spoilt.json()["errcode"] == 47001
    assert (unknown.status_code, unknown.content) == (404, b"")


async def test_more_calls_than_allowed_block_that_call_for_a_minute(enterprise: Enterprise) -> None:
    await enterprise.token()
    await enterprise.control("wecom/settings", calls_per_minute=2)
    codes = [(await enterprise.get("externalcontact/get_follow_user_list"))["errcode"] for _ in range(3)]
    other = (await enterprise.get("department/list"))["errcode"]
    await enterprise.advance(30)
    codes.append((await enterprise.get("externalcontact/get_follow_user_list"))["errcode"])
    await enterprise.advance(31)

    assert codes == [0, 0, 45009, 45009]
    assert other == 0
    assert (await enterprise.get("externalcontact/get_follow_user_list"))["errcode"] == 0


async def test_jsapi_tickets_are_stable_and_signatures_checked(enterprise: Enterprise) -> None:
    corp = await enterprise.get("get_jsapi_ticket")
    agent = await enterprise.get("ticket/get", type="agent_config")
    refused = await enterprise.get("ticket/get", type="jsapi")
    signed: dict[str, Any] = {
        "ticket_kind": "agent_config",
        "noncestr": "n",
        "timestamp": 1795305600,
        "url": "https://shop.example.com/sidebar/#/me",
        "signature": sha1(agent["ticket"], "https://shop.example.com/sidebar/"),
    }

    assert corp["ticket"] == (await enterprise.get("get_jsapi_ticket"))["ticket"] != agent["ticket"]
    assert (agent["expires_in"], refused["errcode"]) == (7200, 91040)
    assert await enterprise.control("wecom/jsapi/verify", **signed) == {"ok": True, "errMsg": "agentConfig:ok"}
    assert not (await enterprise.control("wecom/jsapi/verify", **{**signed, "noncestr": "other"}))["ok"]


def sha1(ticket: str, url: str) -> str:
    text = f"jsapi_ticket={ticket}&noncestr=n&timestamp=1795305600&url={url}"
    return hashlib.sha1(text.encode()).hexdigest()
