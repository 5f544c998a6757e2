"""The WeCom chapter, played by `siyu story` against a running product."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from demo.processes import environment_without_settings
from story import CHAPTERS
from story.stage import Stage
from tests.processes import Product

On = tuple[Stage, Product]
LONGEST_SECONDS = 90
OWN_LOSS_POLICY = {"quiet_from": "22:30", "quiet_until": "07:00", "tell_guide": False, "digest_at": "09:00"}


def _play(on: Stage, home: Path) -> tuple[int, dict[str, Any]]:
    (home / "running.json").write_text(json.dumps(asdict(on.running)))
    command = [sys.executable, "-m", "app.cli", "story", "wecom", "--json", "--home", str(home)]
    played = subprocess.run(command, capture_output=True, text=True, env=environment_without_settings(), check=False)
    return played.returncode, json.loads(played.stdout)


async def test_every_step_at_wecom_is_true_twice_in_the_same_shop(stage: On, tmp_path: Path) -> None:
    on, _ = stage
    before = await _set_loss_policy(on)
    for _ in range(2):
        code, story = _play(on, tmp_path)
        assert code == 0, story["steps"][-1]["failure"]
        assert [step["step"] for step in story["steps"]] == [name for name, _ in CHAPTERS["wecom"]().steps]
        assert all(step["evidence"] for step in story["steps"])
        assert sum(step["seconds"] for step in story["steps"]) < LONGEST_SECONDS
    assert await _loss_policy(on) == before
    assert (await on.control("POST", "/wecom/callbacks/settings", json={}))["enabled"]


async def test_a_broken_step_at_wecom_is_named_and_the_story_exits_non_zero(stage: On, tmp_path: Path) -> None:
    on, _ = stage
    refused = {"path": "/qyapi/cgi-bin/auth/getuserinfo", "kind": "errcode", "errcode": 40029, "times": 50}
    await on.control("POST", "/faults", json=refused)
    code, story = _play(on, tmp_path)
    assert code == 1
    assert not story["ok"]
    assert story["steps"][-1]["step"] == "the guide logs in to the sidebar with who they are in WeCom"
    assert all(step["ok"] for step in story["steps"][:-1])
    assert "/guide/v1/sessions answered 401" in story["steps"][-1]["failure"]


async def _set_loss_policy(on: Stage) -> dict[str, Any]:
    """Head office's own, which the story must leave as it was."""
    body = {"login_name": on.running.admin_login, "password": on.running.admin_password}
    on.props["admin"] = (await on.call("POST", "/admin/v1/sessions", json=body))["token"]
    policy = await _loss_policy(on) | OWN_LOSS_POLICY
    await on.call("PUT", "/admin/v1/loss-alert-policy", token=on.props["admin"], json=policy)
    return await _loss_policy(on)


async def _loss_policy(on: Stage) -> dict[str, Any]:
    kept = await on.row("SELECT terms::text AS terms FROM guide_loss_policy")
    found: dict[str, Any] = json.loads(kept["terms"]) if kept else {}
    return found
