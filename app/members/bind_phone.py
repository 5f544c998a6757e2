"""Bind the phone number that a member's WeChat reveals."""

from uuid import UUID

import asyncpg

from app.kernel import db, redis
from app.kernel.db import atomic
from app.kernel.errors import SendFailed
from app.kernel.personal import personal_data
from app.members.errors import MemberNotFound, PhoneTaken, from_gateway
from app.members.gateway import gateway

TRIES_AN_HOUR = 5
HOUR = 3600

BIND = "UPDATE members SET phone_sealed = $2, phone_hash = $3 WHERE id = $1"


async def bind_phone(member_id: UUID, code: str, openid: str | None) -> None:
    """Replace the member's phone by the one behind a phone code. Stored encrypted, with a keyed hash to look up.

    Raises CodeNotAccepted, PhoneTaken, TooMany; Unavailable without Redis, as an unlimited caller would cost money.
    """
    await redis.limit(f"phone:{member_id}", hits=TRIES_AN_HOUR, seconds=HOUR, when_down="refuse")
    try:
        phone = await gateway().phone_number(code, openid)
    except SendFailed as failure:
        raise from_gateway(failure) from failure
    await _store(member_id, phone)


@atomic
async def _store(member_id: UUID, phone: str) -> None:
    try:
        found = await db.execute(BIND, member_id, personal_data().seal(phone), personal_data().fingerprint(phone))
    except asyncpg.UniqueViolationError:
        raise PhoneTaken from None
    if not found:
        raise MemberNotFound
