import httpx
import pytest

from app.kernel.settings import Settings
from app.members.models import Member, MemberIdentity
from app.members.recognise import recognise
from app.members.states import IdentityKind
from miniprogram_api.sessions import LOG_INS_A_MINUTE
from tests.miniprogram_api.factory import visitor
from tests.outages import no_redis


async def test_logging_in_gives_a_session_of_a_new_member(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    someone = await visitor(http, sandbox)
    session = await someone.log_in()
    me = (await http.get("/mp/v1/me", headers={"Authorization": f"Bearer {session['token']}"})).json()
    assert me["id"] == session["member_id"]
    assert me["joined_at"] is not None
    assert (me["phone"], me["points_pending"]) == (None, 0)


async def test_a_wecom_friend_who_logs_in_is_the_same_member(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    someone = await visitor(http, sandbox)
    friend = await recognise({IdentityKind.UNIONID: someone.person["unionid"], IdentityKind.EXTERNAL_USERID: "wm1"})
    assert (await someone.log_in())["member_id"] == str(friend)
    assert (await someone.log_in())["member_id"] == str(friend)
    assert await Member.all().count() == 1
    assert await MemberIdentity.filter(member_id=friend).count() == 3


async def test_a_spent_code_is_refused_with_what_to_do(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    code = await (await visitor(http, sandbox)).code()
    assert (await http.post("/mp/v1/sessions", json={"code": code})).status_code == 201
    answer = await http.post("/mp/v1/sessions", json={"code": code})
    assert (answer.status_code, answer.json()["code"]) == (422, "wechat_code_not_accepted")
    assert "重新打开小程序" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body", [{}, {"code": ""}, {"code": "a" * 129}, {"code": 5}, {"code": "a", "openid": "o1"}, {"code": "a\u0000"}]
)
async def test_a_body_that_is_not_a_code_is_refused(http: httpx.AsyncClient, body: dict[str, object]) -> None:
    assert (await http.post("/mp/v1/sessions", json=body)).status_code in (400, 422)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"kind": "errcode", "errcode": 45011}, 429),
        ({"kind": "errcode", "errcode": -1}, 503),
        ({"kind": "http", "status": 500}, 503),
    ],
)
async def test_a_platform_in_trouble_is_not_our_error(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, fault: dict[str, object], status: int
) -> None:
    await sandbox.post("/_sandbox/faults", json={"path": "/weixin/sns"} | fault)
    answer = await http.post("/mp/v1/sessions", json={"code": "any"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_log_ins_of_one_address_are_limited(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    answers = [await http.post("/mp/v1/sessions", json={"code": "bad"}) for _ in range(LOG_INS_A_MINUTE + 1)]
    assert [answer.status_code for answer in answers] == [422] * LOG_INS_A_MINUTE + [429]


async def test_members_log_in_while_redis_is_away(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, settings: Settings
) -> None:
    someone = await visitor(http, sandbox)
    async with no_redis(settings):
        assert (await someone.log_in())["token"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y.z", "Basic abc"])
async def test_without_a_good_session_nothing_is_shown(http: httpx.AsyncClient, header: str) -> None:
    answer = await http.get("/mp/v1/me", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "session_invalid")


async def test_a_session_ends_after_a_week(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    headers = await (await visitor(http, sandbox)).headers()
    await sandbox.post("/_sandbox/clock", json={"advance_seconds": 7 * 86_400 + 1})
    answer = await http.get("/mp/v1/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")
