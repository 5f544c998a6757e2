"""Several processes that call WeCom at the same moment."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from typing import Any

Outcome = tuple[float, float]


async def at_once(environment: Mapping[str, str], processes: int, **wanted: Any) -> list[list[Outcome]]:
    """What each of so many processes did when all were told to at once; see tests/wecom/client/caller.py."""
    started = [await _start(environment, wanted) for _ in range(processes)]
    for one in started:
        assert one.stdin
        one.stdin.write(b"go\n")
    ends = await asyncio.gather(*(one.communicate() for one in started))
    return [[(at, later) for at, later in json.loads(out.splitlines()[-1])] for out, _ in ends]


async def _start(environment: Mapping[str, str], wanted: Mapping[str, Any]) -> Process:
    program = (sys.executable, "-m", "tests.wecom.client.caller")
    process = await asyncio.create_subprocess_exec(*program, env={**os.environ, **environment}, stdin=PIPE, stdout=PIPE)
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(wanted).encode() + b"\n")
    assert await process.stdout.readline() == b"ready\n"
    return process
