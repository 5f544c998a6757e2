"""How long a new friend waits for the greeting on a bad day: 500 friends within 10 s, through the sandbox.

Each scans a channel code of ten guides; the sandbox tells it by a real callback, the worker greets with what the code
says at this hour and a card, and does the rest: who the friend is, remark, tags, whose turn is next, tasks. WeCom
takes a greeting for 20 seconds (page 92137). What is measured begins before the scan and ends at the friend's phone,
so the sandbox is in it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from statistics import quantiles
from typing import Any
from uuid import UUID

import httpx

from app.acquisition.code_terms import CodeTerms
from app.acquisition.queries import channel_code
from app.acquisition.request_channel_code import request_channel_code
from app.acquisition.states import ChannelCodeStatus
from app.kernel import db
from app.kernel.settings import Settings
from app.main import running
from app.staff.queries import staff_page
from app.staff.sync import sync
from benchmarks.measure import Result
from benchmarks.shop import furnish
from benchmarks.surroundings import BenchFailed, Surroundings, cpu_seconds, surroundings

FRIENDS, SECONDS, GUIDES = 500, 10.0, 10
LIFE_SECONDS = 20
WAIT_SECONDS, POLL_SECONDS = 120.0, 0.2
# Whoever scans does not wait for those before.
PHONES = httpx.Limits(max_connections=64, max_keepalive_connections=64)
TAGS = ["门店", "新客"]
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
HOURS = [("22:00", "08:00", "您好，明早八点后我来回复您"), ("08:00", "22:00", "您好，我是您的专属导购，这是今天的新茶")]
STATUSES = "SELECT status, count(*) AS count FROM guide_welcomes GROUP BY 1"
CALLBACKS = "SELECT status, count(*) AS count FROM wecom_inbox GROUP BY 1"
FOLLOWS = "SELECT count(*) FROM guide_follows"
# Tags of which WeCom was told.
MARKED = "SELECT count(*) FROM tag_marks WHERE marked"
# A parked job did not pass by itself; a tick is nobody's effect.
PARKED = "SELECT count(*) FROM pgqueuer WHERE status NOT IN ('queued', 'picked')"
UNDONE = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE '%>%'"


def welcome() -> Result:
    """`product` is the p99 in seconds, `limit` the platform's 20, `ratio` the share of them that was used."""
    with surroundings() as here:
        sandbox = here.open_platforms()
        products, _, _ = asyncio.run(furnish(here.settings))
        here.serve_product()
        here.keep_time()
        here.work()
        return asyncio.run(_measure(here, sandbox, products[0]))


async def _measure(here: Surroundings, url: str, product_id: UUID) -> Result:
    settings = here.settings
    async with (
        httpx.AsyncClient(base_url=f"{url}/_sandbox", trust_env=False, timeout=30, limits=PHONES) as sandbox,
        running(settings),
    ):
        config_id = await _open_code(sandbox, settings, product_id)
        people = [await _made(sandbox, "/people", name=f"客户{n}", phone=f"139{n:08d}") for n in range(FRIENDS)]
        worker = here.processes[-1]
        before = cpu_seconds(worker)
        scanned, late = await _scan_all(sandbox, config_id, [one["id"] for one in people])
        greeted = time.monotonic()
        await _until(_greeted, "every friend is greeted, or it is known that one is not")
        rest_began = time.monotonic()
        await _until(_done, "every callback and job is done")
        rest = time.monotonic() - rest_began
        waits, missing = await _waits(sandbox, scanned)
        more = {"greeted_after_last_scan_s": rest_began - greeted, "rest_s": rest}
        more["worker_cpu_ms_each"] = (cpu_seconds(worker) - before) * 1000 / FRIENDS
        return await _result(waits, missing, late, more)


async def _open_code(sandbox: httpx.AsyncClient, settings: Settings, product_id: UUID) -> str:
    """A live channel code with card, remark and tag; its config_id. The worker makes it, as ever."""
    for number in range(GUIDES):
        await _made(sandbox, "/wecom/staff", userid=f"guide{number}", name=f"导购{number}")
    await _made(sandbox, "/wecom/callback_url", url=f"{settings.public_url}/callbacks/wecom")
    await sync()
    group = await _made(sandbox, "/wecom/tags/", group_name="来源", tags=TAGS)
    card = {"kind": "product", "id": product_id}
    terms = {
        "name": "门店海报",
        "guides": [{"staff_id": one.id, "daily_cap": FRIENDS} for one in await staff_page(None, GUIDES)],
        "welcome_text": "您好，我是您的专属导购，这是今天的新茶",
        "product_id": product_id,
        "welcomes": [
            {"windows": [{"days": EVERY_DAY, "start": start, "end": end}], "text": text, "card": card}
            for start, end, text in HOURS
        ],
        "tag_ids": [tag["id"] for tag in group["tag"]],
        "remark_template": "{昵称}-{渠道}",
    }
    code_id = await request_channel_code(CodeTerms.model_validate(terms))

    async def live() -> bool:
        return (await channel_code(code_id)).status is ChannelCodeStatus.LIVE

    await _until(live, "the channel code is live")
    return str((await channel_code(code_id)).config_id)


async def _scan_all(sandbox: httpx.AsyncClient, config_id: str, people: list[str]) -> tuple[dict[str, float], float]:
    """Each at their moment. Returns when each scanned, in Unix seconds, and how late the last one came to it."""
    began, scanned = time.time(), {}
    lateness = 0.0

    async def scan(number: int, person: str) -> None:
        nonlocal lateness
        due = began + number * SECONDS / len(people)
        await asyncio.sleep(due - time.time())
        scanned[person] = time.time()
        lateness = max(lateness, scanned[person] - due)
        await _made(sandbox, f"/people/{person}/scan", config_id=config_id)

    await asyncio.gather(*(scan(number, person) for number, person in enumerate(people)))
    return scanned, lateness


async def _waits(sandbox: httpx.AsyncClient, scanned: dict[str, float]) -> tuple[list[float], int]:
    """Seconds from scan to greeting of those who got theirs, once; and how many did not."""
    waits, missing = [], 0
    for person, at in scanned.items():
        inbox = (await sandbox.get(f"/people/{person}/inbox")).json()
        greetings = [message for message in inbox if message["kind"] == "welcome"]
        if len(greetings) > 1:
            raise BenchFailed(f"{person} was greeted {len(greetings)} times")
        if greetings:
            waits.append(datetime.fromisoformat(greetings[0]["at"]).timestamp() - at)
        missing += not greetings
    return waits, missing


async def _result(waits: list[float], missing: int, late: float, more: dict[str, float]) -> Result:
    """Raises BenchFailed when a callback is dead, a job parked, a friend or tag not recorded: it would mean nothing."""
    callbacks, parked = await _counts(CALLBACKS), await db.fetch_value(PARKED)
    follows, marked = await db.fetch_value(FOLLOWS), await db.fetch_value(MARKED)
    if callbacks.get("dead") or parked or (follows, marked) != (FRIENDS, FRIENDS * len(TAGS)):
        raise BenchFailed(f"callbacks {callbacks}, parked jobs {parked}, friends {follows} of {FRIENDS}, tags {marked}")
    statuses = await _counts(STATUSES)
    cuts = quantiles(waits, n=100, method="inclusive")
    detail: dict[str, Any] = {
        "friends": FRIENDS,
        "within_seconds": SECONDS,
        "greeted": len(waits),
        "missed": missing,
        "refused": statuses.get("refused", 0),
        "p50_s": round(cuts[49], 3),
        "p99_s": round(cuts[98], 3),
        "slowest_s": round(max(waits), 3),
        "statuses": statuses,
        "callbacks": callbacks,
        "latest_scan_late_s": round(late, 3),
    }
    detail |= {name: round(value, 2) for name, value in more.items()}
    share = round(cuts[98] / LIFE_SECONDS, 3)
    return Result("welcome", share, detail["p99_s"], LIFE_SECONDS, "s to the greeting, p99", detail)


async def _greeted() -> bool:
    statuses = await _counts(STATUSES)
    return sum(statuses.values()) == FRIENDS and not {"waiting", "sending"} & statuses.keys()


async def _done() -> bool:
    return "waiting" not in await _counts(CALLBACKS) and not await db.fetch_value(UNDONE)


async def _counts(sql: str) -> dict[str, int]:
    return {row["status"]: row["count"] for row in await db.fetch(sql)}


async def _until(holds: Callable[[], Awaitable[bool]], what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not await holds():
        if time.monotonic() > deadline:
            raise BenchFailed(f"not within {WAIT_SECONDS} s: {what}")
        await asyncio.sleep(POLL_SECONDS)


async def _made(sandbox: httpx.AsyncClient, path: str, **body: Any) -> Any:
    answer = await sandbox.post(path, json=body)
    if not answer.is_success:
        raise BenchFailed(f"{path}: {answer.status_code} {answer.text[:200]}")
    return answer.json() if answer.content else None
