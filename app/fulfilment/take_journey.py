"""Take what the courier platform tells of a parcel's way."""

import hashlib
from datetime import timedelta

import structlog

from app.fulfilment import sql
from app.fulfilment.deliver import arrive
from app.fulfilment.errors import PushRefused
from app.fulfilment.gateway import couriers
from app.fulfilment.models import Parcel, Track, TrackWatch
from app.integrations.couriers import Journey, PushNotGenuine, Step, TrackState, WatchState
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id

# After it gave up, the platform takes the number again in half an hour.
WATCHED_AGAIN = timedelta(minutes=35)
LONGEST_TEXT = 400

log = structlog.get_logger(__name__)


async def take_push(body: bytes) -> int:
    """Take a push as it came; how many parcels it told of. Raises PushRefused when the platform did not sign it.

    A number that no parcel has any more (it was corrected) is accepted and told to nobody.
    """
    try:
        journey = couriers().open_push(body)
    except PushNotGenuine as refused:
        log.warning("courier_push_refused", reason=str(refused))
        raise PushRefused from refused
    return await take(journey)


@atomic
async def take(journey: Journey) -> int:
    """Keep the new steps of every parcel with this number; signed for means delivered. Telling it again is harmless."""
    found = await Parcel.filter(tracking_no=journey.number, carrier=journey.carrier).order_by("id").select_for_update()
    for parcel in found:
        await _keep(parcel, journey)
    return len(found)


async def _keep(parcel: Parcel, journey: Journey) -> None:
    steps = journey.steps
    ids, keys = [new_id() for _ in steps], [_key(step) for step in steps]
    texts, states = [step.text[:LONGEST_TEXT] for step in steps], [step.state.value for step in steps]
    last = await Track.filter(parcel_id=parcel.id).order_by("-at").first()
    await db.execute(sql.ADD_TRACKS, parcel.id, ids, keys, texts, states, [step.at for step in steps])
    if last and steps and steps[0].at < last.at:
        # An older push that was sent again: its steps are known, and its state is history.
        return
    await Parcel.filter(id=parcel.id).update(track_state=journey.state.value)
    if journey.state is TrackState.SIGNED:
        signed = journey.steps[0] if journey.steps else None
        at, proof = (signed.at, signed.text) if signed else (clock.now(), "")
        await arrive(parcel.id, at, proof)
    elif journey.watch is WatchState.GIVEN_UP:
        again = clock.now() + WATCHED_AGAIN
        await TrackWatch.filter(parcel_id=parcel.id, check_at__not_isnull=True).update(
            subscribed_at=None, check_at=again
        )


def _key(step: Step) -> str:
    return hashlib.sha256(f"{step.at.isoformat()} {step.text}".encode()).hexdigest()
