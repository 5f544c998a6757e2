"""Every tick, on one page. A tick enqueues its task; the task claims due rows, so a missed tick is harmless."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.campaigns.claim_due import claim_due
from app.campaigns.fetch_results import fetch_results
from app.campaigns.revive import revive
from app.orders.expire import expire
from app.payments.reconcile import reconcile


@dataclass(frozen=True, slots=True)
class Tick:
    """Every `seconds` the task named `name` is enqueued, unless one already waits."""

    name: str
    seconds: int
    task: Callable[[], Awaitable[object]]


TICKS: list[Tick] = [
    Tick("campaigns.claim_due", 5, claim_due),
    Tick("campaigns.fetch_results", 5, fetch_results),
    Tick("campaigns.revive", 60, revive),
    Tick("orders.expire", 5, expire),
    Tick("payments.reconcile", 5, reconcile),
]
