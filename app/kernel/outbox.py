"""The outbox: an event is a job row per subscriber, written in the transaction that made it true."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from pgqueuer.adapters.persistence.qb import QueryQueueBuilder

from app.kernel import db

Reaction = Callable[[Any], Awaitable[None]]
Subscriptions = Mapping[type, Sequence[Reaction]]

# What pgqueuer's own statement does, without a dedupe key and without a log row that says "queued" of each job: on hot
# paths the jobs are most of the rows. $1 priorities, $2 names, $3 payloads.
INSERT_JOBS = """
INSERT INTO pgqueuer (priority, entrypoint, payload, headers, status)
SELECT priority, name, payload, '{}', 'queued' FROM
"""
PUBLISH = f"{INSERT_JOBS} unnest($1::int[], $2::text[], $3::bytea[]) AS job (priority, name, payload)"
ENQUEUE = QueryQueueBuilder().build_enqueue_query("skip")
USUAL = 0
_routes: dict[type, list[str]] = {}
_urgent: Mapping[type, int] = {}


class NotSubscribed(Exception):
    """The event's class is not on the subscriptions page: a wiring bug, found by the first test that publishes it."""


def job_name(event: type, reaction: Reaction) -> str:
    """The queue's name of one reaction to one event; it stays stable as long as both keep their names."""
    return f"{event.__name__}>{reaction.__module__}.{reaction.__name__}"


def route(subscriptions: Subscriptions, urgent: Mapping[type, int] | None = None) -> None:
    """Tell the outbox who listens, and whose jobs overtake whose (higher first): the page, once at start."""
    global _urgent
    _urgent = urgent or {}
    _routes.clear()
    _routes.update({event: [job_name(event, r) for r in reactions] for event, reactions in subscriptions.items()})


async def publish(*events: Any) -> None:
    """Enqueue one job per event and subscriber. Needs an open transaction; rolls back and commits with it."""
    if not db.in_transaction():
        raise RuntimeError("events are published inside the transaction that makes them true")
    jobs = [job for event in events for job in jobs_of(event)]
    if jobs:
        await db.execute(PUBLISH, *map(list, zip(*jobs, strict=True)))


def jobs_of(event: Any) -> list[tuple[int, str, bytes]]:
    """Priority, name and payload of an event's jobs, for the rare statement that makes a fact and its jobs at once
    (with INSERT_JOBS)."""
    priority, payload = _urgent.get(type(event), USUAL), msgspec.json.encode(event)
    return [(priority, name, payload) for name in _subscribers(type(event))]


async def enqueue_once(name: str, dedupe_key: str) -> None:
    """Enqueue a task without payload unless one with this key already waits: what the clock does."""
    await db.fetch(ENQUEUE, [USUAL], [name], [None], [timedelta()], [dedupe_key], ["{}"])


def _subscribers(event: type) -> list[str]:
    try:
        return _routes[event]
    except KeyError:
        raise NotSubscribed(event.__name__) from None
