"""Add a version of the commission rule."""

from app.kernel import clock, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.referral.models import CommissionRule


@atomic
async def add_rule(guide_rate: int) -> CommissionRule:
    """A new version, in force for orders paid from now on. `guide_rate` in basis points, 0 to 10,000."""
    await locks.hold("commission rule")
    latest = await CommissionRule.all().order_by("-version").first()
    version = latest.version + 1 if latest else 1
    return await CommissionRule.create(id=new_id(), version=version, guide_rate=guide_rate, created_at=clock.now())
