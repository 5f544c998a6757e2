"""Compare our channel codes with the contact ways at WeCom, once a night."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.acquisition import sql
from app.acquisition.came_by import CHANNEL_CODE, id_in
from app.acquisition.create_channel_code import CLOCKS_DIFFER
from app.acquisition.gateway import ContactWayGone, WayDetails, gateway
from app.acquisition.models import ChannelCode, ChannelCodeCheck, ChannelCodeDifference
from app.acquisition.states import ChannelCodeStatus as Status
from app.acquisition.states import DifferenceKind as Kind
from app.acquisition.update_way import GONE
from app.events.acquisition import ChannelCodeEnded, ChannelCodeRequested
from app.kernel import clock, db, outbox
from app.kernel.db import atomic

FROM_HOUR = 3
# WeCom lists ids only: what is new there is read one by one, the rest on the next nights.
MOST_READ = 2000
MADE_BY_NOW = timedelta(hours=1)
MAKING = (Status.REQUESTED, Status.CREATING)
REMOVING = (Status.DISABLING, Status.DELETING)


async def reconcile_codes() -> None:
    """Tick: from three o'clock in Shanghai on, once a day. Keeps the differences; a code whose way is gone is lost.

    Reads every way of ours, other applications' too, but asks about each unknown one once. Nothing is deleted at
    WeCom here: an orphan may be another installation's. Jobs that gave up on making or removing a way run again.
    """
    now = clock.now()
    if now.astimezone(clock.SHANGHAI).hour >= FROM_HOUR and not await _done(now):
        await check_ways()


async def check_ways() -> None:
    """Compare now. Raises the SendFailed family."""
    began = clock.now()
    oldest = await ChannelCode.all().order_by("created_at").first()
    if oldest is None:
        return
    listed = set(await gateway().contact_ways_since(oldest.created_at - CLOCKS_DIFFER))
    unknown = await _unknown(listed)
    gone = await _gone(listed, began)
    await _record(began, listed, gone, unknown)


async def _done(now: datetime) -> bool:
    return bool(await ChannelCodeCheck.filter(day=clock.business_day(now)).exists())


async def _unknown(listed: Collection[str]) -> list[WayDetails]:
    """Ways at WeCom that are no code's and that no night before has asked about."""
    rows = await db.fetch(sql.UNKNOWN_WAYS, sorted(listed), MOST_READ)
    found = [await _read(row["config_id"]) for row in rows]
    return [way for way in found if way]


async def _gone(listed: Collection[str], began: datetime) -> list[ChannelCode]:
    """Live codes whose way is not listed and, asked for by itself, not there: the list knows none of before 2021."""
    live = await ChannelCode.filter(status=Status.LIVE, created_at__lt=began).exclude(config_id=None)
    missing = [code for code in live if code.config_id not in listed]
    return [code for code in missing if code.config_id and await _read(code.config_id) is None]


async def _read(config_id: str) -> WayDetails | None:
    try:
        return await gateway().contact_way(config_id)
    except ContactWayGone:
        return None


@atomic
async def _record(
    began: datetime, listed: Collection[str], gone: Sequence[ChannelCode], unknown: Sequence[WayDetails]
) -> None:
    now = clock.now()
    lost = [code for code in gone if await _lose(code)]
    differences = [_difference(code.config_id or "", Kind.GONE, code.id, code.state, now) for code in lost]
    for way in unknown:
        kind, code_id = await _kind_of(way)
        if kind:
            differences.append(_difference(way.config_id, kind, code_id, way.state, now))
    await ChannelCodeDifference.bulk_create(differences, ignore_conflicts=True)
    await db.execute(sql.RESOLVE_DIFFERENCES, sorted(listed), now)
    orphans = sum(one.kind in (Kind.ORPHAN, Kind.DUPLICATE) for one in differences)
    counts = {"ways": len(listed), "gone": len(lost), "orphans": orphans, "finished_at": now}
    await ChannelCodeCheck.update_or_create(defaults=counts, day=clock.business_day(began))
    await _revive(now)


async def _lose(code: ChannelCode) -> bool:
    same = ChannelCode.filter(id=code.id, status=Status.LIVE, config_id=code.config_id)
    return bool(await same.update(status=Status.LOST, failure=GONE))


async def _kind_of(way: WayDetails) -> tuple[Kind | None, UUID | None]:
    """What an unknown way is, and whose; None for one that a code is about to know."""
    code_id = id_in(CHANNEL_CODE, way.state)
    if code_id is None:
        return Kind.FOREIGN, None
    code = await ChannelCode.get_or_none(id=code_id)
    if code is None:
        return Kind.ORPHAN, None
    if code.status in MAKING or code.config_id == way.config_id:
        return None, code_id
    return Kind.DUPLICATE, code_id


def _difference(
    config_id: str, kind: Kind, code_id: UUID | None, state: str, found_at: datetime
) -> ChannelCodeDifference:
    return ChannelCodeDifference(
        config_id=config_id, kind=kind, channel_code_id=code_id, state=state[:64], found_at=found_at
    )


async def _revive(now: datetime) -> None:
    """Jobs give up when WeCom is away for longer than they are tried; both may run twice."""
    making = ChannelCode.filter(status__in=MAKING, created_at__lt=now - MADE_BY_NOW)
    removing = ChannelCode.filter(status__in=REMOVING)
    await outbox.publish(
        *[ChannelCodeRequested(code.id) for code in await making],
        *[ChannelCodeEnded(code.id) for code in await removing],
    )
