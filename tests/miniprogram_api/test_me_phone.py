import httpx

from app.kernel import db
from app.kernel.settings import Settings
from app.members.bind_phone import TRIES_AN_HOUR
from tests.miniprogram_api.factory import visitor
from tests.outages import no_redis

PHONE_API = "/weixin/wxa/business/getuserphonenumber"


async def test_a_phone_is_shown_masked_and_stored_unreadable(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    someone = await visitor(http, sandbox, "13912345678")
    headers = await someone.headers()
    answer = await http.post("/mp/v1/me/phone", json={"code": await someone.code("phone")}, headers=headers)
    assert answer.json()["phone"] == "139****5678"
    assert (await http.get("/mp/v1/me", headers=headers)).json()["phone"] == "139****5678"
    stored = await db.fetch_one("SELECT encode(phone_sealed, 'escape') AS sealed, phone_hash FROM members")
    assert stored is not None
    assert "13912345678" not in stored["sealed"] + stored["phone_hash"]


async def test_a_phone_belongs_to_one_member(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    first, second = await visitor(http, sandbox, "13912345678"), await visitor(http, sandbox, "13912345678")
    for someone, status in ((first, 200), (second, 409), (first, 200)):
        headers = await someone.headers()
        answer = await http.post("/mp/v1/me/phone", json={"code": await someone.code("phone")}, headers=headers)
        assert answer.status_code == status
    assert answer.json()["phone"] == "139****5678"


async def test_another_persons_phone_code_is_refused(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    someone, other = await visitor(http, sandbox), await visitor(http, sandbox, "13912345678")
    answer = await http.post(
        "/mp/v1/me/phone", json={"code": await other.code("phone")}, headers=await someone.headers()
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "wechat_code_not_accepted")


async def test_calls_that_cost_money_are_limited_per_member(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    headers = await (await visitor(http, sandbox)).headers()
    answers = [
        await http.post("/mp/v1/me/phone", json={"code": "bad"}, headers=headers) for _ in range(TRIES_AN_HOUR + 1)
    ]
    assert [answer.status_code for answer in answers] == [422] * TRIES_AN_HOUR + [429]


async def test_without_redis_no_call_that_costs_money_is_made(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, settings: Settings
) -> None:
    someone = await visitor(http, sandbox)
    headers = await someone.headers()
    code = await someone.code("phone")
    async with no_redis(settings):
        answer = await http.post("/mp/v1/me/phone", json={"code": code}, headers=headers)
    assert answer.status_code == 503
    assert PHONE_API not in (await sandbox.get("/_sandbox/calls", params={"limit": 100})).text
