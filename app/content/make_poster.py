"""A guide's own poster (海报): whoever scans it is known to come by this guide."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from app.content.draw_poster import PosterText, draw
from app.content.errors import NotForPoster, PosterUnavailable, TooManyPosters
from app.content.gateway import codes
from app.content.prepare import Recipient, write_down
from app.content.states import Subject
from app.content.wanted import Wanted, look_up, sender
from app.kernel import clock
from app.kernel.errors import SendFailed
from app.kernel.ids import new_id
from app.radar.links import LANDING_PAGE, entrance_scene
from app.radar.states import EntranceKind
from app.staff.queries import StaffCard
from app.stores import queries as stores

# Drawing holds a core for a tenth of a second: two at once, and nobody waits behind more than a few seconds of others.
AT_ONCE = 2
MOST_WAITING = 30
_room = asyncio.Semaphore(AT_ONCE)
_waiting = 0


@dataclass(frozen=True, slots=True)
class Poster:
    """`png`: 750 by 1,200 pixels. The sending counts as sent once it is confirmed."""

    send_id: UUID
    png: bytes


async def make_poster(staff_id: UUID, subject: Subject, subject_id: UUID) -> Poster:
    """A picture with title, price, guide, store and a mini-program code of this sending's own.

    Not inside a transaction: it asks the platform. Raises NotForPoster, PosterUnavailable, TooManyPosters and what
    prepare raises.
    """
    staff = await sender(staff_id)
    wanted = await look_up(subject, subject_id, staff, clock.now())
    if not wanted.has_page:
        raise NotForPoster
    send_id = new_id()
    try:
        code = await codes().unlimited(entrance_scene(EntranceKind.GUIDE, send_id), LANDING_PAGE)
    except SendFailed as error:
        raise PosterUnavailable from error
    png = await _drawn(await _text(wanted, staff), code)
    await write_down(send_id, staff, wanted, Recipient())
    return Poster(send_id, png)


async def _text(wanted: Wanted, staff: StaffCard) -> PosterText:
    at = await stores.names({staff.store_id}) if staff.store_id else {}
    return PosterText(wanted.title, wanted.price, staff.name, at.get(staff.store_id, "") if staff.store_id else "")


async def _drawn(text: PosterText, code: bytes) -> bytes:
    global _waiting
    if _waiting >= MOST_WAITING:
        raise TooManyPosters
    _waiting += 1
    try:
        async with _room:
            return await asyncio.to_thread(draw, text, code)
    except OSError as error:
        # Pillow's word for bytes that are no picture.
        raise PosterUnavailable from error
    finally:
        _waiting -= 1
