"""Which digests every guide was told: the bot's only table."""

from datetime import datetime

from wecom.bot.models import DigestRun


async def was_told(key: str) -> bool:
    return await DigestRun.exists(key=key)


async def keep_told(key: str, at: datetime) -> None:
    """Keeping it again changes nothing."""
    await DigestRun.bulk_create([DigestRun(key=key, finished_at=at)], ignore_conflicts=True)
