"""Redis may vanish: what can go on goes on, what guards money or a paid call refuses."""

from collections.abc import AsyncIterator

import pytest

from app.kernel import redis
from app.kernel.errors import TooMany, Unavailable
from app.kernel.settings import Settings
from demo.engines import Redis


@pytest.fixture
async def own_redis(product: None, settings: Settings) -> AsyncIterator[Redis]:
    """A Redis of this test's own, which it may kill."""
    server = Redis()
    await redis.close()
    redis.connect(server.url)
    yield server
    await redis.close()
    redis.connect(settings.redis_url.get_secret_value())
    if server.process.poll() is None:
        server.stop()


async def test_a_limit_lets_its_hits_pass_and_no_more(own_redis: Redis) -> None:
    for _ in range(3):
        await redis.limit("login:1", hits=3, seconds=60, when_down="refuse")
    with pytest.raises(TooMany) as caught:
        await redis.limit("login:1", hits=3, seconds=60, when_down="refuse")
    assert caught.value.facts == {"limit": 3, "seconds": 60}
    await redis.limit("login:2", hits=3, seconds=60, when_down="refuse")


async def test_a_window_ends_by_itself(own_redis: Redis) -> None:
    await redis.limit("login:1", hits=1, seconds=60, when_down="refuse")
    assert 0 < await redis.client().pttl("limit:login:1") <= 60_000


async def test_without_redis_a_read_limit_allows_and_a_paid_one_refuses(own_redis: Redis) -> None:
    await redis.limit("x", hits=1, seconds=60, when_down="allow")
    own_redis.process.kill()
    own_redis.process.wait()
    for _ in range(3):
        await redis.limit("x", hits=1, seconds=60, when_down="allow")
    with pytest.raises(Unavailable) as caught:
        await redis.limit("x", hits=1, seconds=60, when_down="refuse")
    assert caught.value.facts == {"dependency": "redis"}


async def test_without_redis_a_soft_use_falls_back(own_redis: Redis) -> None:
    assert await redis.is_up()
    own_redis.process.kill()
    own_redis.process.wait()
    assert await redis.soft(redis.client().get("x"), "fallback") == "fallback"
    assert not await redis.is_up()


async def test_redis_is_used_again_when_it_is_back(own_redis: Redis) -> None:
    own_redis.process.kill()
    own_redis.process.wait()
    assert not await redis.is_up()
    again = Redis(own_redis.port)
    assert await redis.is_up()
    again.stop()
