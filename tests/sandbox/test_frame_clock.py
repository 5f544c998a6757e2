import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from sandbox.clock import Clock
from tests.sandbox.conftest import RunningSandbox


async def test_moving_the_clock_moves_platform_time_and_tells_other_processes(
    client: httpx.AsyncClient, sandbox: RunningSandbox
) -> None:
    moved = (await client.post("/_sandbox/clock", json={"advance_seconds": 3600})).json()
    ahead = datetime.fromisoformat(moved["now"]) - datetime.now(UTC)
    assert timedelta(minutes=59) < ahead < timedelta(minutes=61)
    assert moved["offset_seconds"] == 3600
    assert json.loads(sandbox.clock_file.read_text()) == {"offset_seconds": 3600}


async def test_moves_add_up_until_a_reset(client: httpx.AsyncClient, sandbox: RunningSandbox) -> None:
    for _ in range(2):
        moved = (await client.post("/_sandbox/clock", json={"advance_seconds": 60})).json()
    assert moved["offset_seconds"] == 120
    assert (await client.post("/_sandbox/clock", json={"reset": True})).json()["offset_seconds"] == 0
    assert json.loads(sandbox.clock_file.read_text()) == {"offset_seconds": 0.0}


@pytest.mark.parametrize("body", [{}, {"advance_seconds": "60"}, {"advance_seconds": True}, {"reset": False}, [1]])
async def test_a_senseless_move_is_refused(client: httpx.AsyncClient, body: object) -> None:
    answer = await client.post("/_sandbox/clock", json=body)
    assert answer.status_code == 400
    assert "error" in answer.json()
    assert (await client.get("/_sandbox/clock")).json()["offset_seconds"] == 0


def test_a_clock_starts_where_its_file_says(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    Clock(file).advance(500)
    assert Clock(file).offset_seconds == 500
    assert list(tmp_path.iterdir()) == [file]


async def test_sleeping_ends_when_the_clock_is_moved_past_the_hour() -> None:
    clock = Clock()
    sleeper = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)
    clock.advance(1800)
    await asyncio.sleep(0.01)
    assert not sleeper.done()
    clock.advance(1801)
    await asyncio.wait_for(sleeper, 5)
