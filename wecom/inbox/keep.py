"""Keep a callback before it is acknowledged: collected with the others of the moment, answered once it is committed."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.events.wecom import CallbackStored, GreetingAwaited
from app.kernel import clock, db, outbox
from app.kernel.batch import MicroBatch
from app.kernel.ids import new_id
from wecom.inbox import sql


@dataclass(frozen=True, slots=True)
class Arrival:
    """A callback as it was decrypted: `content` is the whole plain text. Names have at most 64 characters.

    `greets`: a new friend waits for a greeting, which does not wait for the rest of what the callback means.
    """

    event: str
    change_type: str
    content: str
    greets: bool = False


async def keep(arrival: Arrival) -> bool:
    """Return once the callback is committed with its job, or was known: whether it was new. Raises TooMany."""
    return await _arrivals.submit(arrival)


async def close() -> None:
    """Keep what waits, at the end of the process."""
    await _arrivals.close()


def dedupe_key(content: str) -> str:
    """The platform's own advice names sender, time, event and ids; the whole text has them all, and is sent unchanged
    with every repetition, sealed anew each time. Two events of one second differ in their ids, so both are kept."""
    return hashlib.sha256(content.encode()).hexdigest()


def _jobs(message_id: UUID, arrival: Arrival) -> Iterator[tuple[int, str, bytes]]:
    yield from outbox.jobs_of(CallbackStored(message_id))
    if arrival.greets:
        yield from outbox.jobs_of(GreetingAwaited(message_id))


async def _store(arrivals: list[Arrival]) -> Sequence[bool]:
    """One statement, which is its own transaction."""
    ids = [new_id() for _ in arrivals]
    jobs = [(each, *job) for each, one in zip(ids, arrivals, strict=True) for job in _jobs(each, one)]
    rows = await db.fetch(
        sql.STORE,
        ids,
        [dedupe_key(arrival.content) for arrival in arrivals],
        [arrival.event for arrival in arrivals],
        [arrival.change_type for arrival in arrivals],
        [arrival.content for arrival in arrivals],
        clock.now(),
        *map(list, zip(*jobs, strict=True)),
    )
    new = {row["id"] for row in rows}
    return [each in new for each in ids]


_arrivals: MicroBatch[Arrival, bool] = MicroBatch("wecom_inbox", _store, flushers=2)
