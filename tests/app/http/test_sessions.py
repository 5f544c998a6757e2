"""Who a caller is comes from a token that only we can make, and that ends."""

import base64
import json
from datetime import timedelta
from uuid import uuid4

import httpx
import jwt
import pytest

from app.http.sessions import LIFETIME, SessionExpired, SessionInvalid, Sessions
from app.kernel import clock
from app.kernel.actor import Actor, ActorKind
from app.kernel.settings import Settings
from tests.app.http.conftest import bearer
from tests.app.http.test_bodies import told

KEY = "k" * 32
MEMBER = Actor(ActorKind.MEMBER, uuid4())


def forged(claims: dict[str, object], key: str = KEY, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm)


def claims(**changes: object) -> dict[str, object]:
    end = int(clock.now().timestamp()) + 60
    return {"kind": "member", "sub": str(MEMBER.id), "roles": [], "exp": end} | changes


async def test_a_session_is_its_own_caller(client: httpx.AsyncClient) -> None:
    identity, header = bearer()
    response = await client.get("/who", headers=header)
    assert response.json() == {"id": str(identity)}


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer x.y.z", "Basic YTpi", "Bearer é", "bearer " + forged(claims())],
)
async def test_without_a_session_of_ours_nobody_comes_in(client: httpx.AsyncClient, header: str | None) -> None:
    given = {} if header is None else {b"Authorization": header.encode()}
    assert told(await client.get("/who", headers=given)) == (401, "session_invalid")


async def test_a_session_signed_with_another_key_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.get("/who", headers={"Authorization": f"Bearer {forged(claims(), 'another' * 6)}"})
    assert told(response) == (401, "session_invalid")


async def test_a_session_without_a_signature_is_refused(client: httpx.AsyncClient) -> None:
    head, body = ({"alg": "none", "typ": "JWT"}, claims())
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body)]
    response = await client.get("/who", headers={"Authorization": f"Bearer {parts[0]}.{parts[1]}."})
    assert told(response) == (401, "session_invalid")


async def test_a_member_is_not_staff_and_staff_needs_the_role(client: httpx.AsyncClient) -> None:
    assert told(await client.get("/clerks", headers=bearer()[1])) == (401, "session_invalid")
    assert told(await client.get("/clerks", headers=bearer(ActorKind.STAFF)[1])) == (403, "forbidden")
    assert (await client.get("/clerks", headers=bearer(ActorKind.STAFF, "admin")[1])).status_code == 200


async def test_an_expired_session_says_so(client: httpx.AsyncClient, settings: Settings) -> None:
    old = forged(claims(exp=int(clock.now().timestamp()) - 1), settings.session_key.get_secret_value())
    response = await client.get("/who", headers={"Authorization": f"Bearer {old}"})
    assert told(response) == (401, "session_expired")


def test_a_remembered_session_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(KEY)
    token, _ = sessions.issue(MEMBER, openid="o1")
    assert sessions.read(token).openid == "o1"
    later = clock.now() + LIFETIME[ActorKind.MEMBER] + timedelta(seconds=1)
    monkeypatch.setattr("app.kernel.clock.now", lambda: later)
    with pytest.raises(SessionExpired):
        sessions.read(token)


@pytest.mark.parametrize(
    "changes", [{"kind": "king"}, {"sub": "me"}, {"sub": 7}, {"exp": "soon"}, {"exp": None}, {"kind": None}]
)
def test_claims_that_make_no_sense_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(SessionInvalid):
        Sessions(KEY).read(forged({key: value for key, value in claims(**changes).items() if value is not None}))


def test_forged_tokens_do_not_fill_the_memory() -> None:
    sessions = Sessions(KEY)
    for _ in range(10):
        with pytest.raises(SessionInvalid):
            sessions.read(forged(claims(), "another" * 6))
    assert sessions._read == {}
