"""Logging in to the sidebar from WeCom, over the sandbox's own login page."""

import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.kernel.settings import Environment, Settings
from app.staff.models import Staff
from app.staff.sync import sync
from tests.waiting import eventually
from tests.wecom.enterprise import Enterprise
from tests.wecom.sidebar_api.factory import desk
from wecom.client.corp import corp
from wecom.sidebar_api.callers import SECONDS
from wecom.sidebar_api.login_state import LIFETIME_SECONDS, LoginStates
from wecom.sidebar_api.platform import sidebar_app_of

GUIDE, VERIFIER = "lina", "a-random-text-that-stays-in-the-tab"
CHALLENGE = hashlib.sha256(VERIFIER.encode()).hexdigest()


async def came_back(http: httpx.AsyncClient, enterprise: Enterprise, page: str, userid: str = GUIDE) -> dict[str, str]:
    """What the page at `page` finds in its address after the member was at WeCom's login page."""
    query = {"return_to": page, "challenge": CHALLENGE}
    answer = await http.get("/guide/v1/login-url", params=query)
    assert answer.status_code == 200, answer.text
    back = await enterprise.control.get(answer.json()["url"].partition("#")[0] + f"&userid={userid}")
    assert back.status_code == 302, back.text
    address = back.headers["location"]
    assert address.startswith(page)
    found = parse_qs(urlsplit(address).query)
    return {"code": found["code"][0], "state": found["state"][0]}


async def log_in(http: httpx.AsyncClient, came: dict[str, str], verifier: str = VERIFIER) -> httpx.Response:
    return await http.post("/guide/v1/sessions", json=came | {"verifier": verifier})


@pytest.fixture
async def page(enterprise: Enterprise, settings: Settings) -> str:
    await enterprise.hire(GUIDE)
    await sync()
    return f"{settings.public_url}/sidebar/?tab=customer"


async def test_a_member_comes_back_with_a_session(http: httpx.AsyncClient, enterprise: Enterprise, page: str) -> None:
    answer = await log_in(http, await came_back(http, enterprise, page))
    said = answer.json()
    assert (answer.status_code, said["name"]) == (201, "李娜")
    home = await http.get("/guide/v1/home", headers={"Authorization": f"Bearer {said['token']}"})
    assert home.status_code == 200


async def test_a_code_serves_once(http: httpx.AsyncClient, enterprise: Enterprise, page: str) -> None:
    came = await came_back(http, enterprise, page)
    assert (await log_in(http, came)).status_code == 201
    again = await log_in(http, came)
    assert (again.status_code, again.json()["code"]) == (401, "code_not_accepted")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"verifier": "another-tab-has-another-verifier"},
        {"state": "0" * 40},
        {"state": "zz"},
        {"state": "张" * 40},
        {"state": "f" * 128},
    ],
)
async def test_a_state_is_for_the_page_that_left(
    http: httpx.AsyncClient, enterprise: Enterprise, page: str, spoilt: dict[str, str]
) -> None:
    came = await came_back(http, enterprise, page)
    answer = await http.post("/guide/v1/sessions", json=came | {"verifier": VERIFIER} | spoilt)
    assert (answer.status_code, answer.json()["code"]) == (401, "state_not_accepted")
    # WeCom was not asked: the code serves still.
    assert await enterprise.calls("auth/getuserinfo") == []
    assert (await log_in(http, came)).status_code == 201


async def test_a_state_lasts_ten_minutes(http: httpx.AsyncClient, enterprise: Enterprise, page: str) -> None:
    came = await came_back(http, enterprise, page)
    await enterprise.advance(LIFETIME_SECONDS + 1)
    answer = await log_in(http, came)
    assert (answer.status_code, answer.json()["code"]) == (401, "state_not_accepted")


def test_a_later_end_does_not_fit_the_tag() -> None:
    states = LoginStates("k" * 32)
    state = states.issue(CHALLENGE)
    assert states.accepts(state, VERIFIER)
    assert state.isalnum()
    assert not states.accepts(f"{int(state[:8], 16) + 1:08x}{state[8:]}", VERIFIER)
    assert not LoginStates("j" * 32).accepts(state, VERIFIER)


async def test_who_is_not_on_our_list_is_told_so(http: httpx.AsyncClient, enterprise: Enterprise, page: str) -> None:
    await enterprise.hire("newhire")
    answer = await log_in(http, await came_back(http, enterprise, page, "newhire"))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_guide")
    assert "通讯录" in answer.json()["detail"]


async def test_who_was_dismissed_is_told_so(http: httpx.AsyncClient, enterprise: Enterprise, page: str) -> None:
    await Staff.filter(userid=GUIDE).update(active=False)
    answer = await log_in(http, await came_back(http, enterprise, page))
    assert (answer.status_code, answer.json()["code"]) == (403, "guide_dismissed")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "{origin}.evil.example/",
        "{origin}@evil.example/",
        "{origin}\\@evil.example/",
        "{origin}",
        "{origin}/\\evil",
        "{origin}/\tx",
        "{origin}/é",
        "javascript:alert(1)",
        "/sidebar/",
    ],
)
async def test_only_our_own_pages_are_returned_to_and_signed(
    http: httpx.AsyncClient, settings: Settings, address: str
) -> None:
    given = address.format(origin=settings.public_url)
    login = await http.get("/guide/v1/login-url", params={"return_to": given, "challenge": CHALLENGE})
    headers = (await desk("李娜")).headers
    signed = await http.get("/guide/v1/js-sdk", params={"url": given}, headers=headers)
    for answer in (login, signed):
        assert (answer.status_code, answer.json()["code"]) == (422, "foreign_address")


async def test_a_shop_behind_one_address_is_limited(
    http: httpx.AsyncClient, enterprise: Enterprise, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wecom.sidebar_api.sessions.TRIES", 2)
    wrong = {"code": "x", "state": "y", "verifier": VERIFIER}
    said = [(await http.post("/guide/v1/sessions", json=wrong)).status_code for _ in range(3)]
    assert said == [401, 401, 429]


async def test_wecom_out_of_order_is_said_in_chinese(
    http: httpx.AsyncClient, enterprise: Enterprise, page: str
) -> None:
    came = await came_back(http, enterprise, page)
    await enterprise.fault("auth/getuserinfo", "http", status=502, times=50)
    answer = await log_in(http, came)
    assert (answer.status_code, answer.json()["code"]) == (503, "wecom_busy")


async def test_both_signatures_are_accepted_by_the_client(
    http: httpx.AsyncClient, enterprise: Enterprise, page: str
) -> None:
    headers = (await desk("赵敏")).headers
    for _ in range(2):
        answer = await http.get("/guide/v1/js-sdk", params={"url": page + "#/top"}, headers=headers)
        assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    for kind, part in (("corp", said["config"]), ("agent_config", said["agent_config"])):
        seen = {"noncestr": part["nonce_str"], "timestamp": part["timestamp"], "signature": part["signature"]}
        assert (await enterprise.post("/wecom/jsapi/verify", ticket_kind=kind, url=page, **seen))["ok"]
    assert len(await enterprise.calls("get_jsapi_ticket")) <= 1
    assert len(await enterprise.calls("ticket/get")) <= 1


async def test_in_production_the_login_page_is_wecoms(settings: Settings) -> None:
    real = settings.model_copy(update={"environment": Environment.PRODUCTION})
    ours = corp(real)
    url = sidebar_app_of(real, ours).login_url(f"{settings.public_url}/", CHALLENGE)
    await ours.close()
    assert url.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?")
    assert url.endswith("#wechat_redirect")


async def test_a_session_ends_soon_after_a_dismissal(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    assert (await http.get("/guide/v1/home", headers=guide.headers)).status_code == 200
    await Staff.filter(id=guide.id).update(active=False)

    async def out() -> bool:
        answer = await http.get("/guide/v1/home", headers=guide.headers)
        return answer.status_code == 401 and bool(answer.json()["code"] == "guide_gone")

    await eventually(out, "a dismissed guide is out", SECONDS + 2)
