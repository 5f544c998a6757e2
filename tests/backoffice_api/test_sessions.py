import httpx
import pytest

from app.kernel.settings import Settings
from app.staff.create import create
from app.staff.states import Role
from backoffice_api.models import AuditEntry
from backoffice_api.sessions import TRIES
from tests.outages import no_redis

PASSWORD = "correct horse battery staple"


@pytest.fixture
async def chief(http: httpx.AsyncClient) -> dict[str, str]:
    await create("chief", "总部", [Role.HEAD_OFFICE], "chief", PASSWORD)
    return {"login_name": "chief", "password": PASSWORD}


async def test_staff_log_in_with_their_password(http: httpx.AsyncClient, chief: dict[str, str]) -> None:
    answer = await http.post("/admin/v1/sessions", json=chief)
    assert answer.status_code == 201
    assert answer.json()["roles"] == ["head_office"]
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert (await http.get("/admin/v1/audit", headers=headers)).status_code == 200


async def test_a_log_in_is_audited_without_the_password(http: httpx.AsyncClient, chief: dict[str, str]) -> None:
    await http.post("/admin/v1/sessions", json=chief | {"password": "wrong"})
    await http.post("/admin/v1/sessions", json=chief)
    (entry,) = await AuditEntry.all()
    assert entry.action == "POST /sessions"
    assert entry.content == {"login_name": "chief"}


async def test_wrong_names_and_passwords_are_not_told_apart(http: httpx.AsyncClient, chief: dict[str, str]) -> None:
    answers = [
        await http.post("/admin/v1/sessions", json=given)
        for given in (chief | {"password": "wrong"}, chief | {"login_name": "nobody"})
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "wrong_credentials")}


async def test_guessing_is_limited_per_name(http: httpx.AsyncClient, chief: dict[str, str]) -> None:
    wrong = chief | {"password": "wrong"}
    answers = [await http.post("/admin/v1/sessions", json=wrong) for _ in range(TRIES + 1)]
    assert [answer.status_code for answer in answers] == [401] * TRIES + [429]
    assert (await http.post("/admin/v1/sessions", json=chief)).status_code == 429
    assert (await http.post("/admin/v1/sessions", json=wrong | {"login_name": "other"})).status_code == 401


async def test_without_redis_nobody_may_guess(
    http: httpx.AsyncClient, chief: dict[str, str], settings: Settings
) -> None:
    async with no_redis(settings):
        assert (await http.post("/admin/v1/sessions", json=chief)).status_code == 503
