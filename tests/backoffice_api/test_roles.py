import re

import httpx
import pytest

from app.http.routes import Route
from app.kernel.actor import ActorKind
from app.staff.states import Role
from backoffice_api.routes import PREFIX, TABLE
from tests.backoffice_api.factory import someone
from tests.miniprogram_api.factory import visitor

GUARDED = [route for route in TABLE if route.who is ActorKind.STAFF]
COMMUNITY = {
    *("GET /staff", "GET /groups", "GET /notices", "GET /notice-templates", "GET /members/<member_id:uuid>/wallet"),
    *("GET /channel-codes", "POST /channel-codes", "GET /channel-codes/differences", "GET /channel-codes/statistics"),
    *(f"{method} /channel-codes/<code_id:uuid>" for method in ("GET", "PUT", "DELETE")),
    *(f"POST /channel-codes/<code_id:uuid>/{verb}" for verb in ("disable", "enable")),
    "GET /channel-codes/<code_id:uuid>/statistics",
    *("GET /acquisition-links/quota", "POST /acquisition-links/<link_id:uuid>/channels"),
    *(
        f"{method} /{kind}"
        for method in ("GET", "POST")
        for kind in ("group-codes", "store-codes", "acquisition-links")
    ),
    *(f"{method} /group-codes/<code_id:uuid>" for method in ("GET", "PUT", "DELETE")),
    *(f"{method} /store-codes/<code_id:uuid>" for method in ("GET", "PUT", "DELETE")),
    *(f"{method} /acquisition-links/<link_id:uuid>" for method in ("GET", "PUT", "DELETE")),
    *("POST /group-codes/<code_id:uuid>/enable", "GET /group-codes/<code_id:uuid>/statistics"),
    *("POST /acquisition-links/<link_id:uuid>/enable", "GET /acquisition-links/<link_id:uuid>/statistics"),
    *("GET /robots", "POST /robots", "POST /robots/<robot_id:uuid>/trial"),
    *(f"{method} /robots/<robot_id:uuid>" for method in ("GET", "PUT", "DELETE")),
    *("GET /robots/<robot_id:uuid>/messages", "POST /robots/<robot_id:uuid>/messages"),
    "DELETE /robots/<robot_id:uuid>/messages/<message_id:uuid>",
    *("GET /sops", "POST /sops", "GET /sops/<sop_id:uuid>"),
    *("POST /sops/<sop_id:uuid>/pause", "POST /sops/<sop_id:uuid>/resume"),
    *("GET /entrance-sources", "POST /entrance-sources"),
    *("GET /materials", "POST /materials", "POST /materials/scripts", "GET /material-statistics"),
    *("GET /materials/<material_id:uuid>", "PUT /materials/<material_id:uuid>"),
    *(f"POST /materials/<material_id:uuid>/{verb}" for verb in ("publish", "archive")),
    *("GET /material-categories", "POST /material-categories"),
    *(f"{method} /material-categories/<category_id:uuid>" for method in ("PUT", "DELETE")),
    *("GET /guide-tasks", "POST /guide-tasks", "GET /guide-tasks/<task_id:uuid>", "PUT /guide-tasks/<task_id:uuid>"),
    *(f"POST /guide-tasks/<task_id:uuid>/{verb}" for verb in ("publish", "adjust", "cancel")),
    *(f"GET /guide-tasks/<task_id:uuid>/{of}" for of in ("guides", "stores")),
    *("GET /tag-groups", "POST /tag-groups", "GET /tags", "POST /tags"),
    *(
        f"{method} /{path}"
        for method in ("PUT", "DELETE")
        for path in ("tag-groups/<group_id:uuid>", "tags/<tag_id:uuid>")
    ),
    *("GET /members/<member_id:uuid>/tags", "POST /members/<member_id:uuid>/tags"),
    "DELETE /members/<member_id:uuid>/tags/<tag_id:uuid>",
    *("GET /losses", "GET /losses/counts", "PATCH /losses/<loss_id:uuid>", "GET /loss-alert-policy"),
    *("GET /sync-runs", "POST /sync-runs", "GET /sync-runs/<run_id:uuid>"),
    "GET /sync-runs/<run_id:uuid>/differences",
    *("GET /members/<member_id:uuid>/guide", "GET /members/<member_id:uuid>/guide-changes"),
}
# Money, people's accounts, who serves what, and what the company tells: head office alone.
HEAD_OFFICE_ALONE = {
    *("GET /audit", "POST /commission-rules", "GET /payments", "GET /payments/incidents"),
    *("POST /refunds/<refund_id:uuid>/retry", "POST /members/<member_id:uuid>/points"),
    *("GET /members/<member_id:uuid>/top-ups", "POST /members/<member_id:uuid>/top-ups/<top_up_id:uuid>/refund"),
    *("POST /top-up-offers", "DELETE /top-up-offers/<offer_id:uuid>"),
    *("GET /invoices", "GET /invoices/<invoice_id:uuid>", "POST /invoices/<invoice_id:uuid>/issue"),
    *("POST /invoices/<invoice_id:uuid>/refuse", "GET /red-invoices", "POST /red-invoices/<red_id:uuid>/issue"),
    *("POST /stores", "PUT /stores/<store_id:uuid>", "POST /stores/<store_id:uuid>/holidays"),
    "DELETE /stores/<store_id:uuid>/holidays/<day:ymd>",
    *("POST /sourcing-rules", "PUT /sourcing-rules/<rule_id:uuid>", "DELETE /sourcing-rules/<rule_id:uuid>"),
    *("PUT /notice-templates/<kind:str>", "DELETE /notice-templates/<kind:str>"),
    "DELETE /channel-codes/differences/<config_id:str>",
    *("PUT /loss-alert-policy", "POST /wecom-menu"),
    *("GET /attribution-rules", "POST /attribution-rules", "PUT /members/<member_id:uuid>/guide"),
    *("GET /customer-hand-overs", "POST /customer-hand-overs", "GET /customer-hand-overs/unassigned"),
    "GET /customer-hand-overs/<hand_over_id:uuid>",
    *(f"GET /customer-hand-overs/<hand_over_id:uuid>/{part}" for part in ("customers", "groups")),
    "POST /customer-hand-overs/<hand_over_id:uuid>/cancel",
    *("GET /wecom-inbox/dead", "POST /wecom-inbox/dead/replay", "POST /wecom-inbox/dead/<message_id:uuid>/replay"),
}
EVERYTHING = {f"{route.method} {route.path}" for route in GUARDED}
MAY = {
    Role.HEAD_OFFICE: EVERYTHING,
    Role.COMMUNITY_MANAGER: COMMUNITY,
    Role.MERCHANDISER: EVERYTHING - COMMUNITY - HEAD_OFFICE_ALONE,
    Role.GUIDE: set(),
}
EXAMPLES = {
    "uuid": "0196b6a2-0000-7000-8000-000000000001",
    "ymd": "2026-01-01",
    "str": "shipped",
}


def path_of(route: Route) -> str:
    return PREFIX + re.sub(r"<\w+:(\w+)>", lambda part: EXAMPLES[part[1]], route.path)


@pytest.mark.parametrize("role", Role)
async def test_each_role_opens_its_own_routes_only(http: httpx.AsyncClient, role: Role) -> None:
    _, headers = await someone(role)
    for route in GUARDED:
        answer = await http.request(route.method, path_of(route), headers=headers)
        name = f"{route.method} {route.path}"
        assert (answer.status_code != 403) == (name in MAY[role]), name


async def test_members_and_strangers_are_not_let_in(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    member = await (await visitor(http, sandbox)).headers()
    for headers in ({}, member):
        for route in GUARDED:
            answer = await http.request(route.method, path_of(route), headers=headers)
            assert answer.status_code == 401, route.path
