"""The doctor names each thing that is set wrongly at WeCom, and where in the admin console to set it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from app.doctor.check import Check
from app.doctor.wecom import wecom_checks
from app.kernel import clock, db, redis
from app.kernel.ids import new_id
from app.kernel.settings import Settings
from demo.engines import free_port
from tests.wecom.conftest import enterprise
from tests.wecom.enterprise import Enterprise

__all__ = ["enterprise"]
APP, CONTACT, UNIONID, CARD = "企业微信应用", "企业微信客户联系", "企业微信客户 unionid", "企业微信关联小程序"
KEY, VERIFIED, URL = "企业微信回调 EncodingAESKey", "企业微信回调验证", "企业微信回调地址"


@pytest.fixture
async def set_up(enterprise: Enterprise) -> AsyncIterator[Enterprise]:
    await enterprise.hire("lina")
    yield enterprise
    await enterprise.clear_faults()


async def wrong(settings: Settings, **changed: Any) -> dict[str, Check]:
    """What is not well with these settings, by name."""
    checks = await wecom_checks(settings.model_copy(update=changed))
    return {check.name: check for check in checks if not check.well}


async def test_all_is_well_when_all_is_set(set_up: Enterprise, settings: Settings) -> None:
    checks = await wecom_checks(settings)
    assert [check.name for check in checks] == [APP, CONTACT, UNIONID, CARD, KEY, VERIFIED, URL]
    assert [check.found for check in checks if not check.well or check.advice] == []


@pytest.mark.parametrize(
    ("changed", "name", "code", "menu"),
    [
        ({"wecom_agent_secret": SecretStr("wrong")}, APP, 40001, "应用管理 → 该应用 → Secret"),
        ({"wecom_contact_secret": SecretStr("wrong")}, CONTACT, 40001, "应用管理 → 该应用 → Secret"),
        ({"wecom_corpid": "ww0"}, APP, 40013, "我的企业 → 企业信息"),
    ],
)
async def test_wrong_credentials(
    set_up: Enterprise, settings: Settings, changed: dict[str, Any], name: str, code: int, menu: str
) -> None:
    check = (await wrong(settings, **changed))[name]
    assert f"错误码 {code}" in check.found
    assert menu in check.advice


async def test_an_untrusted_ip_is_named(set_up: Enterprise, settings: Settings) -> None:
    await set_up.post("/wecom/settings", trusted_ip=False)
    check = (await wrong(settings))[CONTACT]
    assert check.found == "服务器 IP 不在企业可信 IP 中（错误码 60020），企业微信看到的 IP 是 127.0.0.1"
    assert "企业可信 IP" in check.advice


@pytest.mark.parametrize(
    ("call", "errcode", "name", "menu"),
    [
        ("externalcontact/get_follow_user_list", 48002, CONTACT, "客户联系 → API → 可调用应用"),
        ("department", 42001, APP, "核对应用 Secret"),
        ("department", 50003, APP, "应用管理 → 该应用"),
    ],
)
async def test_what_the_platform_refuses_is_said_with_its_remedy(
    set_up: Enterprise, settings: Settings, call: str, errcode: int, name: str, menu: str
) -> None:
    await set_up.fault(call, "errcode", errcode=errcode, times=9)
    check = (await wrong(settings))[name]
    assert f"错误码 {errcode}" in check.found
    assert menu in check.advice


async def test_an_application_that_sees_nobody(enterprise: Enterprise, settings: Settings) -> None:
    found = await wrong(settings)
    assert found.keys() == {APP, CONTACT}
    assert "可见范围" in found[APP].advice
    assert "客户联系 → 权限配置" in found[CONTACT].advice


async def test_customers_without_unionid(set_up: Enterprise, settings: Settings) -> None:
    await set_up.scan(await set_up.person(), await set_up.contact_way("lina"))
    await set_up.arrived(1)
    assert await wrong(settings) == {}
    await set_up.post("/wecom/settings", developer_bound=False)
    found = await wrong(settings)
    assert found.keys() == {UNIONID}
    assert "微信开发者 ID" in found[UNIONID].advice


async def test_a_mini_program_that_is_not_linked(set_up: Enterprise, settings: Settings) -> None:
    async def welcome(status: str, failure: str | None) -> None:
        await db.execute(
            "INSERT INTO guide_welcomes (id, welcome_code, external_userid, channel_code_id, userid, status, failure,"
            " deadline_at) VALUES ($1, $2, 'wm', $1, 'lina', $3, $4, $5)",
            *(new_id(), new_id().hex, status, failure, clock.now()),
        )

    await welcome("refused", "小程序 appid 未与企业关联。 (code 90207)")
    found = await wrong(settings)
    assert found.keys() == {CARD}
    assert "应用管理 → 小程序" in found[CARD].advice
    await welcome("sent", None)
    assert await wrong(settings) == {}


async def test_a_callback_url_that_was_never_verified(set_up: Enterprise, settings: Settings) -> None:
    await redis.client().flushdb()
    for _ in range(2):
        found = await wrong(settings)
        assert found.keys() == {VERIFIED}
        assert "接收消息 → 设置 API 接收" in found[VERIFIED].advice
    await set_up.post("/wecom/callback_url", url=f"{settings.public_url}/callbacks/wecom")
    assert await wrong(settings) == {}


async def test_callbacks_signed_with_another_token(set_up: Enterprise, settings: Settings) -> None:
    await set_up.scan(await set_up.person(), await set_up.contact_way("lina"))
    await set_up.arrived(1)
    [delivery] = await set_up.deliveries()
    await set_up.replay(delivery["id"], "bad_signature")
    found = await wrong(settings)
    assert found.keys() == {VERIFIED}
    assert "签名不正确" in found[VERIFIED].found
    assert "核对 Token" in found[VERIFIED].advice


async def test_a_server_with_other_keys_and_a_key_that_is_none(set_up: Enterprise, settings: Settings) -> None:
    other = await wrong(settings, wecom_callback_token=SecretStr("another"))
    assert "SIYU_WECOM_CALLBACK_TOKEN" in other[URL].advice
    broken = await wrong(settings, wecom_callback_aes_key=SecretStr("=" * 43))
    assert "SIYU_WECOM_CALLBACK_AES_KEY" in broken[KEY].advice


async def test_a_public_address_that_leads_nowhere_or_elsewhere(set_up: Enterprise, settings: Settings) -> None:
    nowhere = await wrong(settings, public_url=f"http://127.0.0.1:{free_port()}")
    assert nowhere.keys() == {URL}
    assert "SIYU_PUBLIC_URL" in nowhere[URL].advice
    elsewhere = await wrong(settings, public_url=settings.wecom_base_url.removesuffix("/qyapi"))
    assert elsewhere.keys() == {URL}
    assert "反向代理" in elsewhere[URL].advice
