import httpx
import pytest

from app.http.routes import Route
from app.kernel.actor import ActorKind
from app.staff.states import Role
from backoffice_api.routes import PREFIX, TABLE
from tests.backoffice_api.factory import someone
from tests.miniprogram_api.factory import visitor

GUARDED = [route for route in TABLE if route.who is ActorKind.STAFF]
MAY = {
    Role.HEAD_OFFICE: {route.path for route in GUARDED},
    Role.COMMUNITY_MANAGER: {
        "/staff",
        "/channel-codes",
        "/channel-codes/<code_id:uuid>",
        "/groups",
        "/sops",
        "/sops/<sop_id:uuid>",
        "/sops/<sop_id:uuid>/pause",
        "/sops/<sop_id:uuid>/resume",
    },
    Role.MERCHANDISER: {"/catalogue/imports", "/stock/receipts"},
    Role.GUIDE: set(),
}


def path_of(route: Route) -> str:
    nobody = "0196b6a2-0000-7000-8000-000000000001"
    return PREFIX + route.path.replace("<code_id:uuid>", nobody).replace("<sop_id:uuid>", nobody)


@pytest.mark.parametrize("role", Role)
async def test_each_role_opens_its_own_routes_only(http: httpx.AsyncClient, role: Role) -> None:
    _, headers = await someone(role)
    for route in GUARDED:
        answer = await http.request(route.method, path_of(route), headers=headers)
        assert (answer.status_code != 403) == (route.path in MAY[role]), route.path


async def test_members_and_strangers_are_not_let_in(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    member = await (await visitor(http, sandbox)).headers()
    for headers in ({}, member):
        for route in GUARDED:
            answer = await http.request(route.method, path_of(route), headers=headers)
            assert answer.status_code == 401, route.path
