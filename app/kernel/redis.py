"""Redis, which may vanish. The database is the truth; each use says what it does without Redis.

Degrades (`fallback`): caches and read limits go on as if empty. Refuses: limits that guard money or a paid platform
call raise Unavailable, since an unguarded call costs more than a refused one.
"""

from collections.abc import Awaitable
from typing import Literal, TypeVar

import redis.asyncio as aioredis
import structlog
from redis.exceptions import RedisError

from app.kernel.errors import TooMany, Unavailable
from app.kernel.metrics import REDIS_OUTAGES

T = TypeVar("T")
TIMEOUT = 1.0

log = structlog.get_logger(__name__)
_client: aioredis.Redis | None = None

COUNT_HIT = """
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return hits
"""


def connect(url: str) -> None:
    """Make the client. Opens no connection yet, so a missing Redis does not stop a start."""
    global _client
    _client = aioredis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, decode_responses=True)


async def close() -> None:
    global _client
    if _client is not None:
        await _client.aclose()
    _client = None


def client() -> aioredis.Redis:
    if _client is None:
        raise RuntimeError("redis is not connected")
    return _client


async def is_up() -> bool:
    return bool(await soft(client().ping(), False))


async def soft(operation: Awaitable[T], fallback: T) -> T:
    """The operation's result, or `fallback` when Redis does not answer within a second."""
    try:
        return await operation
    except (RedisError, OSError) as error:
        REDIS_OUTAGES.labels("degraded").inc()
        log.warning("redis_down", error=type(error).__name__, done="degraded")
        return fallback


async def limit(name: str, *, hits: int, seconds: int, when_down: Literal["allow", "refuse"]) -> None:
    """Count a hit in a fixed window. Raises TooMany over the limit; Unavailable if Redis is down and it must refuse."""
    counted = await soft(client().eval(COUNT_HIT, 1, f"limit:{name}", str(seconds * 1000)), None)
    if counted is None and when_down == "refuse":
        raise Unavailable(dependency="redis")
    if counted is not None and int(str(counted)) > hits:
        raise TooMany(limit=hits, seconds=seconds)
