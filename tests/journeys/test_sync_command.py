"""`siyu sync`, as an engineer runs it beside a product at work."""

import asyncio
import subprocess

import pytest

from app.sync.start import start
from app.sync.states import RunKind
from story.stage import Stage
from tests.journeys.test_commands import siyu
from tests.processes import Product

On = tuple[Stage, Product]
CUSTOMERS, SETTLED_SECONDS = 300, 180
FRIENDS = "SELECT count(*) AS friends FROM guide_follows WHERE ended_at IS NULL"


@pytest.fixture
async def shop(stage: On) -> On:
    """Guides with customers of before, of whom nobody has told us."""
    on, _ = stage
    await on.control("POST", "/wecom/seed", json={"customers": CUSTOMERS, "members": 3, "tags": 2})
    await on.advance(SETTLED_SECONDS)
    return stage


async def _sync(environment: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(siyu, environment, "sync", *options)


async def test_the_first_sync_is_watched_to_its_end(shop: On, environment: dict[str, str]) -> None:
    on, _ = shop
    told = await _sync(environment, "--watch")
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0].startswith("已开始同步 ")
    assert lines[-5].startswith("已完成 100% ")
    assert lines[-2] == f"客户：新增 {CUSTOMERS}，变更 0，结束 0，未变 0"
    assert await on.row(FRIENDS) == {"friends": CUSTOMERS}


async def test_one_part_alone_and_a_night_that_writes_down(shop: On, environment: dict[str, str]) -> None:
    on, _ = shop
    told = await _sync(environment, "--only", "staff", "--watch")
    assert told.stdout.splitlines()[-1] == "员工：新增 3，变更 0，结束 0，未变 3"
    assert await on.row(FRIENDS) == {"friends": 0}
    told = await _sync(environment, "--reconcile", "--watch")
    assert told.returncode == 0, told.stderr
    assert f"  客户缺失 {CUSTOMERS} 条" in told.stdout.splitlines()


async def test_a_failed_run_exits_non_zero_and_says_what_to_do(shop: On, environment: dict[str, str]) -> None:
    on, _ = shop
    path = "/qyapi/cgi-bin/externalcontact/get_follow_user_list"
    await on.control("POST", "/faults", json={"path": path, "kind": "errcode", "errcode": 48002, "times": 5})
    told = await _sync(environment, "--watch")
    assert told.returncode == 1
    assert "失败原因：应用没有调用该接口的权限。请管理员登录企业微信管理后台" in told.stdout
    assert "Traceback" not in told.stderr


async def test_who_does_not_watch_is_told_whether_one_runs_already(shop: On, environment: dict[str, str]) -> None:
    """No worker: a run stays where it is."""
    shop[1].rest()
    first = await _sync(environment)
    assert (first.returncode, first.stdout.startswith("已开始同步 ")) == (0, True)
    again = await _sync(environment)
    assert again.stdout == first.stdout.replace("已开始同步", "已有同步在进行")
    assert not (await start(RunKind.FULL))[1]
