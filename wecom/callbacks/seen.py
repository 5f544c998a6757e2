"""When WeCom last verified our callback URL, and what was last refused there: for the doctor, lost with Redis."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel import clock, redis

VERIFIED, REFUSED = "wecom:callback:verified", "wecom:callback:refused"
# The doctor asks our own URL with a challenge that begins so; that is not WeCom.
PROBE = "siyudoctor"


@dataclass(frozen=True, slots=True)
class Seen:
    """Null when nothing of it is known. `refused` says in Chinese why."""

    verified_at: datetime | None = None
    refused_at: datetime | None = None
    refused: str = ""


async def note_verified(challenge: str) -> None:
    """WeCom has verified the URL, unless it was the doctor."""
    if not challenge.startswith(PROBE):
        await redis.soft(redis.client().set(VERIFIED, clock.now().isoformat()), None)


async def note_refused(reason: str) -> None:
    """`reason` in Chinese, without anything of what was sent."""
    await redis.soft(redis.client().set(REFUSED, f"{clock.now().isoformat()} {reason}"), None)


async def seen() -> Seen:
    """What is known; nothing without Redis."""
    verified = await redis.soft(redis.client().get(VERIFIED), None)
    at, _, reason = str(await redis.soft(redis.client().get(REFUSED), None) or "").partition(" ")
    return Seen(_moment(str(verified or "")), _moment(at), reason)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
