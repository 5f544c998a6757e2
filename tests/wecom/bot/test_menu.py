"""Head office publishes the application's menu."""

import httpx

from app.staff.states import Role
from tests.backoffice_api.factory import head_office, someone
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise
from wecom.bot.commands import COMMANDS

PATH = "/admin/v1/wecom-menu"


async def test_the_menu_is_published_by_a_job_and_audited(
    http: httpx.AsyncClient, enterprise: Enterprise, drain: Drain
) -> None:
    boss = await head_office()
    answer = await http.post(PATH, headers=boss)
    assert (answer.status_code, answer.json()["titles"]) == (202, [one.title for one in COMMANDS])
    assert await enterprise.calls("menu/create") == []
    await drain()
    [call] = await enterprise.calls("menu/create")
    assert "我的任务" in str(call)
    trail = await http.get("/admin/v1/audit", headers=boss)
    assert "POST /wecom-menu" in {one["action"] for one in trail.json()["items"]}


async def test_only_head_office_may(http: httpx.AsyncClient) -> None:
    answer = await http.post(PATH, headers=(await someone(Role.COMMUNITY_MANAGER))[1])
    assert answer.status_code == 403
