"""The first chain, played by `siyu story` against a running product."""

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


def _play(on: Stage, home: Path) -> tuple[int, dict[str, Any]]:
    (home / "running.json").write_text(json.dumps(asdict(on.running)))
    command = [sys.executable, "-m", "app.cli", "story", "first-chain", "--json", "--home", str(home)]
    played = subprocess.run(command, capture_output=True, text=True, env=environment_without_settings(), check=False)
    return played.returncode, json.loads(played.stdout)


async def test_every_step_of_the_first_chain_is_true(stage: On, tmp_path: Path) -> None:
    code, story = _play(stage[0], tmp_path)
    assert code == 0, story["steps"][-1]
    assert [step["step"] for step in story["steps"]] == [name for name, _ in CHAPTERS["first-chain"]().steps]
    assert all(step["evidence"] for step in story["steps"])


async def test_a_broken_step_is_named_and_the_story_exits_non_zero(stage: On, tmp_path: Path) -> None:
    on, _ = stage
    refused = {
        "path": "/qyapi/cgi-bin/externalcontact/send_welcome_msg",
        "kind": "errcode",
        "errcode": 41050,
        "times": 50,
    }
    await on.control("POST", "/faults", json=refused)
    code, story = _play(on, tmp_path)
    assert code == 1
    assert not story["ok"]
    assert "welcome message" in story["steps"][-1]["step"]
    assert "not seen within" in story["steps"][-1]["failure"]
