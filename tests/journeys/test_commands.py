"""What the engineer types: doctor, invariants, and a start with wrong settings."""

import asyncio
import json
import subprocess
import sys

import httpx
import pytest

from app.kernel import db
from app.kernel.ids import new_id
from demo.processes import environment_without_settings


def siyu(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env={**environment_without_settings(), **environment}, check=False
    )


async def test_doctor_finds_a_well_set_up_machine_well_also_on_a_moved_clock(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, environment: dict[str, str]
) -> None:
    await sandbox.post("/_sandbox/wecom/staff", json={"userid": "lina", "name": "李娜"})
    url = f"{environment['SIYU_PUBLIC_URL']}/callbacks/wecom"
    (await sandbox.post("/_sandbox/wecom/callback_url", json={"url": url})).raise_for_status()
    await sandbox.post("/_sandbox/clock", json={"advance_seconds": 86_400})
    # The web server is in this event loop and is asked too.
    told = await asyncio.to_thread(siyu, environment, "doctor")
    assert told.returncode == 0, told.stdout
    assert told.stdout.count("\nok   ") == 13
    assert environment["SIYU_WECOM_AGENT_SECRET"] not in told.stdout
    assert "SIYU_WECOM_AGENT_SECRET = ****** (43 characters)" in told.stdout


async def test_doctor_names_what_is_wrong_and_what_to_do(
    database: None, sandbox: httpx.AsyncClient, environment: dict[str, str]
) -> None:
    told = siyu({**environment, "SIYU_WECOM_AGENT_SECRET": "wrong", "REDIS_URL": "redis://127.0.0.1:1/0"}, "doctor")
    assert told.returncode == 1
    assert "FAIL Redis" in told.stdout
    assert "FAIL 企业微信应用: 企业微信 Secret 不正确（错误码 40001）" in told.stdout
    assert "→ 请管理员登录企业微信管理后台，在「应用管理 → 该应用 → Secret」查看后改正系统配置" in told.stdout
    assert "FAIL 企业微信回调地址: 无法访问" in told.stdout
    assert "ok   WeChat Pay" in told.stdout


@pytest.mark.parametrize("command", ["serve", "worker", "clock", "migrate", "doctor", "invariants"])
def test_wrong_settings_are_all_named_at_once(environment: dict[str, str], command: str) -> None:
    wrong = {**environment, "SIYU_PORT": "abc", "SIYU_TYPO": "1"}
    del wrong["SIYU_PAY_MCHID"]
    told = siyu(wrong, command)
    assert told.returncode == 1
    for fault in ("SIYU_PORT: ", "SIYU_TYPO: unknown setting", "SIYU_PAY_MCHID: is missing"):
        assert fault in told.stderr
    assert "Traceback" not in told.stderr


async def test_a_broken_truth_is_shown_and_exits_non_zero(database: None, environment: dict[str, str]) -> None:
    assert siyu(environment, "invariants").returncode == 0
    await _break_a_truth()
    told = siyu(environment, "invariants")
    assert told.returncode == 1
    assert "BROKEN stock on hand equals its movements" in told.stdout


async def _break_a_truth() -> None:
    sql = "INSERT INTO stocks (id, sku_id, location_id, on_hand, held, safety) VALUES ($1, $1, $1, 5, 0, 0)"
    await db.execute(sql, new_id())


async def test_the_first_login_of_head_office_is_made_by_command(
    database: None, http: httpx.AsyncClient, environment: dict[str, str]
) -> None:
    password = "correct horse"
    told = await asyncio.to_thread(siyu, environment, "create-admin", "boss", "--password", password)
    assert (told.returncode, told.stdout) == (0, "已创建总部账号 boss\n"), told.stderr
    session = await http.post("/admin/v1/sessions", json={"login_name": "boss", "password": password})
    assert session.json()["roles"] == ["head_office"]
    again = await asyncio.to_thread(siyu, environment, "create-admin", "boss", "--password", password)
    assert again.returncode == 1
    assert "员工账号或登录名已存在" in again.stderr
    short = await asyncio.to_thread(siyu, environment, "create-admin", "other", "--password", "short")
    assert (short.returncode, "密码至少 10 位" in short.stderr) == (1, True)
    assert await db.fetch_value("SELECT count(*) FROM staff WHERE login_name IS NOT NULL") == 1


@pytest.mark.parametrize("door", ["admin", "guide", "mp"])
def test_every_door_prints_its_document(door: str) -> None:
    told = siyu({}, "openapi", door)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["paths"]
