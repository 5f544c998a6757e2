"""Engines that are away for a moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.kernel import redis
from app.kernel.settings import Settings


@asynccontextmanager
async def no_redis(settings: Settings) -> AsyncIterator[None]:
    """Inside, the product finds no Redis where it should be."""
    await redis.close()
    redis.connect("redis://127.0.0.1:9/0")
    try:
        yield
    finally:
        await redis.close()
        redis.connect(settings.redis_url.get_secret_value())
