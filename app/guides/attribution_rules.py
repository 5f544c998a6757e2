"""The rules of attribution: versions, the latest in force."""

from datetime import datetime
from uuid import UUID

from app.guides.bonds import Rules
from app.guides.models import AttributionRules
from app.guides.states import AttributionMode, Performance, WhichFriend
from app.kernel import clock, locks
from app.kernel.cache import Recent
from app.kernel.db import atomic
from app.kernel.ids import new_id

# A hundred years: for good.
MOST_DAYS = 36_500
SECONDS = 1.0
# What holds until head office says otherwise: the first friend is the guide for good, and gets the orders.
USUAL = Rules(0, AttributionMode.ONE, WhichFriend.FIRST, 0, MOST_DAYS, 0, Performance.OWN)


@atomic
async def add_rules(rules: Rules, by: UUID) -> Rules:
    """A new version, in force for what happens from now on; the given version does not matter. Bonds stay as they are.

    Days are 0 to MOST_DAYS. Other processes see it within a second.
    """
    await locks.hold("attribution rules")
    version = (await _latest()).version + 1
    facts = {name: getattr(rules, name) for name in Rules.__slots__ if name != "version"}
    await AttributionRules.create(id=new_id(), version=version, created_by=by, created_at=clock.now(), **facts)
    in_force.forget()
    return await _latest()


async def versions(before: int | None, limit: int) -> list[tuple[Rules, UUID, datetime]]:
    """(rules, who made them, when), at most `limit`, the latest first, older than the given version."""
    found = AttributionRules.filter(version__lt=before) if before is not None else AttributionRules.all()
    return [(_rules(one), one.created_by, one.created_at) for one in await found.order_by("-version").limit(limit)]


async def _latest() -> Rules:
    found = await AttributionRules.all().order_by("-version").first()
    return _rules(found) if found else USUAL


def _rules(one: AttributionRules) -> Rules:
    return Rules(**{name: getattr(one, name) for name in Rules.__slots__})


# Every placing and every new friend reads them.
in_force: Recent[Rules] = Recent(_latest, ttl=SECONDS)
