"""Waiting for what happens by itself, without sleeping blindly."""

import asyncio
import time
from collections.abc import Awaitable, Callable

LIMIT_SECONDS = 10.0


async def eventually(condition: Callable[[], Awaitable[bool]], what: str, seconds: float = LIMIT_SECONDS) -> None:
    """Return once the condition holds. Raises AssertionError naming `what` after the limit."""
    end = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        await asyncio.sleep(0.02)
