"""The outbox: an event is a job row per subscriber, written in the transaction that made it true."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from pgqueuer.adapters.persistence.qb import QueryQueueBuilder

from app.kernel import db

Reaction = Callable[[Any], Awaitable[None]]
Subscriptions = Mapping[type, Sequence[Reaction]]

ENQUEUE = QueryQueueBuilder().build_enqueue_query("skip")
_routes: dict[type, list[str]] = {}


class NotSubscribed(Exception):
    """The event's class is not on the subscriptions page: a wiring bug, found by the first test that publishes it."""


def job_name(event: type, reaction: Reaction) -> str:
    """The queue's name of one reaction to one event; it stays stable as long as both keep their names."""
    return f"{event.__name__}>{reaction.__module__}.{reaction.__name__}"


def route(subscriptions: Subscriptions) -> None:
    """Tell the outbox who listens: called once at start with the subscriptions page."""
    _routes.clear()
    _routes.update({event: [job_name(event, r) for r in reactions] for event, reactions in subscriptions.items()})


async def publish(*events: Any) -> None:
    """Enqueue one job per event and subscriber. Needs an open transaction; rolls back and commits with it."""
    if not db.in_transaction():
        raise RuntimeError("events are published inside the transaction that makes them true")
    jobs = [(name, msgspec.json.encode(event)) for event in events for name in _subscribers(type(event))]
    if jobs:
        await _insert([name for name, _ in jobs], [payload for _, payload in jobs], [None] * len(jobs))


async def enqueue_once(name: str, dedupe_key: str) -> None:
    """Enqueue a task without payload unless one with this key already waits: what the clock does."""
    await _insert([name], [None], [dedupe_key])


async def _insert(names: list[str], payloads: list[bytes | None], keys: list[str | None]) -> None:
    count = len(names)
    await db.fetch(ENQUEUE, [0] * count, names, payloads, [timedelta()] * count, keys, ["{}"] * count)


def _subscribers(event: type) -> list[str]:
    try:
        return _routes[event]
    except KeyError:
        raise NotSubscribed(event.__name__) from None
