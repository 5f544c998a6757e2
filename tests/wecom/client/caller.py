"""A process of its own that calls WeCom when told to: `python -m tests.wecom.client.caller`.

Its first line of input says what to do, as JSON; it answers `ready`, does it at the next line, and prints what came of
it, as JSON.
"""

import asyncio
import json
import sys
import time
from typing import Any

from app.kernel import clock, redis, settings
from app.kernel.errors import QuotaExceeded
from wecom.client import directory
from wecom.client.budgets import Budgets
from wecom.client.corp import Corp, corp
from wecom.client.pace import Window


async def answer(wanted: dict[str, Any]) -> list[Any]:
    """Of each call `[when it was let through, 0]`, or `[0, seconds until it may be tried again]`, -1 if not said."""
    found = settings.load()
    clock.follow(found.clock_file)
    redis.connect(wanted.get("redis_url", found.redis_url.get_secret_value()))
    ours = corp(found)
    if "calls" in wanted:
        window = Window(wanted["calls"], wanted["seconds"])
        ours.agent._budgets = Budgets(found.wecom_corpid, usual=(window,), wait=wanted["wait"])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    done = await asyncio.gather(*(_call(ours, wanted["do"]) for _ in range(wanted["times"])))
    await ours.close()
    return done


async def _call(ours: Corp, what: str) -> tuple[float, float]:
    try:
        if what == "take":
            await ours.agent._budgets.take("some/call")
        else:
            await directory.departments(ours.agent)
    except QuotaExceeded as refused:
        return 0, (refused.retry_at - clock.now()).total_seconds() if refused.retry_at else -1
    return time.time(), 0


if __name__ == "__main__":
    wanted = json.loads(sys.stdin.readline())
    sys.stdout.write(json.dumps(asyncio.run(answer(wanted))) + "\n")
