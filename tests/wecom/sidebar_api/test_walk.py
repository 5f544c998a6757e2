"""Every route of the guides' door, with ids and sessions that are not the caller's: nobody sees another's data."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.http.routes import Route
from app.http.sessions import LIFETIME, sessions
from app.kernel import clock
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import new_id
from app.kernel.settings import Settings
from app.staff.models import Staff
from app.staff.states import Role
from tests.wecom.enterprise import Enterprise
from tests.wecom.sidebar_api.factory import Whole, bearer, person, whole
from wecom.sidebar_api.callers import at_work
from wecom.sidebar_api.routes import PREFIX, TABLE

OURS, THEIRS = "李娜", "赵敏"
OPEN = {"GET /login-url", "POST /sessions", "GET /card-cover.png"}
# In a case's query or body: a product of ours, and whoever the test fills in.
PRODUCT, ANYBODY = "<product>", "<anybody>"
GUARDED = [route for route in TABLE if route.who is not None]


def name_of(route: Route) -> str:
    return f"{route.method} {route.path}"


@dataclass(frozen=True)
class Case:
    """What must come with a route for it to be asked at all."""

    query: dict[str, str] | None = None
    body: dict[str, Any] | None = None


# Path parameters that are ids of ours, each named as in Whole.
NAMED = ("loss_id", "notice_id", "send_id", "proposal_id")
# What every guide may see and send, so that another guide's name in it tells nothing.
COMMON = {"GET /goods", "GET /goods/<product_id:uuid>", "GET /coupons"}
# What shows the same to every guide, or nothing that bears the caller's name.
NAMELESS = {
    "GET /js-sdk",
    "GET /tag-groups",
    "GET /goods",
    "GET /materials",
    "GET /material-categories",
    "GET /posters",
}
# A new route has no case here and fails the walk until somebody has thought of it.
CASES = {
    "GET /js-sdk": Case(query={"url": "/sidebar/"}),
    "GET /home": Case(),
    "GET /customers": Case(),
    "GET /customers/<who:str>": Case(),
    "PATCH /customers/<who:str>": Case(body={"remark": "老客户"}),
    "GET /customers/<who:str>/timeline": Case(),
    "GET /customers/<who:str>/orders": Case(),
    "GET /tag-groups": Case(),
    "POST /customers/<who:str>/tags": Case(body={"tag_ids": [str(new_id())]}),
    "DELETE /customers/<who:str>/tags": Case(query={"tag_id": str(new_id())}),
    "GET /materials": Case(),
    "GET /material-categories": Case(),
    "GET /goods": Case(query={"q": "茶"}),
    "GET /goods/<product_id:uuid>": Case(),
    "GET /coupons": Case(),
    "POST /sends": Case(body={"subject": "material", "id": str(new_id()), "to_external_userid": ANYBODY}),
    "POST /sends/<send_id:uuid>/sent": Case(),
    "GET /posters": Case(query={"subject": "product", "id": PRODUCT}),
    "POST /proposals": Case(body={"to_external_userid": ANYBODY, "lines": [{"sku_id": str(new_id()), "quantity": 1}]}),
    "GET /proposals": Case(),
    "GET /proposals/<proposal_id:uuid>": Case(),
    "GET /tasks": Case(),
    "GET /losses": Case(),
    "PATCH /losses/<loss_id:uuid>": Case(body={"reasons": []}),
    "GET /notices": Case(),
    "POST /notices/<notice_id:uuid>/answer": Case(body={"key": "followed_up"}),
    "GET /groups": Case(),
    "GET /groups/<chat_id:str>": Case(),
}


@dataclass(frozen=True)
class World:
    """Two guides who share nothing, and the way to ask as the first."""

    http: httpx.AsyncClient
    ours: Whole
    theirs: Whole
    origin: str

    async def ask(self, route: Route, headers: dict[str, str], **path: str) -> httpx.Response:
        case = CASES[name_of(route)]
        address = PREFIX + re.sub(r"<(\w+):\w+>", lambda part: path[part[1]], route.path)
        query = dict(case.query or {})
        if "url" in query:
            query["url"] = self.origin + query["url"]
        if query.get("id") == PRODUCT:
            query["id"] = str(self.ours.product_id)
        return await self.http.request(route.method, address, headers=headers, params=query, json=case.body)

    def own(self) -> dict[str, list[str]]:
        """By path parameter, every id that opens something to us."""
        ours = self.ours
        who = [ours.friend.external_userid, str(ours.friend.id), ours.attributed.external_userid]
        named = {name: [str(getattr(ours, name))] for name in NAMED}
        return {
            "who": [*who, str(ours.attributed.id)],
            "chat_id": [ours.chat_id],
            "product_id": [str(ours.product_id)],
            **named,
        }

    def foreign(self) -> dict[str, list[str]]:
        """By path parameter: what is another's, what is of the wrong kind, what nobody has. The unknown one leads."""
        ours, theirs = self.ours, self.theirs
        odd = ["0", "%20", "' OR true --", "null", "x" * 65, "张" * 20]
        no_customer = [f"wm{new_id().hex[2:]}", str(new_id())]
        people = [theirs.friend, theirs.attributed]
        others = [each for one in people for each in (one.external_userid, str(one.id), one.id.hex)]
        staff = [str(ours.desk.id), ours.desk.userid, str(theirs.desk.id), theirs.desk.userid]
        no_group = [f"wr{new_id().hex}"]
        ids = [str(getattr(whole, name)) for name in NAMED for whole in (theirs, ours)]
        ids += [str(one.id) for one in (ours.desk, theirs.desk, ours.friend, theirs.friend)]
        named = {name: [str(new_id()), *(one for one in ids if one not in self.own()[name])] for name in NAMED}
        named["product_id"] = [str(new_id()), str(ours.desk.id), str(theirs.friend.id)]
        return named | {
            "who": [*no_customer, *others, *staff, ours.chat_id, theirs.chat_id, *odd],
            "chat_id": [*no_group, theirs.chat_id, *self.own()["who"], *others, *staff, *odd],
        }


def paths(route: Route, ids: dict[str, list[str]]) -> list[dict[str, str]]:
    """One set of path parameters per id. KeyError for a parameter the walk knows no ids of."""
    parameters = re.findall(r"<(\w+):\w+>", route.path)
    assert len(parameters) <= 1, "the walk fills one parameter; teach it more"
    return [{parameters[0]: each} for each in ids[parameters[0]]] if parameters else [{}]


@pytest.fixture
async def world(enterprise: Enterprise, http: httpx.AsyncClient, settings: Settings) -> World:
    return World(http, await whole(OURS), await whole(THEIRS), settings.public_url)


def test_every_route_has_its_case_and_no_other_is_open() -> None:
    assert {name_of(route) for route in GUARDED} == set(CASES)
    assert {name_of(route) for route in TABLE if route.who is None} == OPEN
    assert {route.who for route in GUARDED} == {ActorKind.GUIDE}


# The sandbox's WeCom knows no friend of these two: test_customers.py changes the remark of a real one.
SHOWN = [route for route in GUARDED if route.method == "GET"]


@pytest.mark.parametrize("route", SHOWN, ids=name_of)
async def test_ones_own_opens_and_shows_nobody_elses(world: World, route: Route) -> None:
    theirs = world.theirs
    hidden = [THEIRS, *map(str, (theirs.friend.id, theirs.attributed.id, theirs.desk.id)), theirs.chat_id]
    hidden += [theirs.friend.external_userid, theirs.attributed.external_userid]
    hidden = hidden[1:] if name_of(route) in COMMON else hidden
    for path in paths(route, world.own()):
        answer = await world.ask(route, world.ours.desk.headers, **path)
        assert answer.status_code == 200, answer.text
        assert [each for each in hidden if each in answer.text] == []
        empty = name_of(route) in NAMELESS or route.path.endswith(("/timeline", "/orders"))
        assert OURS in answer.text or empty


@pytest.mark.parametrize("route", [route for route in GUARDED if "<" in route.path], ids=name_of)
async def test_anothers_reads_like_nobodys(world: World, route: Route) -> None:
    answers = []
    for path in paths(route, world.foreign()):
        answer = await world.ask(route, world.ours.desk.headers, **path)
        assert answer.status_code == 404, (path, answer.text)
        answers.append({key: said for key, said in answer.json().items() if key != "request_id"})
    assert all(said == answers[0] for said in answers)


ADDRESSED = [
    ("POST /sends", "to_external_userid", "who"),
    ("POST /sends", "chat_id", "chat_id"),
    ("POST /proposals", "to_external_userid", "who"),
    ("GET /coupons", "who", "who"),
]


@pytest.mark.parametrize(("name", "field", "kind"), ADDRESSED)
async def test_whom_a_body_or_query_names_is_ones_own_too(world: World, name: str, field: str, kind: str) -> None:
    case, (method, path) = CASES[name], name.split()
    headers, answers = world.ours.desk.headers, []
    for each in world.foreign()[kind]:
        if not 1 <= len(each) <= 64:
            continue
        given = {key: value for key, value in (case.body or {}).items() if value != ANYBODY} | {field: each}
        said: dict[str, Any] = {"params": given} if method == "GET" else {"json": given}
        answer = await world.http.request(method, PREFIX + path, headers=headers, **said)
        assert answer.status_code == 404, (each, answer.text)
        answers.append({key: value for key, value in answer.json().items() if key != "request_id"})
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["code"] in ("customer_not_found", "group_not_found")


@pytest.mark.parametrize("route", GUARDED, ids=name_of)
async def test_other_sessions_do_not_open_it(world: World, route: Route) -> None:
    desk = world.ours.desk
    member = await person("路人")
    at = clock.now() - LIFETIME[ActorKind.GUIDE] - timedelta(minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.http.sessions.clock.now", lambda: at)
        expired = bearer(ActorKind.GUIDE, desk.id)
    tampered = desk.headers["Authorization"][:-2] + ("AA" if desk.headers["Authorization"][-2:] != "AA" else "BB")
    for headers in (
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": tampered},
        bearer(ActorKind.MEMBER, member.id),
        bearer(ActorKind.MEMBER, desk.id),
        bearer(ActorKind.STAFF, desk.id, *(role.value for role in Role)),
        bearer(ActorKind.GUIDE, member.id),
        bearer(ActorKind.GUIDE, new_id()),
        expired,
    ):
        answer = await world.ask(route, headers, **paths(route, world.own())[0])
        assert answer.status_code == 401, answer.text
        assert OURS not in answer.text


@pytest.mark.parametrize("route", GUARDED, ids=name_of)
async def test_a_dismissed_guide_is_out(world: World, route: Route) -> None:
    desk = world.ours.desk
    await Staff.filter(id=desk.id).update(active=False)
    at_work.clear()
    answer = await world.ask(route, desk.headers, **paths(route, world.own())[0])
    assert (answer.status_code, answer.json()["code"]) == (401, "guide_gone")


async def test_a_guides_session_opens_no_other_door(world: World) -> None:
    for address in ("/admin/v1/groups", "/admin/v1/staff", "/mp/v1/me", "/mp/v1/orders"):
        assert (await world.http.get(address, headers=world.ours.desk.headers)).status_code == 401
    roles = frozenset(role.value for role in Role)
    token, _ = sessions().issue(Actor(ActorKind.GUIDE, world.ours.desk.id, roles))
    answer = await world.http.get("/admin/v1/staff", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


async def test_cursors_of_anothers_list_lead_nowhere_else(world: World) -> None:
    headers, theirs = world.ours.desk.headers, world.theirs
    for path, cursor in (
        ("/customers", str(theirs.friend.id)),
        ("/customers", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        ("/groups", theirs.chat_id[:-1]),
        (f"/customers/{world.ours.friend.id}/orders", str(theirs.friend.id)),
        (f"/customers/{world.ours.friend.id}/timeline", f"9999999999999999.order_placed.{theirs.friend.id}"),
    ):
        answer = await world.http.get(PREFIX + path, headers=headers, params={"cursor": cursor})
        assert answer.status_code == 200, answer.text
        assert THEIRS not in answer.text
