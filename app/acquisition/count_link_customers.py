"""Who came by acquisition links, and whether they have written, as WeCom counts them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.acquisition import sql
from app.acquisition.came_by import LINK_CHANNEL, id_in
from app.acquisition.gateway import LinkGone, WonCustomer, gateway
from app.acquisition.models import Link
from app.acquisition.states import Standing
from app.kernel import clock, db
from app.kernel.ids import new_id

# WeCom gives the whole list each time, so a link that is busy is not read after every customer.
EVERY, SOON = timedelta(hours=6), timedelta(minutes=10)
AT_ONCE = 500


async def count_link_customers() -> None:
    """Tick: read the customers of each due link. One that cannot be read waits for its next time."""
    while rows := await db.fetch(sql.TAKE_COUNT, clock.now(), clock.now() + EVERY):
        link = await Link.get(id=rows[0]["id"])
        if link.remote_id:
            await _count(link.id, link.remote_id)


async def customer_started_chat(remote_id: str, external_userid: str, userid: str) -> None:
    """A customer of a link has written for the first time; unknown links are somebody else's."""
    link = await Link.get_or_none(remote_id=remote_id)
    if link is None:
        return
    await _keep(link.id, [WonCustomer(external_userid, userid, "", chatted=True)])


async def customer_asked(remote_id: str) -> None:
    """Somebody comes by a link: its customers are read soon, once for all who come meanwhile."""
    soon = clock.now() + SOON
    await Link.filter(remote_id=remote_id, status=Standing.LIVE, count_at__gt=soon).update(count_at=soon)


async def link_deleted(remote_id: str) -> None:
    """Somebody deleted a link in WeCom's console: it is looked at by the next tick."""
    await Link.filter(remote_id=remote_id, status=Standing.LIVE).update(due_at=clock.now())


async def _count(link_id: UUID, remote_id: str) -> None:
    batch: list[WonCustomer] = []
    try:
        async for won in gateway().won_by(remote_id):
            batch.append(won)
            if len(batch) == AT_ONCE:
                await _keep(link_id, batch)
                batch.clear()
    except LinkGone:
        # Whoever keeps the link in line finds that out and says so.
        await Link.filter(id=link_id, status=Standing.LIVE).update(due_at=clock.now())
    await _keep(link_id, batch)


async def _keep(link_id: UUID, customers: Sequence[WonCustomer]) -> None:
    """A customer who has written once stays one who has; a channel once known stays known."""
    await db.execute(
        sql.KEEP_WON,
        link_id,
        [new_id() for _ in customers],
        [id_in(LINK_CHANNEL, one.channel) for one in customers],
        [one.external_userid for one in customers],
        [one.userid for one in customers],
        [one.chatted for one in customers],
        clock.now(),
    )
