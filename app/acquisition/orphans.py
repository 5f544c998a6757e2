"""The difference report of channel codes, and removing a way that is nobody's."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.acquisition.errors import NoSuchOrphan
from app.acquisition.gateway import ContactWayGone, gateway
from app.acquisition.models import ChannelCode, ChannelCodeCheck, ChannelCodeDifference
from app.acquisition.states import DifferenceKind as Kind
from app.kernel import clock

REMOVABLE = (Kind.ORPHAN, Kind.DUPLICATE)
MOST_SHOWN = 500
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Difference:
    """A way at WeCom and a code here that do not belong together, since `found_at`."""

    config_id: str
    kind: Kind
    channel_code_id: UUID | None
    state: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """The latest night's comparison: ways at WeCom since our first code, and the differences still open."""

    day: str | None
    ways: int
    differences: list[Difference]


async def report() -> Report:
    """At most 500 differences, latest first; ways of other applications are none."""
    check = await ChannelCodeCheck.all().order_by("-day").first()
    found = ChannelCodeDifference.filter(resolved_at=None).exclude(kind=Kind.FOREIGN).order_by("-found_at", "config_id")
    differences = [
        Difference(one.config_id, one.kind, one.channel_code_id, one.state, one.found_at)
        for one in await found.limit(MOST_SHOWN)
    ]
    return Report(check.day if check else None, check.ways if check else 0, differences)


async def remove_orphan(config_id: str) -> None:
    """Remove an orphan or duplicate at WeCom; again is no error. Raises NoSuchOrphan, and the SendFailed family."""
    if len(config_id) > LONGEST_ID:
        raise NoSuchOrphan
    orphan = ChannelCodeDifference.filter(config_id=config_id, kind__in=REMOVABLE)
    if not await orphan.exists() or await ChannelCode.filter(config_id=config_id).exists():
        raise NoSuchOrphan
    with suppress(ContactWayGone):
        await gateway().remove_contact_way(config_id)
    await orphan.filter(resolved_at=None).update(resolved_at=clock.now())
